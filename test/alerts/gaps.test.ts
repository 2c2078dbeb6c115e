/** Gaps: what an outage, a sleep or a restart leaves unknown, and what it does not. */
import { describe, expect, test } from "vitest";
import type { Candle } from "../../preload/contract/tick.ts";
import { spec, EngineHarness } from "./engine-harness.ts";

const up = { kind: "crosses-up", level: "100" };
const start = (condition: object, rest: object = {}, prices = "95"): EngineHarness => {
  const harness = new EngineHarness().add(spec(condition, rest)).ticks(prices);
  harness.heard();
  return harness;
};
const spanOf = (harness: EngineHarness): [number, number] | null => {
  const fired = harness.decisions.findLast((decision) => decision.kind === "fired");
  return fired?.kind === "fired" && fired.gap !== null ? [fired.gap.fromWallMs, fired.gap.toWallMs] : null;
};
const minute = 60_000;
/** Candles of one minute each, beginning one minute after the last tick: `open high low close`. */
const candles = (harness: EngineHarness, rows: readonly string[], lengthMs = minute): Candle[] =>
  rows.map((row, index) => {
    const [open, high, low, close] = row.split(" ") as [string, string, string, string];
    return {
      openMs: (harness.last?.receivedWallMs ?? 0) + minute + index * lengthMs,
      lengthMs,
      open,
      high,
      low,
      close,
    };
  });
/** Ten minutes of outage, and the first price after it. */
const outage = (harness: EngineHarness, price: string, rows: readonly string[] = []): EngineHarness => {
  harness.lost();
  harness.clock.advance(10 * minute);
  return harness.price(price, {}, harness.gap(candles(harness, rows)));
};

