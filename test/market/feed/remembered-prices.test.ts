/** What the feed remembers: the last prices of an instrument, what is held of a gap, and the venue's clock. Values alone. */
import { expect, test } from "vitest";
import { HeldTicks } from "../../../main/market/feed/held-ticks.ts";
import { KnownPrices } from "../../../main/market/feed/known-prices.ts";
import { VenueClock } from "../../../main/market/feed/venue-clock.ts";
import { tickOf, wallMs } from "./tick-of.ts";

test("what one tick lacks is known of the ones before, until the connection ends", () => {
  const prices = new KnownPrices();
  expect([prices.known, prices.isCurrent]).toEqual([null, false]);
  const before = tickOf({ last: "90", bid: "89", ask: "91" });
  prices.recall(before);
  expect([prices.newest, prices.last]).toEqual([before, before]);
  expect([prices.isCurrent, prices.lastIsCurrent, prices.bid, prices.ask]).toEqual([false, false, "89", "91"]);
  const quote = tickOf({ last: null, lastNumber: Number.NaN, bid: "99", ask: "101" });
  prices.accept(quote);
  expect([prices.isCurrent, prices.lastIsCurrent, prices.known?.last, prices.quoted]).toEqual([
    ...[true, false, "90", quote],
  ]);
  expect([prices.newest, prices.known?.bid]).toEqual([quote, "99"]);
  const quotesAlone = new KnownPrices();
  quotesAlone.accept(quote);
  expect([quotesAlone.known, quotesAlone.last]).toEqual([quote, null]);
  prices.accept(tickOf({ last: "100" }));
  expect([prices.lastIsCurrent, prices.bid, prices.ask, prices.quoted]).toEqual([true, "99", "101", quote]);
  expect(prices.hasOtherQuote(tickOf({ bid: "99" }))).toBe(false);
  expect(prices.hasOtherQuote(tickOf({ bid: "98" }))).toBe(true);
  expect(prices.hasOtherQuote(tickOf({ ask: "101" }))).toBe(false);
  expect(prices.hasOtherQuote(tickOf({ ask: "102" }))).toBe(true);
  expect(prices.hasOtherQuote(tickOf())).toBe(false);
  // One side alone is no whole quote.
  prices.accept(tickOf({ last: null, ask: "103" }));
  expect([prices.ask, prices.quoted]).toEqual(["103", quote]);
  prices.endConnection();
  expect([prices.isCurrent, prices.lastIsCurrent, prices.quoted, prices.last?.last]).toEqual([
    ...[false, false, null, "100"],
  ]);
});

test("of what is held 2,000 ticks are kept whole, of more none that repeats the one before unless its trade is larger", () => {
  const held = new HeldTicks(tickOf({ size: "1" }));
  for (let i = 1; i < 2_000; i++) expect(held.add(tickOf({ size: "1" }))).toBe(1);
  expect(held.add(tickOf({ size: "1" }))).toBe(0);
  expect(held.add(tickOf())).toBe(0);
  expect(held.add(tickOf({ size: "2" }))).toBe(1);
  expect(held.add(tickOf({ size: "0.5", last: "100.5" }))).toBe(1);
  expect(held.add(tickOf({ size: null, last: "101" }))).toBe(1);
  expect(held.add(tickOf({ size: "0.5", last: "101" })), "a trade after a price without one").toBe(1);
  expect(held.add(tickOf({ size: "2", bid: "99" }))).toBe(1);
  expect(held.add(tickOf({ size: "2", last: "101" }))).toBe(1);
  expect(held.list).toHaveLength(2_006);
});

const rising = (from: number, count: number): string[] => Array.from({ length: count }, (_, i) => String(from + i));
const lastsOf = (held: HeldTicks): (string | null)[] => held.list.map(({ last }) => last);

test("at 20,000 the ends of every run are kept, in their order, with each larger trade and each quote", () => {
  const held = new HeldTicks(tickOf({ last: "1" }));
  for (const last of [...rising(1, 9_999), ...rising(1, 9_998).toReversed()]) {
    const isLarge = last === "5000" && held.list.length < 9_000;
    held.add(
      tickOf({ last, size: isLarge ? "9" : last === "6000" ? null : "1", bid: last === "7000" ? "6999" : null }),
    );
  }
  expect(held.list).toHaveLength(19_998);
  expect(held.add(tickOf({ last: "1.5" }))).toBe(1);
  expect(held.add(tickOf({ last: "1.25" }))).toBeLessThan(-19_980);
  expect(lastsOf(held)).toEqual(["1", "5000", "7000", "9999", "7000", "1", "1.5", "1.25"]);
});

