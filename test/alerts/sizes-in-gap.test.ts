/** Rules on sizes over a time in which trades were not told as they happened: by the trades of the gap, each with its own time. */
import { expect, test } from "vitest";
import type { GapTrade, TickGap } from "../../preload/contract/tick.ts";
import { EngineHarness, spec } from "./engine-harness.ts";

const condition = { kind: "trade-size-at-least", size: "10" };
const started = (rest: object = {}): EngineHarness => {
  const harness = new EngineHarness().add(spec(condition, rest)).price("95", { size: "1" });
  harness.heard();
  return harness;
};
/** A gap of ten seconds with a trade a second, of these sizes. */
function gapWith(harness: EngineHarness, sizes: readonly string[]): TickGap {
  harness.lost().clock.advance(10_000);
  const gap = harness.gap();
  const trades = sizes.map((size, at): GapTrade => ({
    tradeId: String(at),
    price: String(100 + at),
    size,
    atMs: gap.fromWallMs + at * 1_000,
  }));
  return { ...gap, trades };
}
const gap0 = ({ fromWallMs }: TickGap): number => fromWallMs;
const fired = (harness: EngineHarness) => harness.decisions.filter((decision) => decision.kind === "fired");

test.each<[readonly string[], readonly string[]]>([
  [["1", "9.99"], []],
  [["1", "10", "12"], ["fired 101 gen 1"]],
])("of trades %j: %j, and nothing twice", (sizes, said) => {
  const harness = started();
  const gap = gapWith(harness, sizes);
  harness.price("97", {}, gap).price("98", { size: "9" });
  expect(harness.heard()).toEqual(said);
});

test("a rule fires once where the price that ends the gap is a large trade as well: by the first of both", () => {
  const harness = started();
  harness.price("97", { size: "15" }, gapWith(harness, ["1", "12"]));
  expect(harness.heard()).toEqual(["fired 101 gen 1"]);
  expect(harness.engine.armedCount("demo:BTC-USD")).toBe(0);
});

test("the event is of that trade: its price, size, id and time, and the millisecond in which it was", () => {
  const harness = started();
  const told = gapWith(harness, ["1", "12"]);
  // A venue's time may be finer than ours.
  const gap = { ...told, trades: (told.trades ?? []).map((trade) => ({ ...trade, atMs: trade.atMs + 0.7 })) };
  harness.price("97", {}, gap);
  const [event] = fired(harness);
  const atMs = gap.fromWallMs + 1_000;
  expect(event?.tick).toMatchObject({ last: "101", size: "12", tradeId: "1", exchangeAt: atMs + 0.7 });
  expect(event?.gap).toEqual({ fromWallMs: atMs, toWallMs: atMs + 1 });
});

test.each([
  ["in it", 3_000.7, [3_000, 3_001]],
  ["before it by the venue's clock", -5_000, [0, 1]],
  ["at its end", 10_100, [10_099, 10_100]],
  ["after it by the venue's clock", 20_000, [10_099, 10_100]],
])("a trade %s is told as one in the gap", (_what, afterMs, span) => {
  const harness = started();
  const told = gapWith(harness, ["12"]);
  const gap = { ...told, trades: (told.trades ?? []).map((trade) => ({ ...trade, atMs: gap0(told) + afterMs })) };
  harness.price("97", {}, gap);
  const [event] = fired(harness);
  expect([event?.gap?.fromWallMs, event?.gap?.toWallMs].map((ms) => (ms ?? 0) - gap0(told))).toEqual(span);
  // Fired once it is watched no more, though the price that ended the gap had no size.
  expect(harness.engine.armedCount("demo:BTC-USD")).toBe(0);
});

test("a rule that re-arms fires once by a gap, and again only after a smaller trade", () => {
  const harness = started({ repeat: "always" });
  harness.price("97", {}, gapWith(harness, ["11", "1", "12"]));
  expect(harness.heard()).toEqual(["fired 100 gen 1"]);
  harness.price("97", { size: "15" }).price("97", { size: "2" }).price("97", { size: "10" });
  expect(harness.heard()).toEqual(["armed gen 2", "fired 97 gen 2"]);
});

test.each<[string, object, number]>([
  ["one that has to hold", { holdForMs: 5_000 }, 60_000],
  ["one made after it was known that they were missed", {}, -1],
])("does not fire %s", (_, rest, knownAfterMs) => {
  const harness = started(rest);
  const gap = { ...gapWith(harness, ["12"]), knownMs: Date.parse("2026-01-05T12:00:00.000Z") + knownAfterMs };
  harness.price("97", {}, gap);
  expect(fired(harness)).toEqual([]);
});

test("trades that come when the gap has been told already decide as well, and no rule that was armed since", () => {
  const harness = started();
  const gap = gapWith(harness, ["12"]);
  harness.price("97", {}, { ...gap, trades: [] });
  const told = harness.engine.rulesTold("demo:BTC-USD", gap);
  harness.add(spec(condition), "later").price("98");
  harness.heard();
  expect(harness.engine.armedCount("demo:BTC-USD")).toBe(2);
  harness.note(harness.engine.onHistory(gap, harness.last ?? harness.tick("98"), harness.now(), told));
  expect(harness.engine.armedCount("demo:BTC-USD")).toBe(1);
  harness.note(harness.engine.onHistory(gap, harness.last ?? harness.tick("98"), harness.now(), told));
  expect(harness.heard()).toEqual(["fired 100 gen 1"]);
});

test("fires of a gap's trades and of the price after it come in the order in which their rules were made", () => {
  const up = { kind: "crosses-up", level: "96" };
  const harness = new EngineHarness();
  for (const [id, rule] of [
    ["a", up],
    ["b", condition],
    ["c", up],
    ["d", condition],
    ["e", condition],
  ] as const)
    harness.add(spec(rule), id);
  harness.price("95", { size: "1" });
  harness.price("97", { size: "3" }, gapWith(harness, ["12"]));
  expect(fired(harness).map(({ rule }) => rule.id)).toEqual(["a", "b", "c", "d", "e"]);
});

test("where a quote ends the gap, the next trade is still the first: a cooldown that ended by the wall clock has ended", () => {
  const harness = started({ repeat: "always", cooldownMs: 600_000 });
  harness.price("97", { size: "10" }).price("97", { size: "11" });
  harness.add(spec(condition), "once", null);
  harness.price("97", { size: "1" }).heard();
  harness.clock.stepWall(600_000);
  const gap = { ...gapWith(harness, ["12"]), before: null };
  const quote = { ...harness.tick("97", { bid: "96", ask: "98" }), last: null, lastNumber: Number.NaN };
  harness.note(harness.engine.onTick(quote, gap));
  expect(fired(harness).map(({ rule }) => rule.id)).toEqual(["r", "once"]);
  harness.heard();
  harness.price("97", { size: "9" });
  expect(harness.heard()).toEqual(["armed gen 2"]);
});
