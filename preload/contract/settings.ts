/** What a person can set of the app. What is set of each venue is in `venue-settings.ts`. */
import * as Type from "typebox";
import { deadManSwitchSettings } from "./dead-man-switch.ts";
import { DestinationId, maxDestinations } from "./destination.ts";
import { defaultQuietHours, QuietHours } from "./quiet-hours.ts";
import { nullable } from "./nullable.ts";
import { languages } from "./messages/language.ts";

export const Settings = Type.Object({
  /** Subscribe to trades for every watched instrument, not only where a rule needs them. */
  tradesForAll: Type.Boolean(),
  /** Hold back a lone price more than 20 percent away until a second one confirms it. */
  absurdPrintGuard: Type.Boolean(),
  /** How long the app may be unable to watch before that is itself a notification. Milliseconds. */
  blindAfterMs: Type.Integer({ minimum: 10_000, maximum: 3_600_000 }),
  /** What happened longer ago is deleted, unless it is still to be shown or must not be missed and is unread. 0: never. */
  historyKeptDays: Type.Integer({ minimum: 0, maximum: 36_500 }),
  desktopNotifications: Type.Boolean(),
  /** When alerts of normal urgency are kept back, to be told together afterwards. */
  quietHours: QuietHours,
  /** Ids of the destinations that are told where a rule says `default`; the history always is. Never empty. */
  defaultDestinations: Type.Array(DestinationId, { minItems: 1, maxItems: maxDestinations, uniqueItems: true }),
  /** How long nobody has acknowledged a critical alert until it goes to the destinations of the second step too; null: never. */
  escalateAfterMs: nullable(Type.Integer({ minimum: 60_000, maximum: 86_400_000 })),
  /** Ids of the destinations of the second step; where none of them is there and on, the desktop stands in. */
  escalateTo: Type.Array(DestinationId, { maxItems: maxDestinations, uniqueItems: true }),
  ...deadManSwitchSettings,
  /** Of the window, notifications and everything else that is said; `system`: the system's, where there are messages in it. */
  language: Type.Enum(["system", ...languages]),
  theme: Type.Enum(["system", "light", "dark"]),
  colours: Type.Enum(["green-red", "blue-orange", "red-green"]),
  /** What a window that is open plays when an alert fires. */
  fireSound: Type.Enum(["off", "bell", "chime"]),
  /** Over which time the watchlist tells how prices changed; `day`: since the day's first price, or since watching began. */
  changeSpan: Type.Enum(["day", "1h", "15min"]),
  /** The watchlist's groups in their order, with the keys of their instruments (`venue:symbol`). */
  watchlistGroups: Type.Array(
    Type.Object({
      name: Type.String({ minLength: 1, maxLength: 40 }),
      keys: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 2_000 }),
    }),
    { maxItems: 100 },
  ),
  /** How much of the window's height the tables of alerts and history take. Percent. */
  dockPercent: Type.Integer({ minimum: 10, maximum: 80 }),
  startAtLogin: Type.Boolean(),
  keepAwake: Type.Boolean(),
});
export type Settings = Type.Static<typeof Settings>;

/** Any part of the settings. */
export const SettingsPatch = Type.Partial(Settings, { additionalProperties: false });
export type SettingsPatch = Type.Static<typeof SettingsPatch>;

export const defaultSettings: Settings = {
  tradesForAll: false,
  absurdPrintGuard: true,
  blindAfterMs: 120_000,
  historyKeptDays: 0,
  desktopNotifications: true,
  quietHours: defaultQuietHours,
  defaultDestinations: ["desktop"],
  escalateAfterMs: null,
  escalateTo: [],
  pingPeriodMs: 60_000,
  pingForm: "auto",
  stoppedMessageAt: null,
  language: "system",
  theme: "system",
  colours: "green-red",
  changeSpan: "day",
  watchlistGroups: [],
  fireSound: "off",
  dockPercent: 25,
  startAtLogin: false,
  keepAwake: false,
};
