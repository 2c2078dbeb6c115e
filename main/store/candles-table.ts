/**
 * Candles of the past as the venues gave them, with what is known to be covered. Prices are kept as whole numbers of the finest digit
 * that the series has (a price that a double cannot hold as one is kept as text): half the size of text, exact, and read in a third of
 * the time of a table with a key of its own.
 */
import type { Database } from "better-sqlite3";
import type { TimeSpan } from "../../preload/contract/candles.ts";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Candle } from "../../preload/contract/tick.ts";
import { CandleCoverage, coverageSchema } from "./candle-coverage.ts";
import {
  digitsAfterPoint,
  isPrice,
  isScale,
  rescaled,
  scaledPrice,
  textOf,
  type ScaledPrice,
} from "./scaled-prices.ts";

/** Of another server (its REST address) candles are other prices: those of the one before are dropped. */
export interface KeptSeries {
  readonly instrument: InstrumentKey;
  readonly lengthMs: number;
  readonly server: string;
}

interface SeriesRow {
  readonly id: number;
  readonly server: string;
  readonly scale: number;
  readonly used_ms: number;
}

interface CandleRow {
  readonly open_min: number;
  readonly open: ScaledPrice;
  readonly high: ScaledPrice;
  readonly low: ScaledPrice;
  readonly close: ScaledPrice;
}

const minuteMs = 60_000;
const hourMs = 3_600_000;

export const candlesSchema = `
  CREATE TABLE IF NOT EXISTS candle_series (
    id INTEGER PRIMARY KEY,
    instrument TEXT NOT NULL,
    length_min INTEGER NOT NULL,
    server TEXT NOT NULL,
    scale INTEGER NOT NULL,
    used_ms INTEGER NOT NULL,
    UNIQUE (instrument, length_min)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS candles (
    series INTEGER NOT NULL,
    open_min INTEGER NOT NULL,
    open ANY NOT NULL, high ANY NOT NULL, low ANY NOT NULL, close ANY NOT NULL,
    PRIMARY KEY (series, open_min)
  ) STRICT, WITHOUT ROWID;
  ${coverageSchema}`;

/** What a failing disk leaves of a row may be anything. */
function canBe({ open, high, low, close }: CandleRow): boolean {
  return isPrice(open) && isPrice(high) && isPrice(low) && isPrice(close);
}

export interface PruneLimits {
  /** Series that nobody asked for since then are dropped. */
  readonly unusedSinceMs: number;
  /** So many series are kept at most, those used last. */
  readonly series: number;
  /** So many candles are deleted in one step at most. */
  readonly step: number;
}

