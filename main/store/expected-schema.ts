/**
 * Whether a file's tables are those that the migrations make. The definitions are text in the file like everything else: one
 * wrong letter in a column's name or a check, and every later write of that table fails, or is let through unchecked.
 */
import Database from "better-sqlite3";
import { migrate } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";

interface Definition {
  readonly name: string;
  readonly sql: unknown;
}

const definitions = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'";

/** The first table or index of `version` that is missing or otherwise defined; null where all are right. More are let be. */
export function wrongDefinition(db: Database.Database, version: number, steps: readonly Migration[]): string | null {
  const expected = new Database(":memory:");
  try {
    migrate(expected, version, steps);
    const found = new Map(
      db
        .prepare<[], Definition>(definitions)
        .all()
        .map(({ name, sql }) => [name, withoutSpaces(sql)]),
    );
    const wrong = expected
      .prepare<[], Definition>(definitions)
      .all()
      .find(({ name, sql }) => found.get(name) !== withoutSpaces(sql));
    return wrong?.name ?? null;
  } finally {
    expected.close();
  }
}

/**
 * White space, and quotes around a name after a rename, are a matter of the SQLite that wrote it. In a damaged file it may be no
 * text at all: then it is no definition of ours.
 */
const withoutSpaces = (sql: unknown): string => (typeof sql === "string" ? sql.replaceAll(/[\s"]+/g, "") : "");
