/** One connection's tables, their statements prepared once. */
import type { Database } from "better-sqlite3";
import { deliveriesTable } from "./deliveries.ts";
import { eventsTable } from "./events.ts";
import { heartbeatTable } from "./heartbeat.ts";
import { lastTicksTable } from "./last-ticks.ts";
import { minutesTable } from "./minutes.ts";
import { oldEvents } from "./old-events.ts";
import { rulesTable } from "./rules.ts";
import { secretsTable } from "./secrets.ts";
import { settingsTable } from "./settings.ts";
import { watchlistTable } from "./watchlist.ts";

export type Tables = ReturnType<typeof tablesOf>;

export function tablesOf(db: Database, minutesKeptMs: number) {
  const events = eventsTable(db);
  return {
    rules: rulesTable(db),
    events,
    oldEvents: oldEvents(db),
    deliveries: deliveriesTable(db, events),
    settings: settingsTable(db),
    secrets: secretsTable(db),
    watchlist: watchlistTable(db),
    lastTicks: lastTicksTable(db),
    minutes: minutesTable(db, minutesKeptMs),
    heartbeat: heartbeatTable(db),
  };
}
