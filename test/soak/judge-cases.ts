/** Views, rules and events for the tests of the judge: a price each 100 ms, each with a spread of 2 and a trade of size 1. */
import type { JudgedRule, SeenEvent } from "./judge.ts";
import type { Prices, Segment, View } from "./view.ts";

const startMs = 1_000_000;
const everyMs = 100;

export function view(prices: readonly number[], ...segments: Partial<Segment>[]): View {
  return viewOfPrices(prices, {}, ...segments);
}

/** The same, with other spreads or sizes. */
export function viewOfPrices(
  prices: readonly number[],
  more: { readonly spreads?: readonly number[]; readonly sizes?: readonly number[] },
  ...segments: Partial<Segment>[]
): View {
  const whole = { run: 0, connection: 1, from: 0, to: prices.length, rest: [] };
  const all = Uint8Array.from(prices, () => 1);
  const of: Prices = {
    units: Float64Array.from(prices),
    atMs: Float64Array.from(prices, (_, seq) => startMs + seq * everyMs),
    sent: Uint8Array.from(all),
    spreads: Float64Array.from(more.spreads ?? prices.map(() => 2)),
    sizes: Float64Array.from(more.sizes ?? prices.map(() => 1)),
    tradesSent: all,
  };
  return {
    symbol: "BTC-USD",
    decimals: 0,
    prices: of,
    slackMs: () => 0,
    segments: (segments.length === 0 ? [{}] : segments).map((given) => {
      const segment = { ...whole, ...given };
      const certainTo = given.certainTo ?? segment.to;
      return {
        ...segment,
        ended: segment.to < prices.length,
        certainTo,
        extremesTo: given.extremesTo ?? certainTo,
      };
    }),
  };
}

export const up: JudgedRule = {
  id: "a",
  kind: "crosses-up",
  low: 100,
  high: 0,
  by: 0,
  always: false,
  rearm: 0,
  holdMs: 0,
  cooldownMs: 0,
  run: 0,
  armedFrom: 0,
  armedTo: 1,
};

export function event(prices: readonly number[], seq: number, over: Partial<SeenEvent> = {}): SeenEvent {
  return {
    generation: 1,
    tick: { units: prices[seq] ?? 0, atMs: startMs + seq * everyMs },
    previousUnits: prices[seq - 1] ?? null,
    gap: false,
    ...over,
  };
}
