import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LocalOffset, LocalTimeScale, LocalTimeFormat } from "../../../renderer/chart/adapter/local-time-scale.ts";

const hourMs = 3_600_000;
let zone: string | undefined;
beforeAll(() => {
  zone = process.env["TZ"];
  process.env["TZ"] = "Europe/Berlin";
});
afterAll(() => {
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
});

describe("The time axis", () => {
  it("goes by local time, on both sides of a change of the clocks", () => {
    const offset = new LocalOffset();
    const change = Date.parse("2025-10-26T01:00:00.000Z");
    expect([-1, 0, -1].map((ms) => offset.at(change + ms) / hourMs)).toEqual([2, 1, 2]);
  });

  it("gives the weight of a day to local midnights, and to no other hour", () => {
    const scale = new LocalTimeScale();
    const fromMs = Date.parse("2025-10-24T00:00:00.000Z");
    const points = Array.from({ length: 96 }, (_, at) => {
      const seconds = fromMs / 1_000 + at * 3_600;
      const time = scale.convertHorzItemToInternal(seconds as never);
      return { time, timeWeight: 0, originalTime: seconds } as never;
    }) as { time: unknown; timeWeight: number; originalTime: number }[];
    scale.fillWeightsForPoints(points as never, 0);
    const heaviest = Math.max(...points.slice(1).map(({ timeWeight }) => timeWeight));
    const days = points.slice(1).filter(({ timeWeight }) => timeWeight === heaviest);
    expect(days.map(({ originalTime }) => new Date(originalTime * 1_000).toISOString())).toEqual([
      "2025-10-24T22:00:00.000Z",
      "2025-10-25T22:00:00.000Z",
      "2025-10-26T23:00:00.000Z",
      "2025-10-27T23:00:00.000Z",
    ]);
    // Candles keep the times that they have.
    expect(points[5]?.time).toEqual(scale.convertHorzItemToInternal(points[5]?.originalTime as never));
  });

  it("moves words into the axis that would be cut off at its end", () => {
    const mark = { needAlignCoordinate: false, coord: 3, label: "21:00", weight: 30 as never };
    const later = { ...mark, coord: 90, weight: 20 as never };
    expect(new LocalTimeScale().maxTickMarkWeight([mark, later])).toBe(30);
    expect([mark, later].map(({ needAlignCoordinate }) => needAlignCoordinate)).toEqual([true, true]);
  });

  it("counts 24 hours, as all times of the window", () => {
    const ms = Date.parse("2025-10-26T21:15:00.000Z");
    const words = new LocalTimeFormat("en-US");
    expect(words.mark(ms, 3)).toBe("22:15");
    expect(words.moment(ms)).toMatch(/22:15$/);
  });

  it("says local times in the language that is asked for", () => {
    const words = new LocalTimeFormat("de-DE");
    const ms = Date.parse("2025-10-26T23:00:00.000Z");
    expect([words.mark(ms, 2), words.mark(ms, 3), words.mark(ms, 0)]).toEqual(["27. Okt.", "00:00", "2025"]);
    expect(words.moment(ms)).toMatch(/Mo.*27\. Okt.*00:00/);
  });
});
