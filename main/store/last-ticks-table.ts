/** The last_ticks table: where each instrument stood when it was last seen, so that a gap can be judged at the next start. */
import type { Database } from "better-sqlite3";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import type { LastTick } from "./store-interface.ts";
import type { RowReader } from "./row-reader.ts";
import { storedTick } from "./stored-tick.ts";
import {
  storedInstrument,
  storedJson,
  storedPrice,
  storedTime,
  storedTimeOrNull,
  type KnownVenues,
} from "./stored-values.ts";

interface TickRow {
  instrument: InstrumentKey;
  last: string | null;
  bid: string | null;
  ask: string | null;
  size: string | null;
  trade_id: string | null;
  exchange_at: string | null;
  received_ms: number;
  seen_open_ms: number | null;
  seen_high: string | null;
  seen_low: string | null;
  blind_since_ms: number | null;
}

/** With the bytes of its key, which may be no text any more. */
type FoundTick = TickRow & { readonly row_key: Uint8Array };

const upsert = (seen: string, unless = ""): string => `
  INSERT INTO last_ticks (instrument, last, bid, ask, size, trade_id, exchange_at, received_ms,
    seen_open_ms, seen_high, seen_low, blind_since_ms)
  VALUES (:instrument, :last, :bid, :ask, :size, :trade_id, :exchange_at, :received_ms,
    :seen_open_ms, :seen_high, :seen_low, :blind_since_ms)
  ON CONFLICT (instrument) DO UPDATE SET last = coalesce(excluded.last, last), bid = coalesce(excluded.bid, bid),
    ask = coalesce(excluded.ask, ask),
    size = excluded.size, trade_id = excluded.trade_id, exchange_at = excluded.exchange_at,
    received_ms = excluded.received_ms${seen}
  ${unless}`;

export function lastTicksTable(db: Database, reader: RowReader) {
  const all = db.prepare<[], FoundTick>(
    "SELECT CAST(instrument AS BLOB) AS row_key, * FROM last_ticks ORDER BY instrument",
  );
  const save = db.prepare<[TickRow]>(
    upsert(
      `, seen_open_ms = excluded.seen_open_ms, seen_high = excluded.seen_high, seen_low = excluded.seen_low,
    blind_since_ms = excluded.blind_since_ms`,
    ),
  );
  // A decision may be written late, when a later price has been kept already.
  const saveTick = db.prepare<[TickRow]>(upsert("", "WHERE excluded.received_ms >= received_ms"));
  const lost = db.prepare<[number, string]>(
    "UPDATE last_ticks SET blind_since_ms = max(?, received_ms) WHERE instrument = ? AND blind_since_ms IS NULL",
  );
  const forget = db.prepare<[string]>("DELETE FROM last_ticks WHERE instrument = ?");

  return {
    all: (): LastTick[] =>
      reader.all(
        "last_ticks",
        all.all(),
        (row) => lastTickOf(row, reader.venues),
        (row) => ({
          key: { instrument: row.row_key },
          subject: String(row.instrument),
        }),
      ),
    /** The order of calls is the truth, not the clock: set back, it would keep every price out until it has caught up. */
    save: ({ tick, seen, blindSinceMs = null }: LastTick): void => void save.run(rowOf(tick, seen, blindSinceMs)),
    /** The tick alone, unless a later one is kept; what is kept of its minute stays. */
    saveTick: (tick: Tick): void => void saveTick.run(rowOf(tick, null, null)),
    /** It cannot be watched since then; where it could not before, that goes on. */
    lost: (key: InstrumentKey, sinceMs: number): void => void lost.run(Math.round(sinceMs), key),
    forget: (key: InstrumentKey): void => void forget.run(key),
  };
}

const nothingSeen = { openMs: null, high: null, low: null };

function rowOf(tick: Tick, seen: LastTick["seen"], blindSinceMs: number | null): TickRow {
  const { openMs, high, low } = seen ?? nothingSeen;
  return {
    instrument: tick.instrument,
    last: tick.last,
    bid: tick.bid,
    ask: tick.ask,
    size: tick.size,
    trade_id: tick.tradeId,
    exchange_at: tick.exchangeAt === null ? null : JSON.stringify(tick.exchangeAt),
    received_ms: Math.round(tick.receivedWallMs),
    seen_open_ms: openMs === null ? null : Math.round(openMs),
    seen_high: high,
    seen_low: low,
    blind_since_ms: blindSinceMs === null ? null : Math.round(blindSinceMs),
  };
}

function lastTickOf(row: TickRow, venues: KnownVenues): LastTick {
  const known = {
    instrument: storedInstrument("instrument", row.instrument, venues),
    receivedWallMs: storedTime("received_ms", row.received_ms),
  };
  const exchangeAt = row.exchange_at === null ? null : storedJson("exchange_at", row.exchange_at);
  return {
    tick: storedTick(known, { ...row, exchange_at: exchangeAt }),
    blindSinceMs: storedTimeOrNull("blind_since_ms", row.blind_since_ms),
    seen: seenOf(row),
  };
}

function seenOf({ seen_open_ms: openMs, seen_high: high, seen_low: low }: TickRow): LastTick["seen"] {
  if (openMs === null || high === null || low === null) return null;
  return {
    openMs: storedTime("seen_open_ms", openMs),
    high: storedPrice("seen_high", high),
    low: storedPrice("seen_low", low),
  };
}
