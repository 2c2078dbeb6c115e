/** The awaited_histories table: gaps whose history is still being asked for, so that the next start asks for it again. */
import { message } from "../../preload/contract/messages/message.ts";
import type { Database } from "better-sqlite3";
import { blindReasons } from "../../preload/contract/event.ts";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Tick, TickGap } from "../../preload/contract/tick.ts";
import type { Result } from "../../preload/contract/result.ts";
import type { RowReader } from "./row-reader.ts";
import { storedTick } from "./stored-tick.ts";
import {
  isRecord,
  storedCount,
  storedInstrument,
  storedJson,
  storedOneOf,
  storedPrice,
  storedText,
  unreadable,
  type KnownVenues,
} from "./stored-values.ts";

/** A gap that was told without its history. It is known by the instrument of `after`, its two times and the first of the trades missed. */
export interface AwaitedHistory {
  /** Without candles. */
  readonly gap: TickGap;
  /** The first price after it. After a restart its `receivedMonoMs` is -Infinity. */
  readonly after: Tick;
  /** Rules that were told of the gap, with their generation at that time. */
  readonly told: ReadonlyMap<string, number>;
}

/** What identifies one. */
type AwaitedKey = Pick<AwaitedHistory, "gap" | "after">;

export interface StoredAwaitedHistories {
  /** Oldest gap first. */
  all(): Result<AwaitedHistory[]>;
  /** Takes the place of the same one. Without waiting for the disk: a power cut may take it back, the end of the process does not. */
  save(batch: readonly AwaitedHistory[]): Result<null>;
  /** Those that are not there are no fault. Without waiting for the disk. */
  remove(batch: readonly AwaitedKey[]): Result<null>;
}

interface AwaitedRow {
  instrument: InstrumentKey;
  from_ms: number;
  to_ms: number;
  because: string;
  before: string | null;
  seen: string | null;
  after: string;
  told: string;
  /** Of trades that a live feed did not tell; empty and null of a time in which it could not be watched. */
  missed_from_id: string;
  missed_to_id: string | null;
  waited_since_ms: number | null;
}

type FoundRow = AwaitedRow & { readonly row_key: number };

export function awaitedHistoriesTable(db: Database, reader: RowReader) {
  const all = db.prepare<[], FoundRow>("SELECT rowid AS row_key, * FROM awaited_histories ORDER BY from_ms, to_ms");
  const save = db.prepare<[AwaitedRow]>(`
    INSERT INTO awaited_histories (instrument, from_ms, to_ms, because, before, seen, after, told,
      missed_from_id, missed_to_id, waited_since_ms)
    VALUES (:instrument, :from_ms, :to_ms, :because, :before, :seen, :after, :told,
      :missed_from_id, :missed_to_id, :waited_since_ms)
    ON CONFLICT (instrument, from_ms, to_ms, missed_from_id) DO UPDATE SET because = excluded.because, before = excluded.before,
      seen = excluded.seen, after = excluded.after, told = excluded.told`);
  const remove = db.prepare<[string, number, number, string]>(
    "DELETE FROM awaited_histories WHERE instrument = ? AND from_ms = ? AND to_ms = ? AND missed_from_id = ?",
  );
  return {
    all: (): AwaitedHistory[] =>
      reader.all(
        "awaited_histories",
        all.all(),
        (row) => historyOf(row, reader.venues),
        (row) => ({ key: { rowid: row.row_key }, subject: String(row.instrument) }),
      ),
    save: (history: AwaitedHistory): void => void save.run(rowOf(history)),
    remove: ({ gap: { fromWallMs, toWallMs, missed }, after }: AwaitedKey): void =>
      void remove.run(after.instrument, fromWallMs, toWallMs, missed?.fromId ?? ""),
  };
}

