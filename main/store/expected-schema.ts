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

const definitionsSql = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'";

/** Making a schema takes as long as the rest of opening a file, and a start looks at its backups too. */
const made = new WeakMap<readonly Migration[], Map<number, ReadonlyMap<string, string>>>();

/** The first table or index of `version` that is missing or otherwise defined; null where all are right. More are let be. */
export function wrongDefinition(db: Database.Database, version: number, steps: readonly Migration[]): string | null {
  const found = definitionsOf(db);
  for (const [name, sql] of expectedDefinitions(version, steps)) if (found.get(name) !== sql) return name;
  return null;
}

function expectedDefinitions(version: number, steps: readonly Migration[]): ReadonlyMap<string, string> {
  const versions = made.get(steps) ?? new Map<number, ReadonlyMap<string, string>>();
  made.set(steps, versions);
  const known = versions.get(version);
  if (known !== undefined) return known;
  const expected = new Database(":memory:");
  try {
    migrate(expected, version, steps);
    const definitions = definitionsOf(expected);
    versions.set(version, definitions);
    return definitions;
  } finally {
    expected.close();
  }
}

function definitionsOf(db: Database.Database): Map<string, string> {
  const rows = db.prepare<[], Definition>(definitionsSql).all();
  return new Map(rows.map(({ name, sql }) => [name, withoutSpaces(sql)]));
}

/**
 * White space, and quotes around a name after a rename, are a matter of the SQLite that wrote it. In a damaged file it may be no
 * text at all: then it is no definition of ours.
 */
const withoutSpaces = (sql: unknown): string => (typeof sql === "string" ? sql.replaceAll(/[\s"]+/g, "") : "");
