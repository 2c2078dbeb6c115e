/** Which candles of the past a source is asked for, in which order, and what is kept of its answers. Nothing but values. */
import { beforeEach, describe, expect, test } from "vitest";
import { PastCandles, type CandleCache } from "../../../main/market/history/past-candles.ts";
import { clipSpans, joinSpans } from "../../../main/market/history/time-spans.ts";
import type { CandleSource } from "../../../main/market/venues/candle-source.ts";
import type { RestRefusal } from "../../../main/market/venues/session.ts";
import type { TimeSpan } from "../../../preload/contract/candles.ts";
import type { Candle } from "../../../preload/contract/tick.ts";
import { ManualClock } from "../../doubles/clock.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
const startMs = Date.parse("2026-01-05T12:00:30.000Z");
const at = (minutes: number): number => Date.parse("2026-01-05T12:00:00.000Z") + minutes * minuteMs;
const span = (from: number, to: number): TimeSpan => ({ fromMs: at(from), toMs: at(to) });
const refused: RestRefusal = { code: "unreachable", message: "away", retryAfterMs: null };
const candle = (openMs: number, lengthMs = minuteMs): Candle => {
  const price = String(openMs / minuteMs);
  return { openMs, lengthMs, open: price, high: price, low: price, close: price };
};

let clock: ManualClock;
/** What was asked for, each in minutes after noon. */
let asked: [from: number, to: number, lengthMs: number][];
let kept: { spans: TimeSpan[]; candles: Map<number, Candle> };
let fails: (from: number) => boolean;
let past: PastCandles;
const minutes = ({ fromMs, toMs }: TimeSpan): [number, number] => [
  (fromMs - at(0)) / minuteMs,
  (toMs - at(0)) / minuteMs,
];

const source: CandleSource = {
  lengthsMs: [minuteMs, 5 * minuteMs],
  perRequest: 10,
  reach: null,
  fetch(_symbol, { fromMs, toMs, lengthMs }) {
    const [from, to] = minutes({ fromMs, toMs });
    asked.push([from, to, lengthMs]);
    if (fails(from)) return Promise.resolve({ ok: false, error: refused });
    const value: Candle[] = [];
    for (let openMs = fromMs; openMs < toMs; openMs += lengthMs) value.push(candle(openMs, lengthMs));
    return Promise.resolve({ ok: true, value });
  },
};

beforeEach(() => {
  clock = new ManualClock(startMs);
  asked = [];
  kept = { spans: [], candles: new Map() };
  fails = () => false;
  const cache: CandleCache = {
    covered: () => kept.spans,
    read: (_series, { fromMs, toMs }) =>
      [...kept.candles.values()].filter(({ openMs }) => openMs >= fromMs && openMs < toMs),
    put(_series, of, candles) {
      kept.spans = joinSpans([...kept.spans, of]);
      for (const one of candles) kept.candles.set(one.openMs, one);
    },
  };
  past = new PastCandles({ clock, cache });
});

const request = (of: TimeSpan, lengthMs = minuteMs, from: CandleSource = source) =>
  ({ instrument: "demo:A-USD", server: "one", lengthMs, span: of, source: from }) as const;
const never = new AbortController().signal;
const read = (...given: Parameters<typeof request>) => past.read(request(...given), never);

