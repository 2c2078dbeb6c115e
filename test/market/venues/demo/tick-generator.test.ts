/** When the demo exchange trades, how often, and which instrument. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SimulatedMarket } from "../../../../main/market/venues/demo/simulated-market.ts";
import { TickGenerator } from "../../../../main/market/venues/demo/tick-generator.ts";
import { ManualClock } from "../../../doubles/clock.ts";

let clock: ManualClock;
let beganMs: number;
let looks: number[];
let trades: { readonly atMs: number; readonly names: readonly string[] }[];
let generator: TickGenerator<SimulatedMarket>;

/** Instruments by how readily each trades. */
function begin(ticksPerSecond: number, weights: Readonly<Record<string, number>> = { A: 1 }): void {
  const markets = Object.entries(weights).map(([symbol, weight]) => {
    const activity = (atMs: number) => (looks.push(atMs - beganMs), weight);
    return { instrument: { symbol }, priceSimulator: { activity } } as unknown as SimulatedMarket;
  });
  generator = new TickGenerator(clock, markets, ticksPerSecond, 1, (next, wallMs) => {
    trades.push({ atMs: wallMs - beganMs, names: next.map(({ instrument }) => instrument.symbol) });
  });
  generator.start();
}
const times = () => trades.map(({ atMs, names }) => [atMs, names.length]);
const names = () => trades.flatMap((one) => one.names);

beforeEach(() => {
  clock = new ManualClock();
  beganMs = clock.now().wallMs;
  looks = [];
  trades = [];
});
afterEach(() => generator.stop());

describe("so many ticks a second", () => {
  test.each([
    [
      25,
      120,
      [
        [40, 1],
        [80, 1],
        [120, 1],
      ],
    ],
    [
      50,
      40,
      [
        [20, 1],
        [40, 1],
      ],
    ],
    [
      1_000,
      40,
      [
        [20, 20],
        [40, 20],
      ],
    ],
    [
      1,
      2_000,
      [
        [1_000, 1],
        [2_000, 1],
      ],
    ],
    [
      0.5,
      4_000,
      [
        [2_000, 1],
        [4_000, 1],
      ],
    ],
    [30, 1_000, null],
  ])("%d come as they fall due", (ticksPerSecond, ms, expected) => {
    begin(ticksPerSecond);
    clock.advance(ms);
    if (expected === null) expect(names().length).toBeGreaterThanOrEqual(29);
    else expect(times()).toEqual(expected);
  });

  test.each([0, -1])("%d are none, and nothing waits for them", (ticksPerSecond) => {
    begin(ticksPerSecond);
    expect(clock.pending).toBe(0);
    clock.advance(10_000);
    expect(times()).toEqual([]);
  });

  test("of no instrument are none", () => {
    begin(25, {});
    clock.advance(10_000);
    expect(times()).toEqual([]);
  });
});

test("started twice they come once; stopped they end, and go on from there when started again", () => {
  begin(25);
  generator.start();
  clock.advance(80);
  expect(times()).toEqual([
    [40, 1],
    [80, 1],
  ]);
  generator.stop();
  clock.advance(10_000);
  expect(times()).toHaveLength(2);
  generator.start();
  clock.advance(40);
  expect(times().slice(2)).toEqual([[10_120, 1]]);
});

test("after a sleep a second is made up for, and no more", () => {
  begin(25);
  clock.sleep(3_600_000);
  clock.advance(40);
  expect(names().length).toBeLessThanOrEqual(27);
  expect(names().length).toBeGreaterThanOrEqual(1);
});

test("how ready each is to trade is looked at once a second", () => {
  begin(25);
  clock.advance(2_080);
  expect(looks).toEqual([40, 1_040, 2_040]);
});

test("each trades by its share, what does not trade never, and in an order that the seed repeats", () => {
  begin(1_000, { none: 0, A: 1, nor: 0, B: 3, C: 4 });
  clock.advance(4_000);
  const all = names();
  const share = (name: string) => all.filter((one) => one === name).length / all.length;
  expect(all).toHaveLength(4_000);
  expect([share("none"), share("nor")]).toEqual([0, 0]);
  for (const [name, expected] of [
    ["A", 0.125],
    ["B", 0.375],
    ["C", 0.5],
  ] as const)
    expect(Math.abs(share(name) - expected), name).toBeLessThan(0.02);
  expect(all.slice(0, 20).join("")).toBe("CBBBCCCBBCBBBCCBCCBB");
});
