/** Binance's streams, and which of them somebody's need takes. */
import type { Need } from "../session.ts";

/**
 * `aggTrade`: every trade, the fills of one order at one price as one. `ticker`: once a second, the last price and the best bid and ask.
 * `bookTicker`: every change of the best bid and ask, hundreds of times a second.
 */
export type StreamKind = "aggTrade" | "ticker" | "bookTicker";

/**
 * The ticker alone for what is only looked at. Beside the trades it tells bid and ask, and which trade is the newest: one that the
 * trades left out at the end is noticed by that.
 */
export function streamKinds(need: Need): readonly StreamKind[] {
  const kinds: StreamKind[] = ["ticker"];
  if (need.everyTrade || need.size) kinds.push("aggTrade");
  if (need.quotes) kinds.push("bookTicker");
  return kinds;
}

/** `btcusdt@aggTrade`. Symbols are not all ASCII, and a computer set to Turkish must not write another i: `toLowerCase` does not. */
export function streamName(wireSymbol: string, kind: StreamKind): string {
  return `${wireSymbol.toLowerCase()}@${kind}`;
}
