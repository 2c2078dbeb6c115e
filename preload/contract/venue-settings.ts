/** What a person can set of each venue. A key goes in and never comes out: only whether there is one does. */
import * as Type from "typebox";
import { VenueStatus } from "./feed.ts";
import { VenueId } from "./instrument.ts";
import { nullable } from "./nullable.ts";
import { VenueAddresses, VenueDescription } from "./venue.ts";

/** Values of a venue's own settings, by the names in its description. */
export const VenueValues = Type.Record(Type.String(), Type.Union([Type.String(), Type.Boolean()]));
export type VenueValues = Readonly<Record<string, string | boolean>>;

/** A venue as it describes itself, with what is in force for it. */
export const VenueView = Type.Object({
  description: VenueDescription,
  /** Its prices are watched. */
  isOn: Type.Boolean(),
  /** Dialled while it is on; null where the venue runs inside the app. */
  addresses: nullable(VenueAddresses),
  /** One of the addresses is not the venue's own: a person, or the command line, named another server of the same kind. */
  isOtherServer: Type.Boolean(),
  /** Of each of its own settings, defaults filled in. */
  values: VenueValues,
  /** There is a key that may be sent to the present addresses. */
  hasApiKey: Type.Boolean(),
  /** There is a key, and it is not sent: it was given for other addresses, or another way of sending it, than the present. */
  isApiKeyForOtherAddresses: Type.Boolean(),
  /** How the key is kept: `environment`, `file`, `memory`, a keyring's name, `basic_text`, or `none`. */
  apiKeyBackend: Type.String(),
  /** What the command line of this run fixed: `isOn`, `wsUrl`, `restUrl`. */
  fixed: Type.Array(Type.String()),
  /** Null while it is not watched. */
  health: nullable(VenueStatus),
});
export type VenueView = Type.Static<typeof VenueView>;

/** Any part of what is set of one venue; what is left out stays. */
export const VenuePatch = Type.Object(
  {
    venue: VenueId,
    isOn: Type.Optional(Type.Boolean()),
    /** Another server of the same kind; null: the venue's own. */
    wsUrl: Type.Optional(nullable(Type.String({ maxLength: 2048 }))),
    restUrl: Type.Optional(nullable(Type.String({ maxLength: 2048 }))),
    values: Type.Optional(VenueValues),
    /** An empty one forgets the key. */
    apiKey: Type.Optional(Type.String({ maxLength: 4096 })),
  },
  { additionalProperties: false },
);
export type VenuePatch = Type.Static<typeof VenuePatch>;
