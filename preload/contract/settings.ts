/** What a person can set. The API key goes in and never comes out: only whether there is one does. */
import Type from "typebox";
import { VenueId } from "./instrument.ts";

export const Settings = Type.Object({
  venue: VenueId,
  /** `ws:` or `wss:` address of the venue. */
  wsUrl: Type.String(),
  /** `http:` or `https:` base address; the ticker is at `/v1/market/ticker`. */
  restUrl: Type.String(),
  keyPlacement: Type.Enum(["frame", "query"]),
  sendPong: Type.Boolean(),
  /** Subscribe to trades for every watched instrument, not only where a rule needs them. */
  tradesForAll: Type.Boolean(),
  /** Hold back a lone price more than 20 percent away until a second one confirms it. */
  absurdPrintGuard: Type.Boolean(),
  /** How long the app may be unable to watch before that is itself a notification. Milliseconds. */
  blindAfterMs: Type.Integer({ minimum: 10_000, maximum: 3_600_000 }),
  /** What happened longer ago is deleted, unless it is still to be shown or must not be missed and is unread. 0: never. */
  historyKeptDays: Type.Integer({ minimum: 0, maximum: 36_500 }),
  desktopNotifications: Type.Boolean(),
  theme: Type.Enum(["system", "light", "dark"]),
  colours: Type.Enum(["green-red", "blue-orange", "red-green"]),
  startAtLogin: Type.Boolean(),
  keepAwake: Type.Boolean(),
});
export type Settings = Type.Static<typeof Settings>;

/** Settings as read: with what is known of the key, never the key. */
export const SettingsView = Type.Object({
  ...Settings.properties,
  /** There is a key that may be sent to the present addresses. */
  hasApiKey: Type.Boolean(),
  /** There is a key, and it is not sent: it was given for other addresses, or another way of sending it, than the present. */
  isApiKeyWithheld: Type.Boolean(),
  /** How the key is kept: `environment`, `file`, a keyring's name, `basic_text`, or `none`. */
  apiKeyBackend: Type.String(),
  /** Names of settings fixed by the command line of this run. */
  fixed: Type.Array(Type.String()),
});
export type SettingsView = Type.Static<typeof SettingsView>;

/** Any part of the settings; `apiKey` an empty string forgets the key. */
export const SettingsPatch = Type.Partial(
  Type.Object({ ...Settings.properties, apiKey: Type.String({ maxLength: 4096 }) }),
  { additionalProperties: false },
);
export type SettingsPatch = Type.Static<typeof SettingsPatch>;

export const defaultSettings: Settings = {
  venue: "demo",
  wsUrl: "wss://api.securitypro.com/market/ws",
  restUrl: "https://api.securitypro.com",
  keyPlacement: "frame",
  sendPong: false,
  tradesForAll: false,
  absurdPrintGuard: true,
  blindAfterMs: 120_000,
  historyKeptDays: 0,
  desktopNotifications: true,
  theme: "system",
  colours: "green-red",
  startAtLogin: false,
  keepAwake: false,
};
