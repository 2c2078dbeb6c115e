/**
 * Finds instruments of several venues by what a person types: symbol, base, name or alias, in any order and either case, as
 * "btc usd", "XBT", "bitcoin" or "BTC/USD". Works on lists that are here already, so that it answers while nothing can be reached.
 */
import type { VenueId } from "../../../preload/contract/instrument.ts";
import type { ListedInstrument } from "../../../preload/contract/listed-instrument.ts";
import { assetName } from "./asset-names.ts";
import { inOneWidth } from "./in-one-width.ts";

export interface VenueList {
  readonly venue: VenueId;
  /** Its name for people, which can be searched for too. */
  readonly label: string;
  readonly instruments: readonly ListedInstrument[];
}

export interface Found {
  readonly venue: VenueId;
  readonly listed: ListedInstrument;
}

/** What separates the words of a search and the parts of a symbol. */
const separators = /[\s\-/_:.,]+/u;

/** How well a word fits, lower being better. */
const exact = 0;
const begins = 1;
const beginsName = 2;
const contains = 3;

/** Quotes in which most people think, the first first; those that are not here come after them. */
const usualQuotes = ["USD", "EUR", "USDT", "USDC", "GBP", "BTC", "ETH"];

interface Entry extends Found {
  readonly base: readonly string[];
  readonly quote: string;
  /** The venue's and ours, which may be the same; and the words of both. */
  readonly wholeNames: readonly string[];
  readonly names: readonly string[];
  /** The symbol, and what the venue writes, without separators. */
  readonly joined: readonly string[];
  readonly venueWords: readonly string[];
}

/** An index of several venues' lists. To be made anew where a list changes. */
export class InstrumentSearch {
  readonly #entries: readonly Entry[];

  constructor(lists: readonly VenueList[]) {
    this.#entries = lists.flatMap(({ venue, label, instruments }) =>
      instruments.map((listed) => entryOf(venue, label, listed)),
    );
  }

  /**
   * The best matches, best first: those whose base is what was typed, that trade, with a usual quote. Every word has to fit. Empty text finds nothing.
   */
  find(text: string, limit: number): readonly Found[] {
    const words = inOneWidth(text)
      .toUpperCase()
      .split(separators)
      .filter((word) => word !== "");
    if (words.length === 0) return [];
    const found: { readonly entry: Entry; readonly score: number }[] = [];
    for (const entry of this.#entries) {
      const score = scoreOf(entry, words);
      if (score !== null) found.push({ entry, score: score + penaltyOf(entry) });
    }
    // Of those that fit as well, the first of the lists stays first: sorting keeps their order.
    found.sort((a, b) => a.score - b.score);
    return found.slice(0, limit).map(({ entry: { venue, listed } }) => ({ venue, listed }));
  }
}

function entryOf(venue: VenueId, label: string, listed: ListedInstrument): Entry {
  const known = assetName(listed.base);
  const wholeNames = [listed.name, known?.name].flatMap((name) => name?.toUpperCase() ?? []);
  const base = [listed.base, ...listed.aliases, ...(known?.otherCodes ?? [])].map((code) => code.toUpperCase());
  return {
    venue,
    listed,
    base,
    quote: listed.quote.toUpperCase(),
    wholeNames,
    names: wholeNames.flatMap((name) => name.split(separators)),
    joined: [...new Set([joined(listed.symbol), joined(listed.wireSymbol)])],
    venueWords: [venue.toUpperCase(), ...label.toUpperCase().split(separators)],
  };
}

function joined(symbol: string): string {
  return symbol.toUpperCase().split(separators).join("");
}

/** The sum over the words; null where one fits nothing. A quote or a venue narrows down and costs nothing. */
function scoreOf(entry: Entry, words: readonly string[]): number | null {
  let score = 0;
  let namesBase = false;
  for (const word of words) {
    const ofBase = fitOf(entry, word);
    const narrows = word === entry.quote || entry.venueWords.includes(word);
    if (ofBase === null && !narrows) {
      if (!entry.quote.startsWith(word) && !entry.venueWords.some((venueWord) => venueWord.startsWith(word)))
        return null;
      score += begins;
    } else if (ofBase !== null && (!narrows || words.length === 1)) {
      namesBase = true;
      score += ofBase * 10;
    }
  }
  // Of a word that is a quote alone, those with it as their base come first.
  return namesBase ? score : score + 10 * contains;
}

function fitOf({ base, wholeNames, names, joined: whole }: Entry, word: string): number | null {
  if (base.includes(word) || wholeNames.includes(word) || whole.includes(word)) return exact;
  if (base.some((code) => code.startsWith(word)) || whole.some((symbol) => symbol.startsWith(word))) return begins;
  if (names.some((name) => name.startsWith(word))) return beginsName;
  return base.some((code) => code.includes(word)) ? contains : null;
}

/** Less than one step of how well a word fits. */
function penaltyOf({ listed }: Entry): number {
  const quote = usualQuotes.indexOf(listed.quote);
  const notTrading = listed.state === "halted" || listed.state === "delisted" ? 5 : 0;
  return notTrading + (quote === -1 ? usualQuotes.length : quote) * 0.5 + Math.min(listed.symbol.length, 40) * 0.01;
}