function rowOf({ gap, after, told }: AwaitedHistory): AwaitedRow {
  const { fromWallMs, toWallMs, because, before, seen, missed } = gap;
  return {
    instrument: after.instrument,
    from_ms: fromWallMs,
    to_ms: toWallMs,
    because,
    before: before === null ? null : tickText(before),
    seen: seen === null ? null : JSON.stringify(seen),
    after: tickText(after),
    told: JSON.stringify([...told]),
    missed_from_id: missed?.fromId ?? "",
    missed_to_id: missed?.toId ?? null,
    waited_since_ms: missed?.waitedSinceMs ?? null,
  };
}

function tickText({ last, bid, ask, size, tradeId, exchangeAt, receivedWallMs, ageMs }: Tick): string {
  return JSON.stringify({ last, bid, ask, size, tradeId, exchangeAt, receivedWallMs, ageMs: ageMs ?? null });
}

function historyOf(row: AwaitedRow, venues: KnownVenues): AwaitedHistory {
  const instrument = storedInstrument("instrument", row.instrument, venues);
  return {
    gap: {
      fromWallMs: storedNumber("from_ms", row.from_ms),
      toWallMs: storedNumber("to_ms", row.to_ms),
      because: storedOneOf("because", row.because, blindReasons),
      before: row.before === null ? null : tickOf("before", row.before, instrument),
      candles: [],
      seen: row.seen === null ? null : seenOf(row.seen),
      ...missedOf(row),
    },
    after: tickOf("after", row.after, instrument),
    told: toldOf(row.told),
  };
}

function tickOf(column: string, text: string, instrument: InstrumentKey): Tick {
  const { tradeId, exchangeAt, receivedWallMs, ageMs, ...prices } = recordOf(column, text);
  const known = {
    instrument,
    receivedWallMs: storedNumber(column, receivedWallMs),
    ageMs: ageMs === null ? null : storedNumber(column, ageMs),
  };
  const { last, bid, ask, size } = prices;
  return storedTick(known, { last, bid, ask, size, trade_id: tradeId, exchange_at: exchangeAt }, () => column);
}

/** When it was known that they were missed, the gap ended. */
function missedOf(row: AwaitedRow): Pick<TickGap, "missed" | "knownMs"> {
  if (row.missed_from_id === "") return {};
  const fromId = storedTradeNumber("missed_from_id", row.missed_from_id);
  const toId = storedTradeNumber("missed_to_id", row.missed_to_id);
  const waitedSinceMs = row.waited_since_ms === null ? null : storedNumber("waited_since_ms", row.waited_since_ms);
  return { knownMs: storedNumber("to_ms", row.to_ms), missed: { fromId, toId, waitedSinceMs } };
}

/** Of digits alone: such ids are counted on. */
function storedTradeNumber(column: string, value: unknown): string {
  const text = storedText(column, value);
  return /^\d+$/.test(text) ? text : unreadable(column, message("damaged.why.count"));
}

function seenOf(text: string): TickGap["seen"] {
  const { openMs, high, low } = recordOf("seen", text);
  return { openMs: storedNumber("seen", openMs), high: storedPrice("seen", high), low: storedPrice("seen", low) };
}

function toldOf(text: string): ReadonlyMap<string, number> {
  const pairs = storedJson("told", text);
  if (!Array.isArray(pairs)) return unreadable("told", message("damaged.why.json"));
  return new Map(
    (pairs as readonly unknown[]).map((pair) => {
      if (!Array.isArray(pair)) return unreadable("told", message("damaged.why.json"));
      const [id, generation] = pair as readonly unknown[];
      return [storedText("told", id), storedCount("told", generation)];
    }),
  );
}

function recordOf(column: string, text: string): Record<string, unknown> {
  const value = storedJson(column, text);
  return isRecord(value) ? value : unreadable(column, message("damaged.why.json"));
}

/** A time or an age in milliseconds, of which clocks may give fractions. */
function storedNumber(column: string, value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : unreadable(column, message("damaged.why.time"));
}
