/** What rows that could not be read mean for a person: what happened, what it means for alerts, what to do next. */
import type { DamagedRow } from "../../store/store-interface.ts";

type Table = DamagedRow["table"];

/** So many are named; the others are counted. */
const namedAtMost = 5;

/** One sentence for all rows of a table. `named`: what they are about. */
const sentences: Record<Table, (count: number, named: string, reasons: string) => string> = {
  rules: (count, named, reasons) =>
    count === 1
      ? `The alert on ${named} cannot be read (${reasons}) and is not watched: make it anew.`
      : `${count} alerts (${named}) cannot be read (${reasons}) and are not watched: make them anew.`,
  events: (count, named) =>
    `${entries(count)} of the history (${named}) cannot be read and ${isOrAre(count)} left out.`,
  deliveries: (count) =>
    `${count === 1 ? "A notification" : `${count} notifications`} cannot be read and may not have been shown: look into the history.`,
  settings: (count, named) =>
    `${count === 1 ? "The setting" : "The settings"} ${named} cannot be read and ${isOrAre(count)} at the default again: check the settings.`,
  venues: (_count, named) =>
    `What was set of the venue ${named} cannot be read: whether it is on, and its addresses, are as it comes. Check the settings.`,
  watchlist: (count) =>
    `${entries(count)} of the watchlist cannot be read and ${isOrAre(count)} gone from it: add what is missing again.`,
  last_ticks: (_count, named) =>
    `The last price of ${named} cannot be read: what it did while Pricebell was not running is not known.`,
  minutes: (count, named) =>
    `${count === 1 ? "A minute" : `${count} minutes`} of the chart of ${named} cannot be read.`,
  heartbeat: () => "When Pricebell was last started cannot be read.",
  watched_venues: (_count, named) =>
    `Until when ${named} was last watched cannot be read: a gap may begin at the last price instead.`,
};

/** In the order in which they matter. */
const order = Object.keys(sentences) as Table[];

/** All of these rows, a line a table, and where they are kept; null where there are none. `file`: the database. */
export function damagedRowsText(rows: readonly DamagedRow[], file: string): string | null {
  if (rows.length === 0) return null;
  // What went with an event that cannot be read has been said with it.
  const byTable = Map.groupBy(rows, ({ table }) => table);
  const lines = order.flatMap((table) => {
    const found = byTable.get(table);
    if (found === undefined) return [];
    return sentences[table](
      found.length,
      listed(found.map(({ subject }) => subject)),
      listed(found.map(({ reason }) => reason.replace(/\.$/, ""))),
    );
  });
  return `${lines.join("\n")}\nWhat was there is kept in ${file}, table damaged_rows. If more is missing than this, restore a backup.`;
}

function listed(names: readonly string[]): string {
  const all = [...new Set(names)];
  const more = all.length - namedAtMost;
  return all.slice(0, namedAtMost).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

const entries = (count: number): string => (count === 1 ? "An entry" : `${count} entries`);
const isOrAre = (count: number): string => (count === 1 ? "is" : "are");
