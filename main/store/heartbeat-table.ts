/** The heartbeat row and, for each venue, until when it was watched: the next start says from when to when it was not. */
import { message } from "../../preload/contract/messages/message.ts";
import type { Database } from "better-sqlite3";
import type { VenueId } from "../../preload/contract/instrument.ts";
import type { Heartbeat, WatchedUntil } from "./store-interface.ts";
import type { RowReader } from "./row-reader.ts";
import { isKnownVenue, storedFlag, storedTime, unreadable } from "./stored-values.ts";

interface HeartbeatRow {
  readonly id: number;
  readonly started_ms: number;
  readonly clean: number;
}

interface WatchedRow {
  /** The bytes of its key, which may be no text any more. */
  readonly row_key: Uint8Array;
  readonly venue: string;
  readonly until_ms: number;
}

export function heartbeatTable(db: Database, reader: RowReader) {
  const read = db.prepare<[], HeartbeatRow>("SELECT * FROM heartbeat");
  const watched = db.prepare<[], WatchedRow>(
    "SELECT CAST(venue AS BLOB) AS row_key, venue, until_ms FROM watched_venues",
  );
  const start = db.prepare<[number]>(
    "INSERT INTO heartbeat VALUES (1, ?, 0) ON CONFLICT (id) DO UPDATE SET started_ms = excluded.started_ms, clean = 0",
  );
  const touch = db.prepare("UPDATE heartbeat SET clean = 0");
  const end = db.prepare("UPDATE heartbeat SET clean = 1");
  const setUntil = db.prepare<[string, number]>(
    "INSERT INTO watched_venues VALUES (?, ?) ON CONFLICT (venue) DO UPDATE SET until_ms = excluded.until_ms",
  );
  // Until when it was watched stays: a start watches nothing yet, and may end before it does.
  const begin = db.prepare<[string, number]>("INSERT OR IGNORE INTO watched_venues VALUES (?, ?)");
  const forget = db.prepare<[string]>("DELETE FROM watched_venues WHERE venue = ?");

  const setAll = (watchedUntil: WatchedUntil): void => {
    for (const [venue, untilMs] of watchedUntil) setUntil.run(venue, Math.round(untilMs));
  };
  return {
    read(): Heartbeat | null {
      const row = read.get();
      if (row === undefined) return null;
      return reader.one("heartbeat", row, heartbeatOf, ({ id }) => ({ key: { id }, subject: "heartbeat" }));
    },
    /** A row that cannot be read is put aside; one of a venue that there is not (any more) is left alone. */
    watchedUntil(): WatchedUntil {
      const found = new Map<VenueId, number>();
      for (const row of watched.all()) {
        if (!isKnownVenue(row.venue, reader.venues)) continue;
        const about = ({ row_key, venue }: WatchedRow) => ({ key: { venue: row_key }, subject: venue });
        const untilMs = reader.one("watched_venues", row, ({ until_ms }) => storedTime("until_ms", until_ms), about);
        if (untilMs !== null) found.set(row.venue, untilMs);
      }
      return found;
    },
    start: (wallMs: number): void => void start.run(Math.round(wallMs)),
    /** Also with nothing in it something is written: it shows that the database can be. */
    beat(watchedUntil: WatchedUntil): void {
      touch.run();
      setAll(watchedUntil);
    },
    begin: (venue: VenueId, wallMs: number): void => void begin.run(venue, Math.round(wallMs)),
    forget: (venue: VenueId): void => void forget.run(venue),
    end(watchedUntil: WatchedUntil): void {
      end.run();
      setAll(watchedUntil);
    },
  };
}

function heartbeatOf(row: HeartbeatRow): Heartbeat {
  if (row.id !== 1) return unreadable("id", message("damaged.why.one-heartbeat"));
  return { startedMs: storedTime("started_ms", row.started_ms), clean: storedFlag("clean", row.clean) };
}
