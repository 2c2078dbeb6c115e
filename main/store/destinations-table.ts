/** The destinations table: what a person has set up to be told at. Secrets are kept elsewhere. */
import type { Database } from "better-sqlite3";
import type { ChannelId, DestinationId } from "../../preload/contract/destination.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { RowReader } from "./row-reader.ts";
import {
  isRecord,
  storedDestination,
  storedFlag,
  storedJson,
  storedText,
  storedTextOrNull,
  storedTime,
  unreadable,
} from "./stored-values.ts";

export interface StoredDestination {
  readonly id: DestinationId;
  readonly channel: ChannelId;
  readonly name: string;
  readonly isOn: boolean;
  /** Fields without secrets, those that were entered. Whether the channel still has them is for whoever knows it to say. */
  readonly values: Readonly<Record<string, string>>;
  readonly createdMs: number;
  /** Up to where answers were heard; null before the first. */
  readonly cursor: string | null;
  /** What the service asked for last; null: nothing, or it has taken a message since. */
  readonly pause: StoredPause | null;
}

/** A service asked not to be sent anything for a while. */
export interface StoredPause {
  /** Wall milliseconds. */
  readonly sinceMs: number;
  readonly forMs: number;
  /** What it said, without secrets. */
  readonly words: string;
}

interface DestinationRow {
  /** The bytes of its key, which may be no text any more. */
  readonly row_key: Uint8Array;
  readonly id: unknown;
  readonly channel: unknown;
  readonly name: unknown;
  readonly is_on: unknown;
  readonly own_values: unknown;
  readonly created_ms: unknown;
  readonly cursor: unknown;
  readonly pause: unknown;
}

export function destinationsTable(db: Database, reader: RowReader) {
  const all = db.prepare<[], DestinationRow>(
    "SELECT CAST(id AS BLOB) AS row_key, * FROM destinations ORDER BY created_ms, id",
  );
  const put = db.prepare<[string, string, string, number, string, number, string | null]>(`
    INSERT INTO destinations (id, channel, name, is_on, own_values, created_ms, cursor) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
      name = excluded.name, is_on = excluded.is_on, own_values = excluded.own_values`);
  const putCursor = db.prepare<[string, string]>("UPDATE destinations SET cursor = ? WHERE id = ?");
  const putPause = db.prepare<[string, string]>("UPDATE destinations SET pause = ? WHERE id = ?");
  const remove = db.prepare<[string]>("DELETE FROM destinations WHERE id = ?");
  const nameOf = db.prepare<[string], string>("SELECT name FROM destinations WHERE id = ?").pluck();
  const installationId = db.prepare<[], string>("SELECT id FROM installation").pluck();
  const waiting = db.prepare<[], { destination: string; count: number }>(`
    SELECT destination, count(*) AS count FROM deliveries INDEXED BY deliveries_due
    WHERE state = 'pending' AND is_kept = 0 GROUP BY destination`);

  // By the newest ids: an index by time would be one more page for every write.
  const sentSince = db
    .prepare<[string, number], number>(
      `SELECT max(at_ms) FROM deliveries WHERE id > (SELECT max(id) FROM deliveries) - 1000
        AND destination = ? AND state IN ('sent', 'shown', 'acknowledged') AND at_ms >= ? GROUP BY coalesce(message_id, id)`,
    )
    .pluck();

  return {
    /** In the order in which they were made. A row that cannot be read is put aside. */
    all: (): StoredDestination[] =>
      reader.all("destinations", all.all(), destinationOf, (row) => ({
        key: { id: row.row_key },
        subject: typeof row.name === "string" ? row.name : Buffer.from(row.row_key).toString("utf8"),
      })),
    /** What was heard of it stays: its cursor is written by {@link saveCursor} alone. */
    save({ id, channel, name, isOn, values, createdMs, cursor }: StoredDestination): void {
      put.run(id, channel, name, isOn ? 1 : 0, JSON.stringify(values), Math.round(createdMs), cursor);
    },
    saveCursor: (id: DestinationId, cursor: string): void => void putCursor.run(cursor, id),
    savePause: (id: DestinationId, pause: StoredPause | null): void => void putPause.run(JSON.stringify(pause), id),
    /** When each message was sent there from then on, oldest first; of the newest 1,000 deliveries of all destinations. */
    sentSince: (id: DestinationId, fromMs: number): number[] =>
      sentSince.all(id, Math.round(fromMs)).sort((a, b) => a - b),
    remove: (id: DestinationId): void => void remove.run(id),
    /** Null for the app's own two, and for one that is not there. */
    nameOf: (id: DestinationId): string | null => nameOf.get(id) ?? null,
    /** `[a-z0-9]{8}`; names this installation to a service that several may use. */
    installationId: (): string => installationId.get() ?? "00000000",
    /** How many deliveries wait, by destination; one for which none does is missing. */
    waiting: (): ReadonlyMap<DestinationId, number> =>
      new Map(waiting.all().map(({ destination, count }) => [destination, count])),
  };
}

function destinationOf(row: DestinationRow): StoredDestination {
  return {
    id: storedDestination("id", row.id),
    channel: storedDestination("channel", row.channel),
    name: storedText("name", row.name),
    isOn: storedFlag("is_on", row.is_on),
    values: valuesOf(row.own_values),
    createdMs: storedTime("created_ms", row.created_ms),
    cursor: storedTextOrNull("cursor", row.cursor),
    pause: pauseOf(row.pause),
  };
}

/** One that cannot be read is none: a destination that is tried too early is better than one that is put aside for it. */
function pauseOf(value: unknown): StoredPause | null {
  try {
    const pause: unknown = JSON.parse(String(value));
    if (!isRecord(pause)) return null;
    const { sinceMs, forMs, words } = pause;
    const isWhole = typeof sinceMs === "number" && typeof forMs === "number" && typeof words === "string";
    return isWhole ? { sinceMs, forMs, words } : null;
  } catch {
    return null;
  }
}

function valuesOf(value: unknown): Readonly<Record<string, string>> {
  const values = storedJson("own_values", value);
  if (!isRecord(values)) return unreadable("own_values", message("damaged.why.destination-fields"));
  for (const [name, one] of Object.entries(values))
    if (typeof one !== "string")
      return unreadable("own_values", message("damaged.why.venue-value", { name: JSON.stringify(name) }));
  return values as Record<string, string>;
}
