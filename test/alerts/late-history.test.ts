/** The history of a gap that comes when the gap has been told without it (G2): it decides what it would have, and touches nothing else. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Candle, Tick, TickGap } from "../../preload/contract/tick.ts";
import { EngineHarness, key, spec } from "./engine-harness.ts";

const minute = 60_000;
const outageMs = 10 * minute;

interface Past {
  readonly harness: EngineHarness;
  readonly gap: TickGap;
}

/** An outage of ten minutes, told at its end without its history; `rows` are its candles, `open high low close`, a minute each. */
function outage(harness: EngineHarness, after: string, rows: readonly string[], isTold = false): Past {
  const openMs = harness.now().wallMs + minute;
  const candles = rows.map((row, at): Candle => {
    const [open = "", high = "", low = "", close = ""] = row.split(" ");
    return { openMs: openMs + at * minute, lengthMs: minute, open, high, low, close };
  });
  harness.lost();
  harness.clock.advance(outageMs);
  const gap = harness.gap(candles);
  harness.price(after, {}, isTold ? gap : { ...gap, candles: [] });
  return { harness, gap };
}
function comes({ harness, gap, after = harness.last }: Past & { readonly after?: Tick | null }): EngineHarness {
  if (after === null) throw new Error("There is no price after the gap");
  return harness.note(harness.engine.onHistory(gap, after, harness.now()));
}
const started = (condition: object, rest: object = {}, price = "95"): EngineHarness => {
  const harness = new EngineHarness().add(spec(condition, rest)).ticks(price);
  harness.heard();
  return harness;
};
const spanOf = (harness: EngineHarness): unknown => {
  const fired = harness.decisions.findLast((decision) => decision.kind === "fired");
  return fired?.kind === "fired" ? fired.gap : null;
};

test.each<[object, string, string, boolean]>([
  [{ kind: "at-or-above", level: "100" }, "96", "97 101 96 98", true],
  [{ kind: "at-or-above", level: "100" }, "96", "97 99 96 98", false],
  [{ kind: "crosses-up", level: "100" }, "96", "97 100 96 98", true],
  [{ kind: "crosses-down", level: "90" }, "96", "97 98 90 98", true],
  [{ kind: "enters", low: "80", high: "90" }, "96", "97 98 89 98", true],
  [{ kind: "leaves", low: "90", high: "110" }, "96", "97 98 89 98", true],
  [{ kind: "pulls-back", by: { amount: "5" } }, "96", "97 101 96 98", true],
  [{ kind: "pulls-back", by: { amount: "6" } }, "96", "97 101 96 98", false],
  [{ kind: "rebounds", by: { amount: "5" } }, "96", "97 98 91 98", true],
  [{ kind: "rises", by: { amount: "5" }, windowMs: 3_600_000 }, "96", "97 101 90 98", false],
])("%j, %s after, %s between: fires %s, once, with the gap", (condition, after, row, fires) => {
  const past = outage(started(condition), after, [row]);
  expect(past.harness.heard()).toEqual([]);
  expect(comes(past).heard()).toEqual(fires ? [`fired ${after} gen 1`] : []);
  expect(past.harness.engine.armedCount(key)).toBe(fires ? 0 : 1);
  if (fires) expect(spanOf(past.harness)).not.toBeNull();
  expect(comes(past).ticks("96.5").heard()).toEqual([]);
});

test("a rule that repeats waits for its way back after it has fired by a history", () => {
  const condition = { kind: "crosses-up", level: "100" };
  const past = outage(started(condition, { repeat: "always", rearmBy: { amount: "1" } }), "99.5", ["97 101 96 98"]);
  expect(comes(past).heard()).toEqual(["fired 99.5 gen 1"]);
  expect(past.harness.ticks("99.4 99.3 99 100").heard()).toEqual(["armed gen 2", "fired 100 gen 2"]);
});