test("of a market that turns at each tick the newest 10,000 are kept, and the tick that ends the gap", () => {
  const held = new HeldTicks(tickOf({ last: "7" }));
  for (let i = 1; i < 20_000; i++) held.add(tickOf({ last: i % 2 === 0 ? "2" : "1", tradeId: String(i) }));
  expect(held.list).toHaveLength(10_001);
  expect([held.list[0]?.last, held.list[1]?.tradeId, held.list.at(-1)?.tradeId]).toEqual(["7", "10000", "19999"]);
});

test("the same where some are left out besides", () => {
  const held = new HeldTicks(tickOf({ last: "7" }));
  // 5,000 on one way, then 14,999 that turn.
  for (let i = 1; i < 20_000; i++)
    held.add(tickOf({ last: String(i <= 5_000 ? 7 + i : 1 + (i % 2)), tradeId: String(i) }));
  expect(held.list).toHaveLength(10_001);
  expect([held.list[0]?.last, held.list[1]?.tradeId, held.list.at(-1)?.tradeId]).toEqual(["7", "10000", "19999"]);
});

test("of as many as are kept at the most none is there twice", () => {
  const held = new HeldTicks(tickOf({ last: "1" }));
  // 9,999 that turn, and one way to the end, of which its last alone is kept.
  for (let i = 1; i < 20_000; i++) held.add(tickOf({ last: String(i < 9_999 ? 1 + (i % 2) : i) }));
  expect(held.list).toHaveLength(10_000);
  expect([held.list[0], held.list[1]].map((tick) => tick?.last)).toEqual(["1", "2"]);
});

test("the smallest delay counts for this minute and the next, and for none after a longer silence", () => {
  const delayAt = (...notes: [atMs: number, delayMs: number][]): number => {
    const clock = new VenueClock();
    let nowMs = 0;
    for (const [atMs, delayMs] of notes) {
      nowMs = atMs;
      clock.note(wallMs + atMs - delayMs, { wallMs: wallMs + atMs, monoMs: atMs });
    }
    return wallMs + nowMs - (clock.timeAt({ wallMs: wallMs + nowMs, monoMs: nowMs }) ?? 0);
  };
  expect(delayAt([0, 200], [59_999, 800])).toBe(200);
  expect(delayAt([0, 200], [60_000, 800])).toBe(200);
  expect(delayAt([0, 200], [60_000, 800], [120_000, 700])).toBe(700);
  expect(delayAt([0, 800], [30_000, 200], [60_000, 800], [119_999, 700])).toBe(200);
  expect(delayAt([0, 200], [119_999, 800])).toBe(200);
  expect(delayAt([0, 200], [120_000, 800])).toBe(800);
});

test("a time that jumped and one that is as it should be: what jumps later has to last anew", () => {
  const clock = new VenueClock();
  const note = (atMs: number, jumpMs: number): void =>
    clock.note(wallMs + atMs + jumpMs, { wallMs: wallMs + atMs, monoMs: atMs });
  const offsetMs = (atMs: number): number =>
    (clock.timeAt({ wallMs: wallMs + atMs, monoMs: atMs }) ?? 0) - wallMs - atMs;
  note(0, 0);
  note(1_000, -700_000);
  note(5_000, 0);
  note(11_000, -700_000);
  expect(offsetMs(11_000)).toBe(0);
  note(20_999, -700_000);
  expect(offsetMs(20_999)).toBe(0);
  note(21_000, -700_000);
  expect(offsetMs(21_000)).toBe(-700_000);
  // Exactly ten minutes are no jump.
  const near = new VenueClock();
  near.note(wallMs, { wallMs, monoMs: 0 });
  near.note(wallMs - 600_000, { wallMs, monoMs: 0 });
  expect(near.timeAt({ wallMs, monoMs: 0 })).toBe(wallMs);
});

test("the venue's clock is ours less the smallest delay of the last two minutes; times ahead of us or that jump are a mistake", () => {
  const clock = new VenueClock();
  const at = (ms: number) => ({ wallMs: wallMs + ms, monoMs: ms });
  expect([clock.isKnown, clock.timeAt(at(0))]).toEqual([false, null]);
  clock.note(wallMs + 600_001, at(0));
  expect(clock.isKnown).toBe(false);
  clock.note(wallMs - 500, at(0));
  clock.note(wallMs + 800, at(1_000));
  // 200 ms is the smallest delay.
  expect(clock.timeAt(at(2_000))).toBe(wallMs + 1_800);
  expect(clock.ageMs(wallMs + 800, at(2_000))).toBe(1_000);
  // A jump of more than ten minutes is believed after ten seconds only.
  const jumpMs = -600_001;
  clock.note(wallMs + 3_000 + jumpMs - 200, at(3_000));
  clock.note(wallMs + 12_999 + jumpMs - 200, at(12_999));
  expect(clock.timeAt(at(13_000))).toBe(wallMs + 12_800);
  clock.note(wallMs + 13_000 + jumpMs - 200, at(13_000));
  expect(clock.timeAt(at(13_000))).toBe(wallMs + 12_800 + jumpMs);
});
