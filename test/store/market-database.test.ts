/** What can be fetched again is kept apart: damage to it costs a download and no alert. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMarketDatabase } from "../../main/store/market-database.ts";
import { readCoverage } from "../../main/store/read-kept-candles.ts";
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

  it("that was open to others is closed to them, with its log; a disk that is slow is not waited for", () => {
    openMarketDatabase(dir).close();
    for (const end of ["", "-wal", "-shm"]) {
      writeFileSync(join(dir, `market.db${end}`), end === "" ? readFileSync(join(dir, "market.db")) : "");
      chmodSync(join(dir, `market.db${end}`), 0o644);
    }
    const market = openMarketDatabase(dir);
    for (const end of ["", "-wal", "-shm"])
      expect(statSync(join(dir, `market.db${end}`)).mode & 0o777, end).toBe(0o600);
    market.close();
  });

  it.skipIf(!existsSync("/proc/self/fd"))("keeps no file open that is none of it any more", () => {
    const openFiles = (): number => readdirSync("/proc/self/fd").length;
    const before = openFiles();
    writeFileSync(join(dir, "market.db"), "not a database ".repeat(1_000));
    const market = openMarketDatabase(dir);
    market.instruments.put("binance", list);
    const open = openFiles();
    for (const end of ["", "-wal", "-shm"]) rmSync(join(dir, `market.db${end}`), { force: true });
    market.instruments.put("binance", list);
    expect(openFiles()).toBe(open);
    market.close();
    expect(openFiles()).toBe(before);
  });

  it("forgets candles of which one cannot be read: they are asked for anew", () => {
    const market = openMarketDatabase(dir);
    const series = { instrument: "demo:BTC-USD", lengthMs: 60_000, server: "s" } as const;
    const span = { fromMs: 0, toMs: 120_000 };
    const candle = { openMs: 60_000, lengthMs: 60_000, open: "1", high: "2", low: "1", close: "2" };
    market.candles.put(series, span, [candle], 0);
    expect([market.candles.read(series, span), market.candles.covered(series)]).toEqual([[candle], [span]]);
    const raw = new Database(join(dir, "market.db"));
    raw.exec("UPDATE candles SET high = 'x'");
    raw.close();
    expect([market.candles.read(series, span), market.candles.covered(series)]).toEqual([[], []]);
    market.close();
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

  it.each<[string, (file: string) => void]>([
    ["deleted", (file) => ["", "-wal", "-shm"].forEach((end) => rmSync(file + end))],
    [
      "replaced by what is none",
      (file) => {
        writeFileSync(`${file}.other`, "not a database ".repeat(1_000));
        renameSync(`${file}.other`, file);
      },
    ],
    ["deleted with its folder", (file) => rmSync(dirname(file), { recursive: true })],
  ])("that is %s while it is open is begun anew: what is kept from then on is found by others", (_what, displace) => {
    const market = openMarketDatabase(dir);
    const series = { instrument: "demo:BTC-USD", lengthMs: 60_000, server: "s" } as const;
    const span = { fromMs: 0, toMs: 60_000 };
    market.candles.put(series, span, [], 0);
    displace(join(dir, "market.db"));
    mkdirSync(dir, { recursive: true });
    expect(market.candles.covered(series), "it is to be asked for anew").toEqual([]);
    market.candles.put(series, span, [], 0);
    expect(market.instruments.put("binance", list)).toBe(true);
    expect(readCoverage({ source: "venue", file: join(dir, "market.db"), series }, span)).toEqual([span]);
    market.close();
    const next = openMarketDatabase(dir);
    expect(next.instruments.get("binance")).toEqual(list);
    next.close();
  });

  it("keeps nothing while its folder is gone, and goes on", () => {
    const market = openMarketDatabase(dir);
    rmSync(dir, { recursive: true });
    expect([market.instruments.put("binance", list), market.instruments.get("binance")]).toEqual([false, null]);
    market.close();
  });
});