export function candlesTable(db: Database) {
  const coverage = new CandleCoverage(db);
  const find = db.prepare<[string, number], SeriesRow>(
    "SELECT id, server, scale, used_ms FROM candle_series WHERE instrument = ? AND length_min = ?",
  );
  const add = db.prepare<[string, number, string, number], SeriesRow>(
    "INSERT INTO candle_series (instrument, length_min, server, scale, used_ms) VALUES (?, ?, ?, 0, ?) RETURNING *",
  );
  const setScale = db.prepare<[number, number]>("UPDATE candle_series SET scale = ? WHERE id = ?");
  const setUsed = db.prepare<[number, number]>("UPDATE candle_series SET used_ms = ? WHERE id = ?");
  const removeSeries = db.prepare<[number]>("DELETE FROM candle_series WHERE id = ?");
  const leastUsed = db.prepare<[number, number], { id: number }>(
    `SELECT id FROM candle_series WHERE used_ms < ? OR id IN
       (SELECT id FROM candle_series ORDER BY used_ms DESC, id DESC LIMIT -1 OFFSET ?) LIMIT 1`,
  );
  const select = db.prepare<[number, number, number], CandleRow>(
    "SELECT open_min, open, high, low, close FROM candles WHERE series = ? AND open_min >= ? AND open_min < ? ORDER BY open_min",
  );
  const clear = db.prepare<[number, number, number]>(
    "DELETE FROM candles WHERE series = ? AND open_min >= ? AND open_min < ?",
  );
  const cut = db.prepare<[number, number], { open_min: number }>(
    "SELECT open_min FROM candles WHERE series = ? ORDER BY open_min LIMIT 1 OFFSET ?",
  );
  const insert = db.prepare<[number, number, ScaledPrice, ScaledPrice, ScaledPrice, ScaledPrice]>(
    "INSERT OR REPLACE INTO candles VALUES (?, ?, ?, ?, ?, ?)",
  );

  const rowOf = ({ instrument, lengthMs, server }: KeptSeries): SeriesRow | null => {
    const row = find.get(instrument, lengthMs / minuteMs);
    return row?.server === server ? row : null;
  };

  const drop = (id: number): void => {
    clear.run(id, 0, Number.MAX_SAFE_INTEGER);
    coverage.clear(id);
    removeSeries.run(id);
  };

  const rowFor = (series: KeptSeries, nowMs: number): SeriesRow => {
    const present = find.get(series.instrument, series.lengthMs / minuteMs);
    if (present?.server === series.server) return present;
    if (present !== undefined) drop(present.id);
    return add.get(series.instrument, series.lengthMs / minuteMs, series.server, nowMs) as SeriesRow;
  };

  /** Makes the series as fine as `scale` digits; seldom, when a venue's tick has become finer. */
  const refine = (row: SeriesRow, scale: number): void => {
    for (const { open_min: openMin, ...prices } of select.all(row.id, 0, Number.MAX_SAFE_INTEGER)) {
      const [open, high, low, close] = [prices.open, prices.high, prices.low, prices.close].map((price) =>
        rescaled(price, row.scale, scale),
      ) as [ScaledPrice, ScaledPrice, ScaledPrice, ScaledPrice];
      insert.run(row.id, openMin, open, high, low, close);
    }
    setScale.run(scale, row.id);
  };

  const put = db.transaction(
    (series: KeptSeries, { fromMs, toMs }: TimeSpan, candles: readonly Candle[], nowMs: number) => {
      const row = rowFor(series, nowMs);
      const scale = candles.reduce(
        (finest, { open, high, low, close }) => Math.max(finest, ...[open, high, low, close].map(digitsAfterPoint)),
        row.scale,
      );
      if (scale > row.scale) refine(row, scale);
      clear.run(row.id, fromMs / minuteMs, toMs / minuteMs);
      for (const { openMs, open, high, low, close } of candles) {
        const [o, h, l, c] = [open, high, low, close].map((price) => scaledPrice(price, scale)) as [
          ScaledPrice,
          ScaledPrice,
          ScaledPrice,
          ScaledPrice,
        ];
        insert.run(row.id, openMs / minuteMs, o, h, l, c);
      }
      coverage.add(row.id, { fromMs, toMs });
      if (nowMs - row.used_ms >= hourMs) setUsed.run(nowMs, row.id);
    },
  );

  const prune = db.transaction(({ unusedSinceMs, series, step }: PruneLimits): boolean => {
    const unused = leastUsed.get(unusedSinceMs, series);
    if (unused === undefined) return false;
    const { id } = unused;
    const keptFrom = cut.get(id, step)?.open_min;
    // First of all: what is read meanwhile is asked for anew, and must not take a deleted candle for one without a trade.
    coverage.clear(id);
    if (keptFrom === undefined) drop(id);
    else clear.run(id, 0, keptFrom);
    return true;
  });

  return {
    covered(series: KeptSeries): TimeSpan[] {
      const row = rowOf(series);
      return row === null ? [] : coverage.list(row.id);
    },
    /** Null where one of them cannot be: the file is damaged there, and nothing of the series is to be relied upon. */
    read(series: KeptSeries, { fromMs, toMs }: TimeSpan): Candle[] | null {
      const row = rowOf(series);
      if (row === null) return [];
      const rows = select.all(row.id, Math.ceil(fromMs / minuteMs), Math.ceil(toMs / minuteMs));
      if (!isScale(row.scale) || !rows.every(canBe)) return null;
      return rows.map((candle) => ({
        openMs: candle.open_min * minuteMs,
        lengthMs: series.lengthMs,
        open: textOf(candle.open, row.scale),
        high: textOf(candle.high, row.scale),
        low: textOf(candle.low, row.scale),
        close: textOf(candle.close, row.scale),
      }));
    },
    /** Nothing of it is known from then on, so that it is asked for anew. */
    forget(series: KeptSeries): void {
      const row = rowOf(series);
      if (row !== null) drop(row.id);
    },
    put: (series: KeptSeries, span: TimeSpan, candles: readonly Candle[], nowMs: number): void =>
      void put(series, span, candles, nowMs),
    /** Deletes one step of what is kept too long or too much; true where there may be more. */
    prune: (limits: PruneLimits): boolean => prune(limits),
  };
}
