/** What rows that could not be read mean for a person: what happened, what it means for alerts, what to do next. */
import { isolatedText } from "../../lib/plain-text.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { DamagedRow } from "../../store/store-interface.ts";

type Table = DamagedRow["table"];

/** So many are named; the others are counted. */
const maxNamed = 5;

/** In the order in which they matter. */
const importance = {
  rules: 1,
  events: 2,
  deliveries: 3,
  destinations: 4,
  settings: 5,
  venues: 6,
  watchlist: 7,
  last_ticks: 8,
  minutes: 9,
  heartbeat: 10,
  watched_venues: 11,
  awaited_histories: 12,
} as const satisfies Record<Table, number>;
const order = Object.keys(importance) as Table[];

/** All of these rows, a line a table, and where they are kept; null where there are none. `file`: the database. */
export function damagedRowsText(rows: readonly DamagedRow[], file: string): string | null {
  if (rows.length === 0) return null;
  // What went with an event that cannot be read has been said with it.
  const byTable = Map.groupBy(rows, ({ table }) => table);
  const lines = order.flatMap((table) => {
    const found = byTable.get(table);
    if (found === undefined) return [];
    return message(`damaged.${table}`, {
      count: found.length,
      named: listed(found.map(({ subject }) => subject)),
      reasons: listed(found.map(({ reason }) => reason.replace(/\.$/, ""))),
    });
  });
  return message("damaged.kept", { lines: lines.join("\n"), file });
}

function listed(names: readonly string[]): string {
  // What stands in a damaged row may be anything.
  const all = [...new Set(names.map(isolatedText))];
  const more = all.length - maxNamed;
  const named = all.slice(0, maxNamed).join(", ");
  return more > 0 ? message("damaged.more", { named, more }) : named;
}
