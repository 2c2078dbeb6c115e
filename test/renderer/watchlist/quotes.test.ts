import { describe, expect, it } from "vitest";
import {
  flashEveryMs,
  flashMs,
  maxShort,
  QuoteTable,
  rowEveryMs,
  trendOf,
} from "../../../renderer/watchlist/quotes.svelte.ts";
import { isFresh } from "../../../renderer/watchlist/age.ts";
import { nowMs } from "../state-harness.ts";
import { quote } from "../scene-quotes.ts";

const key = "demo:BTC-USD";
const batch = (last: string, receivedMs: number, symbol = key) => ({
  keys: [symbol],
  last: [last],
  bid: [null],
  ask: ["2"],
  receivedMs: [receivedMs],
});

function tableOf(...symbols: string[]): QuoteTable {
  const book = new QuoteTable();
  book.replace(
    symbols.map((symbol) => quote(symbol, 100, 2, 1, nowMs)),
    nowMs,
  );
  return book;
}

describe("the quote book", () => {
  it("takes a tick, and says which way it went for a while", () => {
    const book = tableOf("BTC-USD");
    book.apply(batch("101.00", nowMs + 10), nowMs + 10);
    expect(book.cell(key)?.price).toEqual({
      last: "101.00",
      bid: quote("BTC-USD", 100, 2, 1, nowMs).bid,
      ask: "2",
      receivedMs: nowMs + 10,
      lastMs: nowMs + 10,
      stale: false,
    });
    expect(book.cell(key)?.flash).toBe("up");
    // Its time begins when it is shown, however long that took.
    expect(book.show(1_000, null), "the flash has to end").toBe(true);
    expect(book.show(1_000 + flashMs - 1, null)).toBe(true);
    expect(book.cell(key)?.flash).toBe("up");
    expect(book.show(1_000 + flashMs, null), "nothing waits any more").toBe(false);
    expect(book.cell(key)?.flash).toBeNull();
  });

  it.each([
    { rows: maxShort, everyMs: rowEveryMs.short, waiting: [false, true, false, true, false] },
    { rows: maxShort + 1, everyMs: rowEveryMs.long, waiting: [false, true, true, true, false] },
  ])("shows each of $rows rows now and then and what is in focus each time, and says while a row waits", (given) => {
    const others = Array.from({ length: given.rows - 1 }, (_, at) => `C${at}-USD`);
    const book = tableOf("BTC-USD", ...others);
    const quarterMs = Math.ceil(rowEveryMs.long / 4);
    const waits = (focused: string | null, atMs: number): boolean => {
      // A quote alone: nothing flashes.
      book.apply({ keys: [key], last: [null], bid: [String(atMs)], ask: [null], receivedMs: [nowMs + atMs] }, nowMs);
      return book.show(atMs, focused);
    };
    const turns = (from: number, focused: string | null): boolean[] =>
      [0, 1, 2, 3, 4].map((turn) => waits(focused, (from + turn) * quarterMs));
    expect(turns(0, null)).toEqual(given.waiting);
    expect(turns(5, key)).toEqual([false, false, false, false, false]);
    expect(waits(null, 10 * quarterMs)).toBe(true);
    const nextMs = 9 * quarterMs + given.everyMs;
    expect(book.show(nextMs - 1, null)).toBe(true);
    expect(book.show(nextMs, null), "the last one is shown though none comes after it").toBe(false);
  });

  it("takes a quote without making the last price any newer", () => {
    const book = tableOf("BTC-USD");
    const later = nowMs + 90_000;
    book.apply({ keys: [key], last: [null], bid: ["99"], ask: ["101"], receivedMs: [later] }, later);
    const price = book.cell(key)?.price;
    expect(price).toMatchObject({ last: "100.00", bid: "99", ask: "101", receivedMs: later, lastMs: nowMs });
    expect(price === undefined ? null : isFresh(price, later)).toBe(false);
    expect(book.cell(key)?.flash).toBeNull();
  });

  it("knows a price from before by its own age, in a batch and in a snapshot", () => {
    const ageMs = 3 * 24 * 3_600_000;
    const told = tableOf("BTC-USD");
    told.apply({ ...batch("101.00", nowMs + 10), ageMs: [ageMs] }, nowMs + 10);
    expect(told.cell(key)?.price).toMatchObject({ last: "101.00", receivedMs: nowMs + 10, lastMs: nowMs + 10 - ageMs });
    const shown = new QuoteTable();
    shown.replace([{ ...quote("BTC-USD", 100, 2, 1, nowMs), ageMs }], nowMs);
    const price = shown.cell(key)?.price;
    expect(price).toMatchObject({ receivedMs: nowMs, lastMs: nowMs - ageMs, stale: false });
    expect(price === undefined ? null : isFresh(price, nowMs)).toBe(false);
    // The next one is of now again.
    shown.apply(batch("102.00", nowMs + 20), nowMs + 20);
    expect(shown.cell(key)?.price.lastMs).toBe(nowMs + 20);
  });

  it("flashes no more than now and then, however often the price changes", () => {
    const book = tableOf("BTC-USD");
    const flashes: string[] = [];
    const everyMs = 100;
    let coloured = 0;
    const steps = 90;
    for (let step = 1; step <= steps; step++) {
      const before = book.cell(key)?.flash ?? null;
      book.apply(batch(step % 2 === 0 ? "100.00" : "101.00", nowMs + step * everyMs), nowMs + step * everyMs);
      const now = book.cell(key)?.flash ?? null;
      book.show(step * everyMs, key);
      if (book.cell(key)?.flash !== null) coloured++;
      if (now !== before && now !== null) flashes.push(now);
    }
    expect(flashes).toHaveLength((steps * everyMs) / flashEveryMs);
    expect(coloured).toBe(flashes.length * Math.ceil(flashMs / everyMs));
  });

  it("flashes the way that is seen to have gone, whatever came between two looks", () => {
    const book = tableOf("BTC-USD");
    book.show(0, null);
    const ways = ["101.00", "99.00", "98.00", "99.50", "99.00"].map((last, turn) => {
      // The first tick of each turn goes the other way, and is never shown.
      const atMs = (turn + 1) * 2 * flashEveryMs;
      const first = Number(last) > Number(book.cell(key)?.price.last) ? "1.00" : "999.00";
      book.apply(batch(first, nowMs + atMs), nowMs + atMs);
      book.apply(batch(last, nowMs + atMs + 1), nowMs + atMs + 1);
      book.show(atMs + 2, null);
      return book.cell(key)?.flash;
    });
    expect(ways).toEqual(["up", "down", "down", "up", "down"]);
  });

  it("does not flash where the price is what was seen before", () => {
    const book = tableOf("BTC-USD");
    book.show(0, null);
    book.apply(batch("101.00", nowMs + 1), nowMs + 1);
    book.apply(batch("100.00", nowMs + 2), nowMs + 2);
    book.show(rowEveryMs.short, null);
    expect(book.cell(key)?.flash).toBeNull();
  });

  it("does not flash for the same price, nor take an older one", () => {
    const book = tableOf("BTC-USD");
    book.apply(batch("100.00", nowMs + 10), nowMs + 10);
    expect(book.cell(key)?.flash).toBeNull();
    book.apply(batch("99.00", nowMs - 1), nowMs + 20);
    expect(book.cell(key)?.price.last).toBe("100.00");
  });

  it("leaves out what is not watched", () => {
    const book = tableOf("BTC-USD");
    book.apply(batch("1", nowMs, "demo:NOPE"), nowMs);
    expect(book.cell("demo:NOPE")).toBeUndefined();
  });

  it("keeps the cell of an instrument that stays, with its newer price", () => {
    const book = tableOf("BTC-USD");
    const cell = book.cell(key);
    book.apply(batch("105.00", nowMs + 50), nowMs + 50);
    book.replace([quote("ETH-USD", 5, 2, 0, nowMs), quote("BTC-USD", 100, 2, 1, nowMs)], nowMs + 60);
    expect(book.cell(key)).toBe(cell);
    expect(cell?.price.last).toBe("105.00");
    expect(book.cells.map((each) => each.instrument.symbol)).toEqual(["ETH-USD", "BTC-USD"]);
  });

  it("shows as many decimals as the venue ever used", () => {
    const book = tableOf("BTC-USD");
    book.apply(batch("100.1234", nowMs + 1), nowMs + 1);
    book.apply(batch("100.1", nowMs + 2), nowMs + 2);
    expect(book.cell(key)?.decimals).toBe(4);
  });

  it("moves the sparkline's newest point within the minute, and begins one with the next", () => {
    const book = tableOf("BTC-USD");
    const cell = book.cell(key);
    const before = cell?.spark.length ?? 0;
    book.apply(batch("101.00", nowMs + 5_500), nowMs + 5_500);
    expect(cell?.spark.length).toBe(before);
    expect(cell?.spark.at(-1)).toBe(101);
    book.apply(batch("102.00", nowMs + 60_000), nowMs + 60_000);
    expect(cell?.spark.length).toBe(60);
    expect(cell?.spark.slice(-2)).toEqual([101, 102]);
  });

  it("counts the change from the reference, and calls what shows as 0.00 % flat", () => {
    const cell = tableOf("BTC-USD").cell(key);
    expect(cell?.changePercent).toBeCloseTo(1, 3);
    expect([trendOf(0.004), trendOf(-0.004), trendOf(0.006), trendOf(-1), trendOf(null)]).toEqual([
      "flat",
      "flat",
      "up",
      "down",
      "flat",
    ]);
  });

  it("is fresh for a minute, and never when it is from before an outage", () => {
    const price = { last: "1", bid: null, ask: null, receivedMs: nowMs, lastMs: nowMs, stale: false };
    expect(isFresh(price, nowMs + 59_999)).toBe(true);
    expect(isFresh(price, nowMs + 60_000)).toBe(false);
    expect(isFresh({ ...price, stale: true }, nowMs)).toBe(false);
  });
});
