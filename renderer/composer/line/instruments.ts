/** Which instrument a name in the line stands for, and the shortest name that stands for one alone. */
import { instrumentKey, type Instrument } from "../../../preload/contract/instrument.ts";
import { comparable, meaningsOf } from "./words.ts";

interface Names {
  readonly selected: Instrument | null;
  readonly instruments: readonly Instrument[];
}

/** The base of `BTC-USD`: up to the first sign between two parts. */
const baseOf = (symbol: string): string => symbol.split(/[-/]/u, 1)[0] ?? symbol;
const joined = (symbol: string): string => symbol.replace(/[-/]/gu, "");

/**
 * Those that the name may stand for, the exact ones before all others: a whole key (`kraken:BTC-USD`), a symbol, one without its
 * dash, a base. Where the selected one is among several, it alone is meant. A word of the line is never taken for a base.
 */
export function findInstruments(name: string, { selected, instruments }: Names): readonly Instrument[] {
  const wanted = comparable(name);
  const is = (text: string): boolean => comparable(text) === wanted;
  const tests: readonly ((instrument: Instrument) => boolean)[] = [
    (instrument) => instrumentKey(instrument) === name || instrument.symbol === name,
    (instrument) => is(instrumentKey(instrument)) || is(instrument.symbol),
    ({ symbol }) => is(joined(symbol)),
    ({ symbol }) => meaningsOf(name) === undefined && is(baseOf(symbol)),
  ];
  const isNumber = /^[\p{Nd}.,]*[km]?$/iu.test(name);
  for (const test of isNumber ? tests.slice(0, 1) : tests) {
    const found = instruments.filter(test);
    if (found.length === 0) continue;
    const own = found.find((each) => selected !== null && instrumentKey(each) === instrumentKey(selected));
    return own === undefined ? found : [own];
  }
  return [];
}

/** The name as it is written into a line: its symbol, with its venue where another venue has the same. */
export function nameOf(instrument: Instrument, instruments: readonly Instrument[]): string {
  const isShared = instruments.some(({ venue, symbol }) => symbol === instrument.symbol && venue !== instrument.venue);
  return isShared ? instrumentKey(instrument) : instrument.symbol;
}
