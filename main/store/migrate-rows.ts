/**
 * Brings an older file up to date although single rows of it are damaged. A row whose value is of another kind than its column's
 * (a flipped bit makes text of a number) is refused by every table that a migration makes anew, and the start would end with it;
 * such rows are taken out first, and kept in `damaged_rows` when that is there.
 */
import type { Database } from "better-sqlite3";
import { message } from "../../preload/contract/messages/message.ts";
import { migrate } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: 0 | 1;
  readonly dflt_value: string | null;
}

interface TakenRow {
  readonly table: string;
  /** SQL literals of its values. */
  readonly literals: Readonly<Record<string, string>>;
  readonly subject: string;
  readonly reason: string;
}

/** What a value of each declared type can be (https://sqlite.org/stricttables.html), by `typeof`. */
const kindsOf: Readonly<Record<string, readonly string[]>> = {
  TEXT: ["text"],
  INTEGER: ["integer"],
  INT: ["integer"],
  REAL: ["real", "integer"],
  BLOB: ["blob"],
};

/** What says best, of a row that cannot be trusted, what it was about; the first of these that its table has. */
const subjects = ["instrument", "key", "id", "venue", "event_seq"];

/** Columns that have another name since. */
const renamed: Readonly<Record<string, string>> = { destination: "channel" };

/** All of it or nothing: a crash must not lose what was taken out. `runStartedMs`: wall time. */
export function migrateRows(db: Database, steps: readonly Migration[], runStartedMs: number): void {
  db.transaction(() => {
    const taken = takeOut(db);
    migrate(db, steps.length, steps);
    for (const row of taken) keep(db, row, runStartedMs);
  }).immediate();
}

function takeOut(db: Database): TakenRow[] {
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all();
  // Deliveries refer to events, which cannot go before them.
  return tables.flatMap((table) => [
    ...(table === "events" ? takeDeliveriesOf(db) : []),
    ...takeWhere(db, table, columnsOf(db, table), wrongOf(columnsOf(db, table))),
  ]);
}

function takeDeliveriesOf(db: Database): TakenRow[] {
  const ofDamaged = `event_seq IN (SELECT seq FROM events WHERE ${wrongOf(columnsOf(db, "events"))})`;
  return takeWhere(db, "deliveries", columnsOf(db, "deliveries"), ofDamaged).map((row) => ({
    ...row,
    reason: message("damaged.why.event-unreadable"),
  }));
}

function takeWhere(db: Database, table: string, columns: readonly Column[], where: string): TakenRow[] {
  const quoted = columns.map(({ name }) => `quote(${name}) AS ${name}`).join(", ");
  const rows = db.prepare<[], Record<string, string>>(`SELECT ${quoted} FROM ${table} WHERE ${where}`).all();
  if (rows.length === 0) return [];
  const reasons = db
    .prepare<[], string>(`SELECT CASE ${columns.map(reasonOf).join(" ")} ELSE '' END FROM ${table} WHERE ${where}`)
    .pluck()
    .all();
  db.exec(`DELETE FROM ${table} WHERE ${where}`);
  const about = subjects.find((name) => columns.some((column) => column.name === name));
  return rows.map((literals, at) => ({
    table,
    literals,
    subject: about === undefined ? table : (literals[about] ?? table).replaceAll("'", ""),
    reason: message("damaged.why.column", { column: reasons[at] ?? "", reason: message("damaged.why.storage") }),
  }));
}

const reasonOf = (column: Column): string => `WHEN ${wrong(column)} THEN '${column.name}'`;

function wrong({ name, type, notnull }: Column): string {
  const kinds = [...(kindsOf[type] ?? ["text", "integer", "real", "blob"]), ...(notnull === 1 ? [] : ["null"])];
  return `typeof(${name}) NOT IN (${kinds.map((kind) => `'${kind}'`).join(", ")})`;
}

const wrongOf = (columns: readonly Column[]): string => columns.map(wrong).join(" OR ");

function columnsOf(db: Database, table: string): Column[] {
  return db.prepare<[string], Column>('SELECT name, type, "notnull", dflt_value FROM pragma_table_info(?)').all(table);
}

/** As a statement for the table as it is by now: a column that is newer than the row has what new columns begin with. */
function keep(db: Database, { table, literals, subject, reason }: TakenRow, runStartedMs: number): void {
  const values = columnsOf(db, table).map(
    ({ name, dflt_value: begun }) => literals[name] ?? literals[renamed[name] ?? name] ?? begun ?? "NULL",
  );
  db.prepare<[string, string, string, string, string, number]>(
    `INSERT INTO damaged_rows (table_name, row_key, subject, reason, statement, run_started_ms) VALUES (?, ?, ?, ?, ?, ?)`,
  ).run(
    table,
    subject,
    subject,
    reason,
    `INSERT INTO ${table} VALUES (${values.join(", ")})`,
    Math.round(runStartedMs),
  );
}
