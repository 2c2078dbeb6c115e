/** Where the fires of a dry run lie on the bars of a chart. */
import { describe, expect, it } from "vitest";
import { markedFires } from "../../../renderer/chart/past-fires.ts";

const minuteMs = 60_000;
/** Ten bars of a minute, each a cent lower than the one before; in the fifth nothing was traded. */
const bars = Array.from({ length: 10 }, (_, at) => {
  const low = 100 - at;
  return { openMs: at * minuteMs, prices: at === 4 ? null : { open: low, high: low + 2, low, close: low + 1 } };
});
const count = { min: 1, max: 1 };
const fire = (minute: number, isCertain = true) => ({ candleMs: minute * minuteMs, isCertain });

describe("Fires of the past", () => {
  it("stand at their own candles, sure and unsure apart, and no further than the chart has candles", () => {
    const fires = [fire(-1), fire(0), fire(3, false), fire(9), fire(10)];
    expect(markedFires({ fires, count, interval: "1m" }, bars, minuteMs)).toEqual({
      marks: [
        { fromMs: 0, toMs: minuteMs, low: 100, isCertain: true },
        { fromMs: 3 * minuteMs, toMs: 4 * minuteMs, low: 97, isCertain: false },
        { fromMs: 9 * minuteMs, toMs: 10 * minuteMs, low: 91, isCertain: true },
      ],
      certain: 2,
      uncertain: 1,
      isAtLeast: false,
      newestOnly: null,
    });
  });

  it("of several in one bar are one mark, sure where one of them is", () => {
    const long = [0, 1].map((at) => ({
      openMs: at * 5 * minuteMs,
      prices: { open: 3, high: 3, low: 2 - at, close: 3 },
    }));
    const fires = [fire(1, false), fire(2), fire(3, false), fire(7, false)];
    const { marks, certain, uncertain } = markedFires({ fires, count, interval: "1m" }, long, 5 * minuteMs);
    expect(marks).toEqual([
      { fromMs: 0, toMs: 5 * minuteMs, low: 2, isCertain: true },
      { fromMs: 5 * minuteMs, toMs: 10 * minuteMs, low: 1, isCertain: false },
    ]);
    expect([certain, uncertain]).toEqual([1, 3]);
  });

  it("of candles longer than a bar span all of it, below its lowest price", () => {
    const { marks } = markedFires({ fires: [fire(-5), fire(-2), fire(5)], count, interval: "5m" }, bars, minuteMs);
    expect(marks).toEqual([
      { fromMs: -2 * minuteMs, toMs: 3 * minuteMs, low: 98, isCertain: true },
      { fromMs: 5 * minuteMs, toMs: 10 * minuteMs, low: 91, isCertain: true },
    ]);
  });

  it("are counted, but not drawn, where nothing was traded or nothing is loaded", () => {
    expect(markedFires({ fires: [fire(4)], count, interval: "1m" }, bars, minuteMs)).toMatchObject({
      marks: [],
      certain: 1,
    });
    expect(markedFires({ fires: [fire(4)], count, interval: "1m" }, [], minuteMs)).toMatchObject({
      marks: [],
      certain: 0,
    });
  });

  it.each([
    [
      { min: 1, max: null },
      { isAtLeast: true, newestOnly: null },
    ],
    [
      { min: 2, max: null },
      { isAtLeast: true, newestOnly: 1 },
    ],
    [
      { min: 2, max: 3 },
      { isAtLeast: false, newestOnly: 1 },
    ],
    [null, { isAtLeast: false, newestOnly: null }],
  ] as const)("told %j say what there may be beside them", (told, said) => {
    expect(markedFires({ fires: [fire(0)], count: told, interval: "1m" }, bars, minuteMs)).toMatchObject(said);
  });
});
