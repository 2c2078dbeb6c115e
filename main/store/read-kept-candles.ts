/**
 * Candles that are kept, read by a connection of its own that can write nothing: for a thread beside the one that prices come in on. A file that
 * is not there, or fails, has none.
 */
import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import type { TimeSpan } from "../../preload/contract/candles.ts";
import type { Candle } from "../../preload/contract/tick.ts";
import { candlesTable, type KeptSeries } from "./candles-table.ts";
import { minutesTable } from "./minutes-table.ts";
import { RowReader } from "./row-reader.ts";

const minuteMs = 60_000;

/** Which candles: of a venue's series in `market.db`, or the minutes that this app recorded in `pricebell.db`. */
export type KeptCandles =
  | { readonly source: "venue"; readonly file: string; readonly series: KeptSeries }
  | { readonly source: "recorded"; readonly file: string; readonly series: Pick<KeptSeries, "instrument"> };

export interface CandlesRead {
  /** Oldest first. */
  readonly candles: readonly Candle[];
  /** What is known of the span, oldest first; in it, an absent candle had no trade. */
  readonly covered: readonly TimeSpan[];
}

/** What is known of the span alone: cheap, to see whether what was read before still stands. Null where the file cannot be read. */
export function readCoverage(kept: KeptCandles, span: TimeSpan): readonly TimeSpan[] | null {
  return reading(kept.file, (db) => coverageOf(db, kept, span));
}

/** Null where the file cannot be read. */
export function readKeptCandles(kept: KeptCandles, span: TimeSpan): CandlesRead | null {
  return reading(kept.file, (db) => {
    const covered = coverageOf(db, kept, span);
    if (kept.source === "venue") {
      const candles = candlesTable(db).read(kept.series, span);
      return candles === null ? { candles: [], covered: [] } : { candles, covered };
    }
    const query = { sinceMs: span.fromMs, untilMs: span.toMs, limit: Number.MAX_SAFE_INTEGER };
    const minutes = minutesTable(db, 0, new RowReader()).list(kept.series.instrument, query);
    const candles = minutes.map(({ openMs, open, high, low, close }) => {
      return { openMs, lengthMs: minuteMs, open, high, low, close };
    });
    return { candles, covered };
  });
}

/** Of recorded minutes nobody knows whether there was no trade or the app did not run: from the first one on they count as known. */
function coverageOf(db: Database.Database, kept: KeptCandles, span: TimeSpan): readonly TimeSpan[] {
  const known =
    kept.source === "venue"
      ? candlesTable(db).covered(kept.series)
      : [
          {
            fromMs: minutesTable(db, 0, new RowReader()).first(kept.series.instrument) ?? span.toMs,
            toMs: span.toMs,
          },
        ];
  return known
    .map(({ fromMs, toMs }) => ({ fromMs: Math.max(fromMs, span.fromMs), toMs: Math.min(toMs, span.toMs) }))
    .filter(({ fromMs, toMs }) => fromMs < toMs);
}

function reading<T>(file: string, read: (db: Database.Database) => T): T | null {
  // Of a folder that is not there, as of a disk that was taken out, better-sqlite3 tells as of a bug.
  if (!existsSync(file)) return null;
  let db: Database.Database | null = null;
  try {
    db = new Database(file, { readonly: true, timeout: 1_000 });
    return read(db);
  } catch (error) {
    if (error instanceof Database.SqliteError) return null;
    throw error;
  } finally {
    db?.close();
  }
}
