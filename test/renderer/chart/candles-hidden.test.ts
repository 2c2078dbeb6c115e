import { describe, expect, it } from "vitest";
import { fail } from "../../../preload/contract/result.ts";
import { everyMinute, list, minuteMs, settle, setUp } from "./candles-harness.ts";

describe("Candles of a chart that nobody can see", () => {
  it("are not drawn while nobody can see them", async () => {
    const { candles, t, updated, page } = setUp(() => list([Date.parse("2026-01-05T12:00:00.000Z")]));
    await candles.load();
    page.hidden = true;
    candles.takePrice(105, t + 40_000);
    expect(updated).toEqual([]);
    // Seen again, with all that came meanwhile.
    page.hidden = false;
    candles.takePrice(101, t + 41_000);
    expect(updated.map(({ prices }) => prices?.high)).toEqual([105]);
  });

  it("are not asked for while nobody can see them, however far apart prices come", async () => {
    const { candles, t, clock, host, page } = setUp(() => list([Date.parse("2026-01-05T12:00:00.000Z")]));
    await candles.load();
    page.hidden = true;
    for (let price = 1; price < 20; price++) {
      candles.takePrice(100 + price, t + minuteMs + price * 6_000);
      clock.advance(6_000);
    }
    expect(host.inputs("market.candles")).toHaveLength(1);
    page.hidden = false;
    await candles.refresh();
    expect(candles.bars.at(-1)).toMatchObject({ openMs: t + 2 * minuteMs, prices: { close: 119 } });
  });

  it("are shown with the price that came last as soon as they are seen again, though the host answers nothing", async () => {
    const { candles, t, page, updated, host } = setUp(everyMinute(10));
    await candles.load();
    page.hidden = true;
    candles.takePrice(105, t + 40_000);
    page.hidden = false;
    host.handlers["market.candles"] = () => fail("host-unreachable", "It does not answer");
    await candles.refresh();
    expect(updated.at(-1)).toMatchObject({ openMs: t, prices: { close: 105 } });
  });

  it("are asked for from where the venue told them last, until it tells them again", async () => {
    const failure = { code: "venue-unreachable", message: "away" } as const;
    let refuses = false;
    const { candles, t, clock, host, page } = setUp((input) =>
      refuses ? list([], { failure }) : list(minutesOf(input.fromMs ?? t0 - 5 * minuteMs)),
    );
    const t0 = t;
    function minutesOf(fromMs: number): number[] {
      const count = Math.floor((clock.now().wallMs - fromMs) / minuteMs) + 1;
      return Array.from({ length: count }, (_, at) => fromMs + at * minuteMs);
    }
    await candles.load();
    page.hidden = true;
    clock.advance(20 * minuteMs);
    page.hidden = false;
    refuses = true;
    await candles.refresh();
    candles.takePrice(150, clock.now().wallMs);
    expect(candles.bars.filter(({ prices }) => prices === null)).toHaveLength(19);
    refuses = false;
    clock.advance(15_000);
    await settle();
    expect(host.inputs("market.candles").at(-1)).toMatchObject({ fromMs: t - 2 * minuteMs });
    expect(candles.bars.filter(({ prices }) => prices === null)).toEqual([]);
  });
});
