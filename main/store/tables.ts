/** One connection's tables, their statements prepared once. */
import type { Database } from "better-sqlite3";
import type { DestinationId } from "../../preload/contract/destination.ts";
import { awaitedHistoriesTable } from "./awaited-histories-table.ts";
import { damagedRowsTable } from "./damaged-rows.ts";
import { deliveriesTable } from "./deliveries-table.ts";
import { destinationsTable } from "./destinations-table.ts";
import { eventsTable } from "./events-table.ts";
import { heartbeatTable } from "./heartbeat-table.ts";
import { lastTicksTable } from "./last-ticks-table.ts";
import { minutesTable } from "./minutes-table.ts";
import { oldEvents } from "./old-events.ts";
import { RowReader } from "./row-reader.ts";
import { remindersTable } from "./reminders-table.ts";
import { rulesTable } from "./rules-table.ts";
import { settingsTable } from "./settings-table.ts";
import type { KnownVenues } from "./stored-values.ts";
import { venuesTable } from "./venues-table.ts";
import { watchlistTable } from "./watchlist-table.ts";

export type Tables = ReturnType<typeof tablesOf>;

export function tablesOf(
  db: Database,
  minutesKeptMs: number,
  shownByWriting: readonly DestinationId[],
  venues?: KnownVenues,
) {
  const reader = new RowReader(venues);
  const events = eventsTable(db, reader);
  return {
    /** What of these tables could not be read. */
    reader,
    damagedRows: damagedRowsTable(db),
    rules: rulesTable(db, reader),
    events,
    oldEvents: oldEvents(db),
    shownByWriting,
    deliveries: deliveriesTable(db, events, reader, shownByWriting),
    reminders: remindersTable(db, events),
    destinations: destinationsTable(db, reader),
    settings: settingsTable(db, reader),
    venues: venuesTable(db, reader),
    watchlist: watchlistTable(db, reader),
    lastTicks: lastTicksTable(db, reader),
    awaitedHistories: awaitedHistoriesTable(db, reader),
    minutes: minutesTable(db, minutesKeptMs, reader),
    heartbeat: heartbeatTable(db, reader),
  };
}