describe("the price before and the first one after", () => {
  test.each([
    [up, "95", "105", true],
    [up, "105", "106", false],
    [up, "95", "99", false],
    [{ kind: "crosses-down", level: "100" }, "105", "100", true],
    [{ kind: "crosses", level: "100" }, "105", "95", true],
    [{ kind: "enters", low: "90", high: "100" }, "105", "95", true],
    [{ kind: "leaves", low: "90", high: "100" }, "95", "105", true],
    [{ kind: "at-or-above", level: "100" }, "95", "105", true],
    [{ kind: "inside", low: "100", high: "110" }, "95", "105", true],
    [{ kind: "outside", low: "90", high: "100" }, "95", "105", true],
    [{ kind: "pulls-back", by: { amount: "5" } }, "95", "90", true],
  ])("%j, %s before, %s after: fires once with the gap: %s", (condition, before, after, fires) => {
    const harness = start(condition, {}, before);
    const fromMs = harness.now().wallMs;
    outage(harness, after);
    expect(harness.heard()).toEqual(fires ? [`fired ${after} gen 1`] : []);
    expect(spanOf(harness)).toEqual(fires ? [fromMs, harness.now().wallMs] : null);
  });
  test("a rule made when it was known that trades were missed is not told of them; one made before is", () => {
    const harness = start({ kind: "at-or-above", level: "100" });
    const knownMs = harness.now().wallMs;
    harness.clock.advance(1_000);
    harness.add(spec({ kind: "at-or-above", level: "100" }), "later").heard();
    const openMs = knownMs - 50;
    const candle: Candle = { openMs, lengthMs: 1, open: "105", high: "105", low: "105", close: "105" };
    harness.price("96", {}, { ...harness.gap([candle]), fromWallMs: openMs - 50, knownMs });
    expect(harness.heard()).toEqual(["fired 96 gen 1"]);
    expect(harness.engine.get("later")?.state).toBe("armed");
  });
  test("a gap that comes without a loss before it is one all the same", () => {
    const harness = start({ kind: "at-or-above", level: "90" }, { holdForMs: 60_000 }, "95");
    harness.price("96", {}, harness.gap());
    expect(harness.heard()).toEqual(["armed gen 1", "holding gen 1"]);
  });
  test("after a restart the price of before is not just now: without a gap nothing has crossed", () => {
    expect(start(up).restart().ticks("105").heard()).toEqual([]);
    const harness = start(up).restart();
    expect(harness.price("105", {}, harness.gap()).heard()).toEqual(["fired 105 gen 1"]);
    expect(spanOf(harness)).not.toBe(null);
  });
  test("a rule made while blind does not take an old price, nor a crossing from before it", () => {
    const lost = start(up).lost();
    lost.clock.advance(minute);
    lost.add(spec({ kind: "at-or-below", level: "100" }), "new").add(spec(up), "new-up");
    expect(lost.heard()).toEqual(["armed gen 1", "armed gen 1"]);
    lost.price("105", {}, { ...lost.gap(), fromWallMs: lost.now().wallMs - minute });
    expect(lost.heard()).toEqual(["fired 105 gen 1"]);
    expect(lost.engine.get("new-up")?.state).toBe("armed");

    const restarted = start(up)
      .restart()
      .add(spec({ kind: "at-or-below", level: "100" }), "new");
    expect(restarted.heard()).toEqual(["armed gen 1"]);
  });
  describe("a rule made while blind, whose process ends before its first price", () => {
    const armedBlind = (condition: object): EngineHarness => {
      const harness = start(up).lost();
      harness.clock.advance(minute);
      harness.add(spec(condition), "new");
      harness.clock.advance(minute);
      harness.restart().heard();
      return harness;
    };
    const down = { kind: "crosses-down", level: "100" };

    test("has no q: a gap that began before it tells it nothing", () => {
      const harness = armedBlind(up);
      expect(harness.price("105", {}, harness.gap(candles(harness, ["95 106 94 105"]))).heard()).toEqual([
        "fired 105 gen 1",
      ]);
      expect(harness.engine.get("new")?.state).toBe("armed");
      expect(harness.ticks("99 101").heard()).toEqual(["fired 101 gen 1"]);
    });
    test("what may fire at first is true now, not some time before", () => {
      const harness = armedBlind({ kind: "at-or-above", level: "100" });
      harness.price("105", {}, harness.gap());
      expect(spanOf(harness)).toBe(null);
      expect(harness.engine.get("new")?.state).toBe("done");
    });
    test("nor is the price from before it a q where the gap, as far as is known, began later; its candles count", () => {
      const later = (condition: object, rows: readonly string[]): string | undefined => {
        const harness = armedBlind(condition);
        const known = harness.gap();
        harness.clock.advance(10 * minute);
        const gap = { ...harness.gap(), fromWallMs: harness.now().wallMs - 9 * minute, before: known.before };
        const [firstMs, price] = [gap.fromWallMs, "105"];
        const parsed = candles(harness, rows).map((candle, at) => ({ ...candle, openMs: firstMs + at * minute }));
        harness.price(price, {}, { ...gap, candles: parsed });
        return harness.engine.get("new")?.state;
      };
      expect(later(up, [])).toBe("armed");
      expect(later(up, ["95 106 94 105"])).toBe("done");
      expect(later(down, ["101 106 101 105"])).toBe("armed");
    });
    test("once it has had a price it is a rule like any other, and says so to be kept", () => {
      const harness = start(up);
      expect(harness.engine.drainFirstPrices()).toEqual(["r"]);
      harness.lost().add(spec(up), "new");
      expect([harness.engine.get("new")?.armedBlind, harness.engine.drainFirstPrices()]).toEqual([true, []]);
      harness.ticks("95");
      expect([harness.engine.get("new")?.armedBlind, harness.engine.drainFirstPrices()]).toEqual([false, ["new"]]);
      expect(harness.engine.drainFirstPrices()).toEqual([]);
      harness.restart().heard();
      expect(harness.price("105", {}, harness.gap()).heard()).toEqual(["fired 105 gen 1", "fired 105 gen 1"]);
    });
    test("a rule armed with a price to go by is no such rule", () => {
      expect(start(up).add(spec(up), "new").engine.get("new")?.armedBlind).toBe(false);
    });
  });
  test("a bid that comes only with a later tick is still told of the gap", () => {
    const harness = new EngineHarness().add(spec(up, { source: "bid" })).price("1", { bid: "95" });
    harness.lost();
    harness.clock.advance(minute);
    harness.price("1", {}, harness.gap());
    harness.heard();
    expect(harness.price("1", { bid: "105" }).heard()).toEqual(["fired 1 gen 1"]);
    expect(spanOf(harness)).not.toBe(null);
  });
});

