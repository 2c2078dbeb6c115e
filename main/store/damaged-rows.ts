/** The damaged_rows table: rows that could not be read, kept as they were. */
import { message } from "../../preload/contract/messages/message.ts";
import type { Database } from "better-sqlite3";
import type { ReadTable, RowKey, UnreadableFound } from "./row-reader.ts";

/** A row that was put aside because it could not be read. */
export interface DamagedRow {
  readonly id: number;
  readonly table: ReadTable;
  /** What it was about, for a person. */
  readonly subject: string;
  /** Which column could not be read, and why. */
  readonly reason: string;
}

interface Column {
  readonly name: string;
}

export function damagedRowsTable(db: Database) {
  const untold = db.prepare<[], DamagedRow>(
    `SELECT id, table_name AS "table", subject, reason FROM damaged_rows WHERE told_ms IS NULL ORDER BY id`,
  );
  const markAlreadyDelivered = db.prepare<[number, number]>("UPDATE damaged_rows SET told_ms = ? WHERE id = ?");
  const columns = db.prepare<[string], Column>("SELECT name FROM pragma_table_info(?)");

  /** Moves one row. Nothing happens where there is no such row any more. */
  const move = (table: ReadTable, key: RowKey, subject: string, reason: string, runStartedMs: number): void => {
    const where = Object.entries(key)
      .map(([name, value]) => (value instanceof Uint8Array ? `CAST(${name} AS BLOB) = :${name}` : `${name} = :${name}`))
      .join(" AND ");
    const values = columns
      .all(table)
      .map(({ name }) => literalOf(name))
      .join(" || ', ' || ");
    db.prepare(
      `INSERT INTO damaged_rows (table_name, row_key, subject, reason, statement, run_started_ms)
       SELECT :table_, :key_, :subject_, :reason_, 'INSERT INTO ${table} VALUES (' || ${values} || ')', :now_
       FROM ${table} WHERE ${where}`,
    ).run({
      ...key,
      table_: table,
      key_: keyText(key),
      subject_: subject,
      reason_: reason,
      now_: Math.round(runStartedMs),
    });
    db.prepare(`DELETE FROM ${table} WHERE ${where}`).run(key);
  };
  const deliveriesOf = db.prepare<[number | string | Uint8Array], number>(
    "SELECT id FROM deliveries WHERE event_seq = ?",
  );

  return {
    /** Moves these rows here, an event's deliveries with it. The caller holds the transaction. */
    add(found: readonly UnreadableFound[], runStartedMs: number): void {
      for (const { table, key, subject, reason } of found) {
        if (table === "events" && key["seq"] !== undefined) {
          for (const id of deliveriesOf.pluck().all(key["seq"]))
            move("deliveries", { id }, subject, message("damaged.why.event-unreadable"), runStartedMs);
        }
        move(table, key, subject, reason, runStartedMs);
      }
    },
    /** Those that no person has been told of, oldest first. */
    untold: (): DamagedRow[] => untold.all(),
    markAlreadyDelivered(ids: readonly number[], nowMs: number): void {
      for (const id of ids) markAlreadyDelivered.run(Math.round(nowMs), id);
    },
  };
}

/** SQL for a literal of the column's value. `quote()` ends at the first NUL: text with one in it is written as bytes. */
function literalOf(name: string): string {
  return `iif(typeof(${name}) = 'text' AND instr(CAST(${name} AS BLOB), x'00') > 0,
    'CAST(x''' || hex(${name}) || ''' AS TEXT)', quote(${name}))`;
}

function keyText(key: RowKey): string {
  return Object.values(key)
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : String(value)))
    .join(" ");
}
