/** What can be fetched again is kept apart: damage to it costs a download and no alert. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMarketDatabase } from "../../main/store/market-database.ts";
import type { KeptList } from "../../main/store/instruments-table.ts";

const list: KeptList = {
  readMs: 1_700_000_000_000,
  instruments: [
    {
      symbol: "币安人生-USDT",
      wireSymbol: "币安人生USDT",
      base: "币安人生",
      quote: "USDT",
      name: null,
      aliases: [],
      tickSize: "0.00001",
      state: "trading",
      note: null,
    },
  ],
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "pricebell-market-db-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("The database of what can be fetched again", () => {
  it("gives a list back after a restart, for its owner alone", () => {
    const first = openMarketDatabase(dir);
    expect(first.instruments.get("binance")).toBeNull();
    expect(first.instruments.put("binance", list)).toBe(true);
    first.close();
    const second = openMarketDatabase(dir);
    expect(second.instruments.get("binance")).toEqual(list);
    expect(second.instruments.get("kraken")).toBeNull();
    expect(statSync(join(dir, "market.db")).mode & 0o777).toBe(0o600);
    second.close();
  });

  it("is begun anew where the file is damaged", () => {
    writeFileSync(join(dir, "market.db"), "not a database ".repeat(1_000));
    const market = openMarketDatabase(dir);
    expect(market.instruments.get("binance")).toBeNull();
    expect(market.instruments.put("binance", list)).toBe(true);
    market.close();
    expect(readFileSync(join(dir, "market.db")).subarray(0, 15).toString()).toBe("SQLite format 3");
  });

  it.each(["{", '[{"symbol":1}]', "null"])("takes no list from a row that holds %s", (text) => {
    openMarketDatabase(dir).close();
    const raw = new Database(join(dir, "market.db"));
    raw.prepare("INSERT INTO instrument_lists VALUES ('binance', 1, ?)").run(text);
    raw.close();
    const market = openMarketDatabase(dir);
    expect(market.instruments.get("binance")).toBeNull();
    market.close();
  });

  it("keeps nothing where no file can be had, and goes on", () => {
    mkdirSync(join(dir, "market.db"));
    const market = openMarketDatabase(dir);
    expect(market.instruments.put("binance", list)).toBe(false);
    expect(market.instruments.get("binance")).toBeNull();
    market.close();
  });

  it("that another program took the tables out of keeps nothing, says so, and goes on", () => {
    const market = openMarketDatabase(dir);
    const raw = new Database(join(dir, "market.db"));
    raw.exec("DROP TABLE instrument_lists; DROP TABLE candles; DROP TABLE candle_series");
    raw.close();
    const series = { instrument: "demo:BTC-USD", lengthMs: 60_000, server: "s" } as const;
    const span = { fromMs: 0, toMs: 60_000 };
    expect([market.instruments.put("binance", list), market.instruments.get("binance")]).toEqual([false, null]);
    expect([market.candles.covered(series), market.candles.read(series, span)]).toEqual([[], []]);
    expect(() => market.candles.put(series, span, [], 0)).not.toThrow();
    expect(market.candles.prune({ unusedSinceMs: 1, series: 0, rows: 0 } as never)).toBe(false);
    market.close();
  });
});
