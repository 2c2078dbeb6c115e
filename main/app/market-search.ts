/** A search over the venues that are on: what their lists have, then what was typed where a venue has no list. */
import { instrumentKey, symbolShape, type InstrumentKey } from "../../preload/contract/instrument.ts";
import type { FoundInstrument, ListedInstrument } from "../../preload/contract/listed-instrument.ts";
import { assetName } from "../market/instruments/asset-names.ts";
import type { InstrumentLists } from "./instrument-lists.ts";

const defaultLimit = 20;

/** Best first. `isWatched`: whether an instrument is on the watchlist. */
export function searchMarkets(
  { text, limit = defaultLimit }: { readonly text: string; readonly limit?: number },
  lists: InstrumentLists,
  isWatched: (key: InstrumentKey) => boolean,
): FoundInstrument[] {
  const found = (venue: string, { symbol, ...listed }: Omit<ListedInstrument, "aliases">, isListed: boolean) => {
    const instrument = { venue, symbol };
    const name = listed.name ?? assetName(listed.base)?.name ?? null;
    return { instrument, ...listed, name, isListed, isWatched: isWatched(instrumentKey(instrument)) };
  };
  const typed = typedSymbol(text);
  const unlisted =
    typed === null ? [] : lists.withoutList().map(({ id }) => found(id, unknownInstrument(typed), false));
  const listed = lists
    .find(text, limit - Math.min(limit - 1, unlisted.length))
    .map(({ venue, listed: { aliases: _aliases, ...one } }) => found(venue, one, true));
  return [...listed, ...unlisted].slice(0, limit);
}

/** What was typed as a symbol, "btc usd" being BTC-USD; null where it cannot be one. A single letter is the beginning of many. */
function typedSymbol(text: string): string | null {
  const symbol = text.trim().toUpperCase().replace(/\s+/gu, "-");
  return symbol.length > 1 && symbolShape.test(symbol) ? symbol : null;
}

function unknownInstrument(symbol: string): Omit<ListedInstrument, "aliases"> {
  const at = symbol.lastIndexOf("-");
  return {
    symbol,
    wireSymbol: symbol,
    base: at === -1 ? symbol : symbol.slice(0, at),
    quote: at === -1 ? "" : symbol.slice(at + 1),
    name: null,
    tickSize: null,
    state: "unknown",
    note: null,
  };
}
