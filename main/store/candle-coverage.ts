/** Of which times a series of candles is known: what tells a minute without a trade from one that nobody asked for. */
import type { Database } from "better-sqlite3";
import type { TimeSpan } from "../../preload/contract/candles.ts";

const minuteMs = 60_000;

export const coverageSchema = `
  CREATE TABLE IF NOT EXISTS candle_coverage (
    series INTEGER NOT NULL,
    from_min INTEGER NOT NULL,
    to_min INTEGER NOT NULL,
    PRIMARY KEY (series, from_min)
  ) STRICT, WITHOUT ROWID;`;

interface CoverageRow {
  readonly from_min: number;
  readonly to_min: number;
}

/** Spans of a series lie apart from each other; times are whole minutes. Used inside its caller's transaction. */
export class CandleCoverage {
  readonly #list;
  readonly #touching;
  readonly #insert;
  readonly #remove;
  readonly #clear;

  constructor(db: Database) {
    this.#list = db.prepare<[number], CoverageRow>(
      "SELECT from_min, to_min FROM candle_coverage WHERE series = ? ORDER BY from_min",
    );
    this.#touching = db.prepare<[number, number, number], CoverageRow>(
      "SELECT from_min, to_min FROM candle_coverage WHERE series = ? AND from_min <= ? AND to_min >= ?",
    );
    this.#insert = db.prepare<[number, number, number]>("INSERT INTO candle_coverage VALUES (?, ?, ?)");
    this.#remove = db.prepare<[number, number]>("DELETE FROM candle_coverage WHERE series = ? AND from_min = ?");
    this.#clear = db.prepare<[number]>("DELETE FROM candle_coverage WHERE series = ?");
  }

  /** Oldest first. */
  list(series: number): TimeSpan[] {
    return this.#list
      .all(series)
      .map(({ from_min: from, to_min: to }) => ({ fromMs: from * minuteMs, toMs: to * minuteMs }));
  }

  /** Joins what touches it. */
  add(series: number, { fromMs, toMs }: TimeSpan): void {
    let [from, to] = [fromMs / minuteMs, toMs / minuteMs];
    for (const row of this.#touching.all(series, to, from)) {
      this.#remove.run(series, row.from_min);
      from = Math.min(from, row.from_min);
      to = Math.max(to, row.to_min);
    }
    this.#insert.run(series, from, to);
  }

  clear(series: number): void {
    this.#clear.run(series);
  }
}
