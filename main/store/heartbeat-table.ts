/** The heartbeat row: lets the next start say from when to when the app was not running. */
import type { Database } from "better-sqlite3";
import type { Heartbeat } from "./store-interface.ts";
import type { RowReader } from "./row-reader.ts";
import { storedFlag, storedTime, unreadable } from "./stored-values.ts";

interface HeartbeatRow {
  readonly id: number;
  readonly started_ms: number;
  readonly alive_ms: number;
  readonly clean: number;
}

export function heartbeatTable(db: Database, reader: RowReader) {
  const read = db.prepare<[], HeartbeatRow>("SELECT * FROM heartbeat");
  // Until when prices were watched stays: a start watches nothing yet, and may end before it does.
  const start = db.prepare<[number, number]>(
    "INSERT INTO heartbeat VALUES (1, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET started_ms = excluded.started_ms, clean = 0",
  );
  const beat = db.prepare<[number | null]>("UPDATE heartbeat SET alive_ms = coalesce(?, alive_ms)");
  const end = db.prepare<[number | null]>("UPDATE heartbeat SET alive_ms = coalesce(?, alive_ms), clean = 1");

  return {
    read(): Heartbeat | null {
      const row = read.get();
      if (row === undefined) return null;
      return reader.one("heartbeat", row, heartbeatOf, ({ id }) => ({ key: { id }, subject: "heartbeat" }));
    },
    start: (wallMs: number): void => void start.run(Math.round(wallMs), Math.round(wallMs)),
    /** Null writes the time that is there again: it only shows that the database can be written. */
    beat: (wallMs: number | null): void => void beat.run(wallMs === null ? null : Math.round(wallMs)),
    end: (wallMs: number | null): void => void end.run(wallMs === null ? null : Math.round(wallMs)),
  };
}

function heartbeatOf(row: HeartbeatRow): Heartbeat {
  if (row.id !== 1) return unreadable("id", "there is one heartbeat, and its number is 1");
  return {
    startedMs: storedTime("started_ms", row.started_ms),
    lastWatchedMs: storedTime("alive_ms", row.alive_ms),
    clean: storedFlag("clean", row.clean),
  };
}
