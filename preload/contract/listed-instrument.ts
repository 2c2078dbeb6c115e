/** An instrument as a venue's own list has it, and what a search for one finds. */
import * as Type from "typebox";
import { Instrument } from "./instrument.ts";
import { nullable } from "./nullable.ts";

/** What of an instrument a person can search for, and whether it trades. */
export const ListedInstrument = Type.Object({
  /** `BASE-QUOTE`, both as the list gives them. */
  symbol: Type.String(),
  /** As the venue writes it on its wire (`BTCUSDT`, `BTC/USD`). */
  wireSymbol: Type.String(),
  base: Type.String(),
  quote: Type.String(),
  /** A name for people (`Bitcoin`); null where none is known. */
  name: nullable(Type.String()),
  /** Other ways of writing the base or the symbol that people know (`XBT`). */
  aliases: Type.Array(Type.String()),
  /** The smallest step of its price, a decimal; null where the venue does not say. */
  tickSize: nullable(Type.String()),
  state: Type.Enum(["trading", "halted", "delisted", "unknown"]),
  /** Why it does not trade, in words; null where it does, or nothing is said. */
  note: nullable(Type.String()),
});
export type ListedInstrument = Type.Static<typeof ListedInstrument>;

/** Something that was found: best first. */
export const FoundInstrument = Type.Object({
  instrument: Instrument,
  ...Type.Omit(ListedInstrument, ["symbol", "aliases"]).properties,
  isWatched: Type.Boolean(),
  /** False: its venue has no list, so that only asking for it tells whether it is traded there. */
  isListed: Type.Boolean(),
});
export type FoundInstrument = Type.Static<typeof FoundInstrument>;