test("where no price before the gap is known, its history alone decides", () => {
  const past = outage(started({ kind: "at-or-above", level: "100" }), "96", ["97 101 96 98"]);
  const unknown = { ...past.gap, before: null };
  expect(comes({ ...past, gap: unknown }).heard()).toEqual(["fired 96 gen 1"]);
  const quote = { ...past.harness.tick("95"), last: null, lastNumber: Number.NaN };
  const other = outage(started({ kind: "crosses-up", level: "100" }), "96", ["97 101 96 98"]);
  expect(comes({ ...other, gap: { ...other.gap, before: quote } }).heard()).toEqual(["fired 96 gen 1"]);
});

test("which rules a gap decides: those that were told of it, or wait to be, and none that was made after it", () => {
  const told = ({ harness, gap }: Past): string[] => [...harness.engine.rulesTold(key, gap).keys()];
  const past = outage(started({ kind: "at-or-above", level: "500" }), "96", []);
  past.harness.add(spec({ kind: "at-or-above", level: "500" }), "later");
  expect(told(past)).toEqual(["r"]);
  // Another outage, which is none of that gap.
  past.harness.lost();
  expect(told(past)).toEqual(["r"]);
  const missed = { fromId: "1", toId: "2", waitedSinceMs: null };
  const live = new EngineHarness().add(spec({ kind: "at-or-above", level: "500" }), "other").ticks("95");
  live.add(spec({ kind: "at-or-above", level: "500" }));
  expect(told({ harness: live, gap: { ...live.gap(), missed } })).toEqual(["other", "r"]);
});

describe("nothing else", () => {
  const row = ["97 101 89 98"];

  test("a rule that was armed after the gap began is not told of what came before it", () => {
    const harness = started({ kind: "at-or-above", level: "500" });
    const past = outage(harness, "96", row);
    harness.add(spec({ kind: "at-or-above", level: "100" }), "later");
    harness.heard();
    expect(comes(past).heard()).toEqual([]);
    expect(harness.ticks("101").heard()).toEqual(["fired 101 gen 1"]);
  });

  test("a rule that was armed before anybody knew of the outage is told", () => {
    const candles: Candle[] = [{ openMs: 0, lengthMs: minute, open: "97", high: "101", low: "89", close: "98" }];
    const known = started({ kind: "at-or-above", level: "500" });
    const began = known.now().wallMs;
    known.clock.advance(5_000);
    known.add(spec({ kind: "at-or-above", level: "100" }), "meanwhile").lost();
    known.clock.advance(outageMs);
    const late = { ...known.gap(candles.map((one) => ({ ...one, openMs: began + minute }))), fromWallMs: began };
    known.price("96", {}, { ...late, candles: [] }).heard();
    expect(comes({ harness: known, gap: late }).heard()).toEqual(["fired 96 gen 1"]);
  });

  test("a rule that has fired and is armed anew is not told again", () => {
    const harness = started({ kind: "crosses-up", level: "100" }, { repeat: "always", rearmBy: { amount: "1" } });
    const past = outage(harness, "96", row);
    harness.ticks("100 98");
    expect(harness.heard()).toEqual(["fired 100 gen 1", "armed gen 2"]);
    expect(comes(past).heard()).toEqual([]);
  });

  test("a fire is told with the price that ended the gap, whatever has come since", () => {
    const past = outage(started({ kind: "at-or-above", level: "100" }), "96", row);
    const after = past.harness.last;
    past.harness.ticks("97").heard();
    expect(comes({ ...past, after }).heard()).toEqual(["fired 96 gen 1"]);
  });

  test("a hold that was complete when it comes has fired before", () => {
    const past = outage(started({ kind: "at-or-above", level: "96" }, { holdForMs: 5_000 }), "97", row);
    past.harness.clock.advance(5_000);
    past.harness.heard();
    expect(comes(past).heard()).toEqual(["fired 97 gen 1"]);
  });

  test("a hold that has begun since goes on", () => {
    const harness = started({ kind: "at-or-above", level: "96" }, { holdForMs: 5_000 });
    const past = outage(harness, "97", row);
    harness.wait(4_000).heard();
    comes(past).wait(1_100);
    expect(harness.heard()).toEqual(["fired 97 gen 1"]);
  });

  test("a hold can only begin now, and where it still is true", () => {
    const condition = { kind: "crosses-up", level: "100" };
    const still = outage(started(condition, { holdForMs: 5_000 }, "105"), "104", ["103 104 95 104"]);
    // It begins with the last price, and not with the one after the gap.
    still.harness.ticks("103").heard();
    expect(comes({ ...still, after: still.harness.tick("104") }).heard()).toEqual(["holding gen 1"]);
    expect(still.harness.wait(5_000).heard()).toEqual(["fired 103 gen 1"]);
    const left = outage(started(condition, { holdForMs: 5_000 }, "105"), "104", ["103 104 95 104"]);
    left.harness.ticks("99").heard();
    expect(comes(left).heard()).toEqual([]);
  });

  test("a window that has begun since goes on", () => {
    const harness = started({ kind: "rises", by: { amount: "5" }, windowMs: minute });
    const past = outage(harness, "96", row);
    comes(past).ticks("101");
    expect(harness.heard()).toEqual(["fired 101 gen 1"]);
  });

  test("rules on bid and ask have no history", () => {
    const harness = new EngineHarness().add(spec({ kind: "at-or-above", level: "100" }, { source: "bid" }));
    harness.price("95", { bid: "94" }).heard();
    expect(comes(outage(harness, "96", row)).heard()).toEqual([]);
  });
});

