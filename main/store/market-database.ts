/**
 * `market.db`: what can be fetched again (lists of instruments, candles). Apart from the database of alerts, so that nothing of it is backed
 * up, and damage costs a download and no alert. Everything here may fail without anything being lost: then it is not kept.
 */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { companions, restrict, touchPrivate } from "./data-folder.ts";
import { isSameFile, stateOf, type FileIdentity } from "./file-identity.ts";
import { candlesSchema, candlesTable, type KeptSeries, type PruneLimits } from "./candles-table.ts";
import { instrumentsSchema, instrumentsTable, type KeptList } from "./instruments-table.ts";
import type { TimeSpan } from "../../preload/contract/candles.ts";
import type { VenueId } from "../../preload/contract/instrument.ts";
import type { Candle } from "../../preload/contract/tick.ts";

export const marketDatabaseName = "market.db";

export interface MarketDatabase {
  readonly instruments: {
    /** Null where there is none that can be read. */
    get(venue: VenueId): KeptList | null;
    /** False where it could not be written: it is not there at the next start. */
    put(venue: VenueId, list: KeptList): boolean;
  };
  readonly candles: {
    /** Of which times the series is known, oldest first. */
    covered(series: KeptSeries): readonly TimeSpan[];
    /** Those that open in the span, oldest first. Of a damaged series there are none, and nothing is known from then on. */
    read(series: KeptSeries, span: TimeSpan): readonly Candle[];
    /** Puts these in place of what was there of the span, whole minutes, which counts as known from then on. */
    put(series: KeptSeries, span: TimeSpan, candles: readonly Candle[], nowMs: number): void;
    /** Deletes one step of what is kept too long; true where there may be more. */
    prune(limits: PruneLimits): boolean;
  };
  close(): void;
}

interface Opened {
  readonly db: Database.Database;
  readonly identity: FileIdentity | null;
  readonly instruments: ReturnType<typeof instrumentsTable>;
  readonly candles: ReturnType<typeof candlesTable>;
}

/**
 * Opens it in the data folder; one that is damaged is begun anew, and where none can be had nothing is kept. So it is with one that is
 * deleted or replaced meanwhile: what was written into the old one would be found by nobody, the thread of the dry runs included.
 */
export function openMarketDatabase(dataDir: string): MarketDatabase {
  const file = join(dataDir, marketDatabaseName);
  let opened = open(file);
  const use = <T>(instead: T, run: (opened: Opened) => T): T =>
    orElse(instead, () => {
      if (opened !== null && !isSameFile(opened.identity, stateOf(file))) {
        opened.db.close();
        // The log of the old one would be read into the new one.
        for (const suffix of companions) rmSync(file + suffix, { force: true });
        opened = open(file);
      }
      return opened === null ? instead : run(opened);
    });
  return {
    instruments: {
      get: (venue) => use(null, ({ instruments }) => instruments.get(venue)),
      put: (venue, list) =>
        use(false, ({ instruments }) => {
          instruments.put(venue, list);
          return true;
        }),
    },
    candles: {
      covered: (series) => use([], ({ candles }) => candles.covered(series)),
      read: (series, span) =>
        use([], ({ candles }) => {
          const read = candles.read(series, span);
          if (read === null) candles.forget(series);
          return read ?? [];
        }),
      put: (...put) => use(undefined, ({ candles }) => candles.put(...put)),
      prune: (limits) => use(false, ({ candles }) => candles.prune(limits)),
    },
    close: () => void opened?.db.close(),
  };
}

function open(file: string): Opened | null {
  const db = tryOpen(file) ?? (remove(file) ? tryOpen(file) : null);
  if (db === null) return null;
  return { db, identity: stateOf(file), instruments: instrumentsTable(db), candles: candlesTable(db) };
}

function tryOpen(file: string): Database.Database | null {
  try {
    if (!existsSync(file)) touchPrivate(file);
    for (const suffix of ["", ...companions]) restrict(file + suffix, 0o600);
    const db = new Database(file, { timeout: 1_000 });
    try {
      db.pragma("journal_mode = WAL");
      db.pragma("synchronous = NORMAL");
      db.pragma("trusted_schema = OFF");
      db.exec(instrumentsSchema);
      db.exec(candlesSchema);
      instrumentsTable(db);
      candlesTable(db);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    if (isExpected(error)) return null;
    throw error;
  }
}

function remove(file: string): boolean {
  return orElse(false, () => {
    for (const suffix of ["", ...companions]) rmSync(file + suffix, { force: true });
    return true;
  });
}

/** What a full, failing or read-only disk and a damaged file do; anything else is a bug. */
function isExpected(error: unknown): boolean {
  return error instanceof Database.SqliteError || (error instanceof Error && "code" in error);
}

function orElse<T>(instead: T, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (isExpected(error)) return instead;
    throw error;
  }
}
