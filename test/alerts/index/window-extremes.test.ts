/** The extremes of every window, against all prices of the last while looked through one by one. */
import { describe, expect, test, vi } from "vitest";
import type { Side } from "../../../main/alerts/conditions/extreme.ts";
import { WindowExtremes, WindowPrice } from "../../../main/alerts/index/window-extremes.ts";
import { Random } from "../../../main/market/venues/demo/random.ts";
import { tickOf } from "../../../main/alerts/dry-run/bar-paths.ts";
import type { Bars } from "../../../main/alerts/dry-run/bars.ts";
import { key } from "../engine-harness.ts";
import { afterTest } from "../../doubles/after-test.ts";
import { heldOf } from "../../doubles/held.ts";

const maxWindowMs = 1_000;
const priceAt = (text: string, monoMs: number, seq: number): WindowPrice =>
  new WindowPrice(Number(text), tickOf({ instrument: key } as Bars, text, monoMs), monoMs, seq);

describe.each<Side>(["low", "high"])("%s", (side) => {
  const isBeyond = (n: number, other: number): boolean => (side === "low" ? n < other : n > other);
  const extremes = (): WindowExtremes => new WindowExtremes(side, "last");

  test("of any window, and of the ticks since any of them, it is the furthest price, and of equal ones the newest", () => {
    const random = new Random("window-extremes", side);
    const list = extremes();
    const all: WindowPrice[] = [];
    for (let seq = 0, monoMs = 0; seq < 1_200; seq++) {
      monoMs += Math.floor(random.unit() * 20);
      // Long runs one way keep many marks; the sine turns them round.
      const n = 100 + Math.round(40 * Math.sin(seq / 120)) + Math.floor(random.unit() * 4);
      const price = priceAt(String(n), monoMs, seq);
      all.push(price);
      list.push(price, maxWindowMs);
      for (const windowMs of [1, 50, 400, maxWindowMs]) {
        const sinceSeq = random.chance(0.5) ? 0 : seq - Math.floor(random.unit() * 30);
        const inWindow = all.filter((one) => one.monoMs > monoMs - windowMs && one.seq >= sinceSeq);
        const furthest = inWindow.reduce<WindowPrice | null>(
          (best, one) => (best === null || !isBeyond(best.n, one.n) ? one : best),
          null,
        );
        if (list.of(sinceSeq, monoMs - windowMs) !== furthest)
          expect.fail(`${String(windowMs)} ms at ${String(seq)} since ${String(sinceSeq)}`);
      }
    }
    expect(list.of(1_200, 0)).toBe(null);
  });

  test("the middle one of those that are far enough out lies half way between the first and the last of them", () => {
    const list = extremes();
    const away = side === "low" ? 1 : -1;
    // Each of them is an extreme: prices that come nearer and nearer.
    for (let seq = 0; seq < 10; seq++) list.push(priceAt(String(100 + seq * away), seq * 10, seq), maxWindowMs);
    const stepsOf = (afterMonoMs: number, steps: number): number | undefined =>
      list.middle(afterMonoMs, (n) => (n - 100) * away <= steps)?.seq;
    expect([-1, 0, 1, 2, 3, 8, 9, 20].map((steps) => stepsOf(-1, steps))).toEqual([undefined, 0, 0, 1, 1, 4, 4, 4]);
    // The first price that counts came after the given time, not at it.
    expect([39, 40, 41, 89, 90].map((afterMs) => stepsOf(afterMs, 20))).toEqual([6, 7, 7, 9, undefined]);
    expect(stepsOf(40, 4)).toBe(undefined);
    expect(stepsOf(40, 5)).toBe(5);
  });

  test("a price is forgotten when the longest window has left it behind, not a millisecond before", () => {
    const list = extremes();
    const [first, second] = side === "low" ? ["1", "2"] : ["2", "1"];
    list.push(priceAt(first, 0, 0), maxWindowMs);
    list.push(priceAt(second, maxWindowMs - 1, 1), maxWindowMs);
    expect(list.of(0, -1)?.seq).toBe(0);
    list.push(priceAt(second, maxWindowMs, 2), maxWindowMs);
    expect(list.of(0, Number.NEGATIVE_INFINITY)?.seq).toBe(2);
  });

  test("in a long trend it is the first price of the window, however many were left behind by all", () => {
    const list = extremes();
    const away = side === "low" ? 1 : -1;
    for (let seq = 0; seq < 400; seq++) {
      list.push(priceAt(String(1_000 + seq * away), seq * 10, seq), maxWindowMs);
      if (list.of(0, seq * 10 - maxWindowMs)?.seq !== Math.max(0, seq - 99)) expect.fail(`at ${String(seq)}`);
      const middle = list.middle(seq * 10 - 200, (n) => (n - 1_000) * away < seq - 4)?.seq;
      if (seq > 20 && middle !== seq - 12) expect.fail(`${String(middle)} is the middle at ${String(seq)}`);
    }
    // One beyond all of them is the only one that is left.
    list.push(priceAt(String(1_000 - away), 4_000, 400), maxWindowMs);
    expect([list.of(0, 3_000)?.seq, list.middle(3_000, () => true)?.seq]).toEqual([400, 400]);
  });

  test("prices with the same double are told apart by their digits", () => {
    const list = extremes();
    const [further, nearer] = ["1.00000000000000000001", "1.00000000000000000002"];
    const texts = side === "low" ? [further, nearer] : [nearer, further];
    for (const [seq, text] of texts.entries()) list.push(priceAt(text, seq, seq), maxWindowMs);
    expect([list.of(0, -1)?.seq, list.of(1, -1)?.seq]).toEqual([0, 1]);
  });
});

test.each([1_000, 10_000])(
  "however long it goes on, no more is kept than a window of %i ms takes",
  async (windowMs) => {
    const list = new WindowExtremes("low", "last");
    const prices: WeakRef<WindowPrice>[] = [];
    for (let seq = 0; seq < 2_000; seq++) {
      const price = priceAt(String(100 + seq), seq * 100, seq);
      prices.push(new WeakRef(price));
      list.push(price, windowMs);
    }
    // What is in no window is dropped in bulk, so some of it is there still.
    expect(await heldOf(prices)).toBeLessThan(100 + 2 * (windowMs / 100));
    expect(list.of(0, 1_998 * 100)?.n).toBe(2_099);
  },
);

test("what has left the window is dropped in bulk, not copied past at each price", () => {
  const list = new WindowExtremes("low", "last");
  const copies = vi.spyOn(Array.prototype, "slice");
  afterTest(() => copies.mockRestore());
  for (let seq = 0; seq < 2_000; seq++) list.push(priceAt(String(100 + seq), seq * 100, seq), 10_000);
  expect(copies.mock.calls.length).toBeLessThan(100);
});