describe("candles", () => {
  test("a level touched in between fires, with the candle as the gap", () => {
    const harness = start(up);
    const beganMs = harness.now().wallMs;
    outage(harness, "96", ["95 97 94 96", "96 100 95 97", "97 120 96 98"]);
    expect(harness.heard()).toEqual(["fired 96 gen 1"]);
    expect(spanOf(harness)).toEqual([beganMs + 2 * minute, beganMs + 3 * minute]);
  });
  test("of candles of several lengths the narrowest is told", () => {
    const harness = start(up);
    const beganMs = harness.now().wallMs;
    harness.lost();
    harness.clock.advance(10 * minute);
    const all = [
      ...candles(harness, ["95 101 94 96"], 5 * minute),
      ...candles(harness, ["95 97 94 96", "96 101 95 97"]),
    ];
    harness.price("96", {}, harness.gap(all));
    expect(spanOf(harness)).toEqual([beganMs + 2 * minute, beganMs + 3 * minute]);
  });
  test("of what happened after the last candle, too, that of the narrowest is told", () => {
    const harness = start(up, {}, "105");
    const beganMs = harness.now().wallMs;
    harness.lost();
    harness.clock.advance(10 * minute);
    // Both closed below and neither rose above: it was after them.
    const narrow = candles(harness, ["105 105 104 104", "104 104 95 95"]);
    harness.price("106", {}, harness.gap([...candles(harness, ["105 105 95 95"], 5 * minute), ...narrow]));
    expect(spanOf(harness)).toEqual([beganMs + 2 * minute, harness.now().wallMs]);
  });
  test("an alert told by a candle, of a price that has come back, re-arms at the next tick though it is the same", () => {
    const harness = start(up, { repeat: "always", rearmBy: { amount: "1" } }).ticks("101 95 95");
    expect(harness.heard()).toEqual(["fired 101 gen 1", "armed gen 2"]);
    outage(harness, "96", ["95 101 94 96"]).price("96");
    expect(harness.heard()).toEqual(["fired 96 gen 2", "armed gen 3"]);
  });
  test("high and low of one candle have no order: only what is certain fires", () => {
    // Above all along but for one dip: it must have come back up, if it closed above.
    expect(outage(start(up, {}, "105"), "106", ["105 106 95 104"]).heard()).toEqual(["fired 106 gen 1"]);
    // It dipped and stayed down: the high may have been before the dip.
    expect(outage(start(up, {}, "105"), "96", ["105 106 95 96"]).heard()).toEqual([]);
  });
  test("of the minute in which the gap began only what exceeds what was seen live", () => {
    const inFirst = (seenHigh: string | null): string[] => {
      const harness = start(up, {}, "99");
      const fromMs = harness.now().wallMs;
      harness.lost();
      harness.clock.advance(5 * minute);
      const first: Candle = {
        openMs: fromMs - 30_000,
        lengthMs: minute,
        open: "101",
        high: "103",
        low: "98",
        close: "99",
      };
      return harness
        .price(
          "99",
          {},
          harness.gap([first], seenHigh === null ? null : { openMs: fromMs - 30_000, high: seenHigh, low: "98" }),
        )
        .heard();
    };
    expect(inFirst("103")).toEqual([]);
    expect(inFirst("102")).toEqual(["fired 99 gen 1"]);
    // It is not known what was seen: the high may have been before the rule was made.
    expect(inFirst(null)).toEqual([]);
  });
  test("a candle that ends as the gap begins, or opens as it ends, is none of it", () => {
    const touching = (openMs: (fromMs: number, toMs: number) => number): string[] => {
      const harness = start(up).lost();
      harness.clock.advance(10 * minute);
      const gap = harness.gap();
      const prices = { open: "95", high: "101", low: "94", close: "101" };
      const candle: Candle = { openMs: openMs(gap.fromWallMs, gap.toWallMs), lengthMs: minute, ...prices };
      return harness.price("96", {}, { ...gap, candles: [candle] }).heard();
    };
    expect(touching((fromMs) => fromMs - minute)).toEqual([]);
    expect(touching((fromMs) => fromMs - minute + 1)).toEqual(["fired 96 gen 1"]);
    expect(touching((_, toMs) => toMs)).toEqual([]);
    expect(touching((_, toMs) => toMs - 1)).toEqual(["fired 96 gen 1"]);
  });
  test("trailing rules keep their extreme, widened by candles", () => {
    const harness = outage(start({ kind: "pulls-back", by: { amount: "10" } }, {}, "100"), "101", ["100 112 100 105"]);
    expect(harness.heard()).toEqual(["fired 101 gen 1"]);
    const kept = start({ kind: "pulls-back", by: { amount: "10" } }, {}, "100 108").restart();
    expect(kept.ticks("99 98").heard()).toEqual(["fired 98 gen 1"]);
  });
  test("windows start anew", () => {
    const harness = outage(start({ kind: "rises", by: { amount: "5" }, windowMs: 86_400_000 }, {}, "95"), "105", [
      "95 101 94 96",
    ]);
    expect(harness.heard()).toEqual([]);
    expect(harness.ticks("109 110").heard()).toEqual(["fired 110 gen 1"]);
  });
  test("a hold cannot begin on what is over", () => {
    expect(
      outage(start(up, { holdForMs: 1000 }), "96", ["95 101 94 96"])
        .wait(5000)
        .heard(),
    ).toEqual([]);
    expect(
      outage(start(up, { holdForMs: 1000 }), "101", ["95 101 94 96"])
        .wait(5000)
        .heard(),
    ).toEqual(["holding gen 1", "fired 101 gen 1"]);
  });
  test("candles are of last prices: no other source reads them", () => {
    const harness = new EngineHarness().add(spec(up, { source: "bid" })).price("95", { bid: "95" });
    harness.heard();
    harness.lost();
    harness.clock.advance(10 * minute);
    expect(harness.price("96", { bid: "96" }, harness.gap(candles(harness, ["95 120 94 96"]))).heard()).toEqual([]);
  });
});
