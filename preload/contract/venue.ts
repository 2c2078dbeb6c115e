/**
 * A venue as it describes itself to a window or a script. Which venues there are is for the app to say (`venues.list`): no type
 * names them, so that one more is no change here.
 */
import * as Type from "typebox";
import { venueIdPattern } from "./instrument.ts";
import { nullable } from "./nullable.ts";

/** A setting that only this venue has, with what a person is shown of it; its value is kept with the venue's addresses. */
export const VenueSetting = Type.Union([
  Type.Object({
    kind: Type.Literal("choice"),
    name: Type.String(),
    label: Type.String(),
    hint: Type.String(),
    /** The first is the default. */
    choices: Type.Array(Type.Object({ value: Type.String(), label: Type.String() }), { minItems: 1 }),
    /** It says how the key is sent: one that was entered while it had another value is not sent. */
    bindsKey: Type.Boolean(),
  }),
  /** On or off; off by default. */
  Type.Object({ kind: Type.Literal("switch"), name: Type.String(), label: Type.String(), hint: Type.String() }),
]);
export type VenueSetting = Type.Static<typeof VenueSetting>;

/** Where a venue is reached: WebSocket (`ws:`, `wss:`) and REST (`http:`, `https:`). */
export const VenueAddresses = Type.Object({ wsUrl: Type.String(), restUrl: Type.String() });
export type VenueAddresses = Readonly<Type.Static<typeof VenueAddresses>>;

export const VenueDescription = Type.Object({
  id: Type.String({ pattern: venueIdPattern }),
  /** Its name as a label stands alone: `Demo exchange`. */
  label: Type.String(),
  /** Its name inside a sentence: `the demo exchange`. */
  nameInText: Type.String(),
  /** The exchange inside the app: its prices are made up, and the window says so. */
  demo: Type.Boolean(),
  /** Where it is reached unless a person says otherwise; null where it runs inside the app and has no address to set. */
  addresses: nullable(VenueAddresses),
  /** Further addresses of the venue itself, tried in this order where its first ones cannot be reached. Never used for another server. */
  fallbackAddresses: Type.Array(VenueAddresses),
  /** What a person needs to have for it: an API key, which it can be given, or nothing. */
  needsKey: Type.Boolean(),
  /** Hosts that do not answer without a key, each with its subdomains; somebody's own server for this venue may do without. */
  keyHosts: Type.Array(Type.String()),
  capabilities: Type.Object({
    /** It has candles of the past: what was missed is read from them. */
    history: Type.Boolean(),
    /** It can say which symbols it has. */
    symbolList: Type.Boolean(),
  }),
  /** Its last prices are of every trade. Else they are samples: a level that was touched between two of them is not seen. */
  tellsEveryTrade: Type.Boolean(),
  /** Its own settings, in the order in which they are shown. */
  settings: Type.Array(VenueSetting),
});
export type VenueDescription = Type.Static<typeof VenueDescription>;
