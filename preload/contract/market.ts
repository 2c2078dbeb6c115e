/** Prices as a window sees them: one snapshot, then conflated columnar batches. */
import * as Type from "typebox";
import { Instrument } from "./instrument.ts";
import { Decimal } from "./rule.ts";
import { nullable } from "./nullable.ts";

export const Quote = Type.Object({
  instrument: Instrument,
  last: nullable(Decimal),
  bid: nullable(Decimal),
  ask: nullable(Decimal),
  /** Exchange time, ISO. */
  at: nullable(Type.String()),
  receivedAt: nullable(Type.String()),
  /**
   * How old the last price was when it came, milliseconds by the venue's clock, where it is one from before: the last trade of a
   * market that has been still since. Not there on a price that was of now when it came.
   */
  ageMs: Type.Optional(Type.Number()),
  /** Change is measured from this price: the first of the day where known, else the first one seen. */
  reference: nullable(Type.Object({ price: Decimal, at: Type.String(), basis: Type.Enum(["day", "session"]) })),
  /** Closes of the last minutes, oldest first, at most 60. */
  minutes: Type.Array(Decimal),
  /** True while the price is from before a restart or an outage. */
  stale: Type.Boolean(),
});
export type Quote = Type.Static<typeof Quote>;

/** Latest price of each instrument that changed since the last batch; column i of each array belongs to `keys[i]`. */
export const TickBatch = Type.Object({
  keys: Type.Array(Type.String()),
  /** Null, here and below: not told by what has come since the last batch, so that what was known stands. */
  last: Type.Array(nullable(Decimal)),
  bid: Type.Array(nullable(Decimal)),
  ask: Type.Array(nullable(Decimal)),
  /** Milliseconds since the epoch, our clock. */
  receivedMs: Type.Array(Type.Number()),
  /** As `ageMs` of a quote, null where the last price was of now; not there where all of them were. */
  ageMs: Type.Optional(Type.Array(nullable(Type.Number()))),
});
export type TickBatch = Type.Static<typeof TickBatch>;
