/** The venues table: a row for each venue of which a person has set something. */
import { message } from "../../preload/contract/messages/message.ts";
import type { Database } from "better-sqlite3";
import { addressProblem } from "../../preload/contract/address.ts";
import type { VenueId } from "../../preload/contract/instrument.ts";
import type { VenueValues } from "../../preload/contract/venue-settings.ts";
import type { RowReader } from "./row-reader.ts";
import { isKnownVenue, isRecord, storedFlag, storedJson, storedTextOrNull, unreadable } from "./stored-values.ts";

/** What is set of one venue. */
export interface StoredVenue {
  readonly isOn: boolean;
  /** Of another server; null: the venue's own. */
  readonly wsUrl: string | null;
  readonly restUrl: string | null;
  /** Of its own settings, those that were set. Whether the venue still has them is for whoever knows its description. */
  readonly values: VenueValues;
}
export type StoredVenues = ReadonlyMap<VenueId, StoredVenue>;

interface VenueRow {
  /** The bytes of its key, which may be no text any more. */
  readonly row_key: Uint8Array;
  readonly id: string;
  readonly is_on: unknown;
  readonly ws_url: unknown;
  readonly rest_url: unknown;
  readonly own_values: unknown;
}

export function venuesTable(db: Database, reader: RowReader) {
  const all = db.prepare<[], VenueRow>(
    "SELECT CAST(id AS BLOB) AS row_key, id, is_on, ws_url, rest_url, own_values FROM venues",
  );
  const put = db.prepare<[string, number, string | null, string | null, string]>(`
    INSERT INTO venues VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
      is_on = excluded.is_on, ws_url = excluded.ws_url, rest_url = excluded.rest_url, own_values = excluded.own_values`);

  return {
    /** A row that cannot be read is put aside, and its venue is as it comes. One of a venue that there is not is left alone. */
    all(): StoredVenues {
      const found = new Map<VenueId, StoredVenue>();
      for (const row of all.all()) {
        if (!isKnownVenue(row.id, reader.venues)) continue;
        const about = () => ({ key: { id: row.row_key }, subject: row.id });
        const venue = reader.one("venues", row, venueOf, about);
        if (venue !== null) found.set(row.id, venue);
      }
      return found;
    },
    save(id: VenueId, { isOn, wsUrl, restUrl, values }: StoredVenue): void {
      put.run(id, isOn ? 1 : 0, wsUrl, restUrl, JSON.stringify(values));
    },
  };
}

function venueOf(row: VenueRow): StoredVenue {
  return {
    isOn: storedFlag("is_on", row.is_on),
    wsUrl: addressOf("ws_url", "wsUrl", row.ws_url),
    restUrl: addressOf("rest_url", "restUrl", row.rest_url),
    values: valuesOf(row.own_values),
  };
}

function addressOf(column: string, field: "wsUrl" | "restUrl", value: unknown): string | null {
  const address = storedTextOrNull(column, value);
  const problem = address === null ? null : addressProblem(field, address);
  return problem === null ? address : unreadable(column, problem);
}

function valuesOf(value: unknown): VenueValues {
  const values = storedJson("own_values", value);
  if (!isRecord(values)) return unreadable("own_values", message("damaged.why.venue-settings"));
  for (const [name, one] of Object.entries(values)) {
    if (typeof one !== "string" && typeof one !== "boolean")
      return unreadable("own_values", message("damaged.why.venue-value", { name: JSON.stringify(name) }));
  }
  return values as VenueValues;
}
