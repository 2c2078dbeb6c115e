import fc from "fast-check";
import { expect, it } from "vitest";
import { clipSpans, joinSpans, pagesNewestFirst, uncovered } from "../../../main/market/history/time-spans.ts";
import type { TimeSpan } from "../../../preload/contract/candles.ts";

const most = 60;
const span = fc
  .tuple(fc.integer({ min: 0, max: most }), fc.integer({ min: 0, max: most }))
  .map(([a, b]): TimeSpan => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) }));
const moments = Array.from({ length: most }, (_, at) => at);
const has = (spans: readonly TimeSpan[], at: number): boolean =>
  spans.some(({ fromMs, toMs }) => at >= fromMs && at < toMs);

it("joins spans without changing which moments are in them", () => {
  fc.assert(
    fc.property(fc.array(span), (spans) => {
      const joined = joinSpans(spans);
      for (const at of moments) expect(has(joined, at)).toBe(has(spans, at));
      joined.forEach(({ fromMs }, index) => expect(fromMs).toBeGreaterThan(joined[index - 1]?.toMs ?? -1));
    }),
  );
});

it("finds every moment that is wanted and not covered, and no other", () => {
  fc.assert(
    fc.property(span, fc.array(span), (wanted, spans) => {
      const covered = joinSpans(spans);
      const missing = uncovered(wanted, covered);
      for (const at of moments) {
        expect(has(missing, at)).toBe(has([wanted], at) && !has(covered, at));
        expect(has(clipSpans(covered, wanted), at)).toBe(has([wanted], at) && has(covered, at));
      }
    }),
  );
});

it("cuts pages no longer than one request brings, the newest first, all of them together the whole", () => {
  fc.assert(
    fc.property(fc.array(span), fc.integer({ min: 1, max: 20 }), (spans, pageMs) => {
      const missing = joinSpans(spans);
      const pages = pagesNewestFirst(missing, pageMs);
      expect(joinSpans(pages)).toEqual(missing);
      for (const { fromMs, toMs } of pages) expect(toMs - fromMs).toBeLessThanOrEqual(pageMs);
      expect(pages.map(({ toMs }) => toMs)).toEqual(pages.map(({ toMs }) => toMs).sort((a, b) => b - a));
    }),
  );
});

it.each<[string, [number, number][], [number, number][]]>([
  ["nothing", [], [[2, 8]]],
  ["what ends where it begins", [[0, 2]], [[2, 8]]],
  ["what begins where it ends", [[8, 9]], [[2, 8]]],
  ["its beginning", [[2, 4]], [[4, 8]]],
  ["its end", [[4, 8]], [[2, 4]]],
  ["all of it", [[2, 8]], []],
  ["more than it", [[0, 9]], []],
  [
    "two parts in it",
    [
      [3, 4],
      [5, 6],
    ],
    [
      [2, 3],
      [4, 5],
      [6, 8],
    ],
  ],
])(
  "of 2 to 8, where %s is covered, the rest is missing in its order, without empty spans",
  (_what, covered, missing) => {
    const spans = (pairs: [number, number][]) => pairs.map(([fromMs, toMs]) => ({ fromMs, toMs }));
    expect(uncovered({ fromMs: 2, toMs: 8 }, spans(covered))).toEqual(spans(missing));
  },
);

it("cuts no empty page", () => {
  const page = (fromMs: number, toMs: number) => ({ fromMs, toMs });
  expect(pagesNewestFirst([page(0, 4), page(6, 9)], 2)).toEqual([page(7, 9), page(6, 7), page(2, 4), page(0, 2)]);
});
