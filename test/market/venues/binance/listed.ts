/** Binance's list of instruments as tests know it: base and quote beside each other, ASCII or not. */
import type { ListedInstrument } from "../../../../main/market/venues/session.ts";

export function listedAs(...pairs: readonly (readonly [base: string, quote: string])[]): readonly ListedInstrument[] {
  return pairs.map(([base, quote]) => ({
    symbol: `${base}-${quote}`,
    wireSymbol: base + quote,
    base,
    quote,
    name: null,
    aliases: [],
    tickSize: "0.01",
    state: "trading",
    note: null,
  }));
}
