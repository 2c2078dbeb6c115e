import { describe, expect, it } from "vitest";
import { drawingsOf, firesOf } from "../../../renderer/chart/alert-drawings.ts";
import type { Bar } from "../../../renderer/chart/adapter/price-chart.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import { fullScene, ruleOf, spec } from "../scenes.ts";

const minuteMs = 60_000;
const nowMs = Date.parse("2026-01-05T12:10:30.000Z");
const at = (minute: number): number => Date.parse("2026-01-05T12:00:00.000Z") + minute * minuteMs;
const bar = (minute: number, low: number, high: number): Bar => ({
  openMs: at(minute),
  prices: { open: low, high, low, close: (low + high) / 2 },
});
const bars: readonly Bar[] = [
  bar(0, 100, 130),
  bar(1, 100, 110),
  bar(2, 104, 120),
  { openMs: at(3), prices: null },
  bar(4, 90, 115),
  bar(5, 100, 125),
];
const drawn = (rules: Parameters<typeof drawingsOf>[0]["rules"], events: readonly AlertEvent[] = [], now = nowMs) =>
  drawingsOf({ rules, events, bars, nowMs: now, lengthMs: minuteMs, key: "demo:BTC-USD", venue: "demo" });
const since = (minute: number): string => new Date(at(minute)).toISOString();

describe("What is drawn of alerts", () => {
  it("follows no price for an alert that is not watched", () => {
    const trail = spec({ kind: "pulls-back", by: { percent: "3" } });
    const from = { stateAt: since(1) };
    expect(drawn([ruleOf("a", trail, nowMs, from)]).derived).toHaveLength(1);
    const unwatched = drawn([ruleOf("a", trail, nowMs, { ...from, notWatched: "Kraken is off." })]);
    expect([unwatched.derived, unwatched.drawings.trails]).toEqual([[], []]);
  });

  it("is a band for a range, and nothing for one that is over", () => {
    const range = spec({ kind: "inside", low: "95", high: "105.5" });
    const over = ruleOf("b", range, nowMs, { state: "done" });
    const paused = ruleOf("a", range, nowMs, { state: "paused" });
    expect(drawn([paused, over]).drawings.bands).toEqual([{ low: 95, high: 105.5, isIdle: true }]);
    const unwatched = ruleOf("a", range, nowMs, { notWatched: "Kraken is off." });
    const armed = ruleOf("b", range, nowMs);
    expect(drawn([unwatched, armed]).drawings.bands.map(({ isIdle }) => isIdle)).toEqual([true, false]);
  });

  it("is the line that a trailing alert follows, since it was armed; of the candle it was armed in only the close is known", () => {
    const rule = ruleOf("a", spec({ kind: "pulls-back", by: { percent: "10" } }), nowMs, { stateAt: since(0.5) });
    const { drawings, derived } = drawn([rule]);
    expect(drawings.trails).toEqual([
      {
        steps: [
          { fromMs: at(0.5), level: 115 - 11.5 },
          { fromMs: at(2), level: 120 - 12 },
          { fromMs: at(5), level: 125 - 12.5 },
        ],
        toMs: nowMs,
      },
    ]);
    expect(derived).toEqual([{ rule, level: 112.5 }]);
  });

  it("is where a move would fire now, to both sides for one that may go either way", () => {
    const rule = ruleOf("a", spec({ kind: "moves", by: { amount: "5" }, windowMs: 7 * minuteMs }), nowMs);
    const { drawings, derived } = drawn([rule]);
    expect(drawings.windows).toEqual([{ fromMs: nowMs - 7 * minuteMs, toMs: nowMs, levels: [95, 120] }]);
    expect(derived.map(({ level }) => level)).toEqual([95, 120]);
    expect(drawn([{ ...rule, state: "paused" }])).toMatchObject({ derived: [], drawings: { windows: [] } });
  });

  it("are the same for a quarter of a candle, for each change draws the whole chart again", () => {
    const move = ruleOf("a", spec({ kind: "moves", by: { amount: "5" }, windowMs: 7 * minuteMs }), nowMs);
    const trail = ruleOf("b", spec({ kind: "pulls-back", by: { percent: "10" } }), nowMs, { stateAt: since(0.5) });
    const at = (laterMs: number): unknown => drawn([move, trail], [], nowMs + laterMs).drawings;
    expect(at(14_999)).toEqual(at(0));
    expect(at(15_000)).not.toEqual(at(0));
  });

  it("are the times in which the venue or the whole app was not watched", () => {
    const [blind] = fullScene(nowMs).events.filter(({ kind }) => kind === "blind");
    const of = (venue: string | undefined, to: string | null): AlertEvent => ({
      ...blind!,
      blind: { from: since(1), to, because: "asleep", ...(venue === undefined ? {} : { venue }) },
    });
    expect(drawn([], [of("demo", since(2)), of("kraken", since(2)), of(undefined, null)]).drawings.blind).toEqual([
      { fromMs: at(1), toMs: at(2) },
      { fromMs: at(1), toMs: null },
    ]);
  });

  it("are the last fires of this instrument, at the price and time that made them", () => {
    const { events } = fullScene(nowMs);
    const fires = firesOf(events, "demo:BTC-USD", 2);
    expect(fires.length).toBeGreaterThan(0);
    for (const { event, price } of fires) {
      expect([event.kind, event.rule?.instrument.symbol, String(price)]).toEqual([
        "fired",
        "BTC-USD",
        String(Number(event.tick?.price)),
      ]);
    }
    expect(firesOf(events, "kraken:BTC-USD", 9)).toEqual([]);
  });
});