describe("one span", () => {
  test("comes page by page, the newest first, and is told oldest first", async () => {
    const found = await read(span(-25, -3));
    expect(asked).toEqual([
      [-13, -3, minuteMs],
      [-23, -13, minuteMs],
      [-25, -23, minuteMs],
    ]);
    expect(found.candles.map(({ openMs }) => openMs)).toEqual(Array.from({ length: 22 }, (_, nth) => at(nth - 25)));
    expect(found).toMatchObject({ covered: [span(-25, -3)], beginsMs: null, failure: null });
  });

  test("is asked for once; what closed within the last minute, and what runs, each time", async () => {
    await read(span(-5, 10));
    expect(asked.splice(0)).toEqual([[-5, 1, minuteMs]]);
    expect(kept.spans.map(minutes)).toEqual([[-5, -1]]);
    expect([...kept.candles.values()].map(({ openMs }) => openMs)).toEqual([-5, -4, -3, -2].map(at));
    const again = await read(span(-5, 10));
    expect(asked.splice(0)).toEqual([[-1, 1, minuteMs]]);
    expect(again.candles.map(({ openMs }) => openMs)).toEqual([-5, -4, -3, -2, -1, 0].map(at));
    expect(again.covered).toEqual([span(-5, 1)]);
    clock.advance(31_000);
    await read(span(-5, 0));
    expect(asked).toEqual([[-1, 0, minuteMs]]);
    expect(kept.spans.map(minutes)).toEqual([[-5, 0]]);
  });

  test("that the source refuses in the middle has what came before that, and says why", async () => {
    fails = (from) => from === -23;
    const found = await read(span(-25, -3));
    expect(found).toMatchObject({ covered: [span(-13, -3)], failure: refused });
    expect(found.candles).toHaveLength(10);
    expect(kept.spans).toEqual([span(-13, -3)]);
  });

  test("is asked for no further back than the source reaches", async () => {
    const found = await read(span(-60, 1), minuteMs, { ...source, reach: 4 });
    expect(asked).toEqual([[-3, 1, minuteMs]]);
    expect([found.beginsMs, found.covered]).toEqual([at(-3), [span(-3, 1)]]);
  });

  test.each([
    [5 * minuteMs, 5 * minuteMs],
    [10 * minuteMs, 5 * minuteMs],
    [3 * minuteMs, minuteMs],
  ])("of candles of %i ms is made of those of %i ms", async (lengthMs, native) => {
    const found = await read(span(-30, 0), lengthMs);
    expect(new Set(asked.map(([, , length]) => length))).toEqual(new Set([native]));
    expect(found.candles.map((one) => one.lengthMs)).toEqual(
      Array.from({ length: (30 * minuteMs) / lengthMs }, () => lengthMs),
    );
  });

  test("of a length that nothing makes is refused as a bug", async () => {
    await expect(read(span(-30, 0), 90_000)).rejects.toThrow("90000");
  });
});

test("who asks for a series waits for who asked before, and finds what that one brought", async () => {
  const both = await Promise.all([read(span(-10, -5)), read(span(-10, -5))]);
  expect(asked).toEqual([[-10, -5, minuteMs]]);
  expect(both[1]).toEqual(both[0]);
  const gone = new AbortController();
  gone.abort(new Error("gone"));
  const [first, second] = [past.read(request(span(-20, -15)), gone.signal), read(span(-20, -15))];
  await expect(first).rejects.toThrow("gone");
  expect((await second).candles).toHaveLength(5);
});

describe("by days", () => {
  const daysOf = async (of: TimeSpan): Promise<string[][]> => {
    const days: string[][] = [];
    for await (const { covered, failure } of past.days(request(of), never))
      days.push([
        ...covered.flatMap(({ fromMs, toMs }) => [fromMs, toMs]).map((ms) => new Date(ms).toISOString().slice(5, 16)),
        ...(failure === null ? [] : ["refused"]),
      ]);
    return days;
  };
  const threeDays = { fromMs: at(0) - 2 * dayMs, toMs: at(0) };

  test("each ends with the day, oldest first", async () => {
    expect(await daysOf(threeDays)).toEqual([
      ["01-03T12:00", "01-04T00:00"],
      ["01-04T00:00", "01-05T00:00"],
      ["01-05T00:00", "01-05T12:00"],
    ]);
    expect(clipSpans(kept.spans, threeDays)).toEqual([{ ...threeDays, toMs: at(-1) }]);
  });

  test("a day that the source refuses is the last one", async () => {
    fails = (from) => from <= -720 && from > -1_000;
    expect((await daysOf(threeDays)).map((day) => day.at(-1))).toEqual(["01-04T00:00", "refused"]);
  });

  test("of no time there is none", async () => {
    expect(await daysOf(span(-3, -3))).toEqual([]);
  });
});
