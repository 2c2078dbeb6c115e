/** The heartbeat row: lets the next start say from when to when the app was not running. */
import type { Database } from "better-sqlite3";
import type { Heartbeat } from "./interface.ts";

export function heartbeatTable(db: Database) {
  const read = db.prepare<[], { started_ms: number; alive_ms: number; clean: 0 | 1 }>("SELECT * FROM heartbeat");
  // Until when prices were watched stays: a start watches nothing yet, and may end before it does.
  const start = db.prepare<[number, number]>(
    "INSERT INTO heartbeat VALUES (1, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET started_ms = excluded.started_ms, clean = 0",
  );
  const beat = db.prepare<[number | null]>("UPDATE heartbeat SET alive_ms = coalesce(?, alive_ms)");
  const end = db.prepare<[number | null]>("UPDATE heartbeat SET alive_ms = coalesce(?, alive_ms), clean = 1");

  return {
    read(): Heartbeat | null {
      const row = read.get();
      return row === undefined ? null : { startedMs: row.started_ms, aliveMs: row.alive_ms, clean: row.clean === 1 };
    },
    start: (wallMs: number): void => void start.run(Math.round(wallMs), Math.round(wallMs)),
    /** Null writes the time that is there again: it only shows that the database can be written. */
    beat: (wallMs: number | null): void => void beat.run(wallMs === null ? null : Math.round(wallMs)),
    end: (wallMs: number | null): void => void end.run(wallMs === null ? null : Math.round(wallMs)),
  };
}
