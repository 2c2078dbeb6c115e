/** What is traded where. The same symbol on two venues is two instruments: prices are never folded together. */
import Type from "typebox";

export const venueIds = ["demo", "securitypro"] as const;
export type VenueId = (typeof venueIds)[number];

/** A symbol as the venue writes it, e.g. `BTC-USD`. Upper case, no spaces, at most 40 characters. */
export const symbolPattern = "^[A-Z0-9][A-Z0-9._/:-]{0,39}$";

export const Instrument = Type.Object(
  { venue: Type.Enum([...venueIds]), symbol: Type.String({ pattern: symbolPattern }) },
  { additionalProperties: false },
);
export type Instrument = Type.Static<typeof Instrument>;

/** One string for maps and database keys: `demo:BTC-USD`. */
export type InstrumentKey = `${VenueId}:${string}`;

export function instrumentKey(instrument: Instrument): InstrumentKey {
  return `${instrument.venue}:${instrument.symbol}`;
}

/** The inverse of {@link instrumentKey}; the venue never contains a colon, a symbol may. */
export function instrumentOf(key: InstrumentKey): Instrument {
  const at = key.indexOf(":");
  return { venue: key.slice(0, at) as VenueId, symbol: key.slice(at + 1) };
}
