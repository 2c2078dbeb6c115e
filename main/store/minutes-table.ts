/** The minutes table: open, high, low and close of each minute seen, for sparklines and charts. Old ones are dropped. */
import type { Database } from "better-sqlite3";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Minute } from "./store-interface.ts";
import type { RowReader } from "./row-reader.ts";
import { storedPrice, storedTime } from "./stored-values.ts";

interface MinuteRow {
  instrument: InstrumentKey;
  open_ms: number;
  open: string;
  high: string;
  low: string;
  close: string;
}

interface MinutesQuery {
  readonly sinceMs?: number;
  readonly untilMs?: number;
  readonly limit?: number;
}

const minuteQueries = {
  newest: "SELECT * FROM minutes WHERE instrument = ? AND open_ms >= ? AND open_ms < ? ORDER BY open_ms DESC LIMIT ?",
  first: "SELECT open_ms FROM minutes WHERE instrument = ? ORDER BY open_ms LIMIT 1",
  prune: "DELETE FROM minutes WHERE instrument = ? AND open_ms < ?",
} as const;

export function minutesTable(db: Database, keptMs: number, reader: RowReader) {
  const put = db.prepare<[MinuteRow]>(
    "INSERT OR REPLACE INTO minutes VALUES (:instrument, :open_ms, :open, :high, :low, :close)",
  );
  const newest = db.prepare<[string, number, number, number], MinuteRow>(minuteQueries.newest);
  const first = db.prepare<[string], { open_ms: number }>(minuteQueries.first);
  const prune = db.prepare<[string, number]>(minuteQueries.prune);

  return {
    /** Prunes what it adds to: one look at the oldest end of an instrument's own range, so no sweep is ever needed. */
    add(batch: readonly Minute[]): void {
      for (const minute of batch) {
        const openMs = Math.round(minute.openMs);
        put.run({
          instrument: minute.instrument,
          open_ms: openMs,
          open: minute.open,
          high: minute.high,
          low: minute.low,
          close: minute.close,
        });
        prune.run(minute.instrument, openMs - keptMs);
      }
    },
    list: (
      key: InstrumentKey,
      { sinceMs = 0, untilMs = Number.MAX_SAFE_INTEGER, limit = 60 }: MinutesQuery,
    ): Minute[] =>
      reader.all("minutes", newest.all(key, sinceMs, untilMs, limit).reverse(), minuteOf, (row) => ({
        key: { instrument: row.instrument, open_ms: row.open_ms },
        subject: row.instrument,
      })),
    first: (key: InstrumentKey): number | null => first.get(key)?.open_ms ?? null,
  };
}

function minuteOf({ open_ms: openMs, ...row }: MinuteRow): Minute {
  return {
    instrument: row.instrument,
    openMs: storedTime("open_ms", openMs),
    open: storedPrice("open", row.open),
    high: storedPrice("high", row.high),
    low: storedPrice("low", row.low),
    close: storedPrice("close", row.close),
  };
}