test("what a history decides late is what it decides in time", () => {
  const price = fc.integer({ min: 90, max: 110 }).map(String);
  const candle = fc.tuple(price, price, price, price).map(([open, a, b, close]) => {
    const all = [open, a, b, close].map(Number);
    return `${open} ${Math.max(...all)} ${Math.min(...all)} ${close}`;
  });
  const kind = fc.constantFrom("at-or-above", "at-or-below", "crosses-up", "crosses-down", "crosses");
  const range = fc.constantFrom("inside", "outside", "enters", "leaves");
  const condition = fc.oneof(
    fc.record({ kind, level: price }),
    fc.record({ kind: range, low: fc.constant("97"), high: fc.constant("103") }),
    fc.record({
      kind: fc.constantFrom("pulls-back", "rebounds"),
      by: fc.record({ amount: fc.constantFrom("3", "8") }),
    }),
  );
  fc.assert(
    fc.property(condition, price, price, fc.array(candle, { maxLength: 4 }), (rule, before, after, rows) => {
      const fires = ({ harness }: Past) => harness.heard().filter((said) => said.startsWith("fired"));
      const inTime = outage(started(rule, {}, before), after, rows, true);
      const late = outage(started(rule, {}, before), after, rows);
      comes(late);
      expect(fires(late)).toEqual(fires(inTime));
      expect(spanOf(late.harness) === null).toBe(spanOf(inTime.harness) === null);
    }),
    { numRuns: 2_000 },
  );
});

test("where the last gap has ended with a quote alone, the next price is still the first after it", () => {
  const rule = { repeat: "always", rearmBy: { amount: "2" }, cooldownMs: 600_000 };
  const harness = new EngineHarness()
    .add(spec({ kind: "crosses-up", level: "100" }, rule))
    .price("99")
    .price("100");
  harness.lost();
  const earlier = harness.gap();
  harness.price("101", {}, earlier);
  const after = harness.last ?? harness.tick("101");
  harness.lost();
  // Asleep: the cooldown ends by the wall clock alone.
  harness.clock.stepWall(600_000);
  const quote = { ...harness.tick("101", { bid: "96", ask: "98" }), last: null, lastNumber: Number.NaN };
  harness.note(harness.engine.onTick(quote, harness.gap()));
  harness.note(harness.engine.onHistory(earlier, after, harness.now()));
  harness.heard();
  harness.price("97");
  expect(harness.heard()).toEqual(["armed gen 2"]);
});
