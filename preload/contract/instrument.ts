/** What is traded where. The same symbol on two venues is two instruments: prices are never folded together. */
import * as Type from "typebox";

/**
 * A venue's id: its shape alone, as which venues there are is for the app to say (`venues.list`). No colon, which ends it in an
 * {@link InstrumentKey}; and not `app`, which stands for all of them where the database names what was not watched.
 */
export const venueIdPattern = "^(?!app$)[a-z][a-z0-9-]{0,31}$";
export const VenueId = Type.String({ pattern: venueIdPattern });
export type VenueId = string;

/**
 * A symbol: `BASE-QUOTE` with base and quote as the venue's own list gives them (`BTC-USD`, `AAPLx-USD`, `币安人生-USDT`), or, of a
 * venue without a list, what a person typed. No spaces and no control characters, at most 40 characters. For `RegExp`'s flag `u`.
 */
export const symbolPattern = "^[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._/:-]{0,39}$";
export const symbolShape = new RegExp(symbolPattern, "u");

export const Instrument = Type.Object(
  { venue: VenueId, symbol: Type.String({ pattern: symbolPattern }) },
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
  return { venue: key.slice(0, at), symbol: key.slice(at + 1) };
}
