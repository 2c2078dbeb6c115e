import { describe, expect, it } from "vitest";
import { daySpan, isWithin } from "../../../renderer/history/days.ts";

const local = (year: number, month: number, day: number, hour = 0): number =>
  new Date(year, month - 1, day, hour).getTime();

describe("days of the history", () => {
  it.each([
    ["2026-03-28", "2026-03-29", { fromMs: local(2026, 3, 28), toMs: local(2026, 3, 30) }],
    ["2026-03-29", "2026-03-28", { fromMs: local(2026, 3, 28), toMs: local(2026, 3, 30) }],
    // In many zones one of these days has 23 or 25 hours.
    ["2026-10-25", "2026-10-25", { fromMs: local(2026, 10, 25), toMs: local(2026, 10, 26) }],
    ["2026-12-31", "", { fromMs: local(2026, 12, 31), toMs: Infinity }],
    ["", "2026-12-31", { fromMs: -Infinity, toMs: local(2027, 1, 1) }],
    ["", "", null],
    ["31.12.2026", "soon", null],
  ])("from %j to %j", (from, to, span) => {
    expect(daySpan(from, to)).toEqual(span);
  });

  it("hold their first moment and not the one after their last", () => {
    const span = daySpan("2026-03-28", "2026-03-28");
    if (span === null) throw new Error("no days");
    const moments = [span.fromMs - 1, span.fromMs, span.toMs - 1, span.toMs];
    expect(moments.map((ms) => isWithin(ms, span))).toEqual([false, true, true, false]);
  });
});
