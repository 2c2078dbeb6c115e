/** The settings table: one row for each setting that is not at its default or once was not. */
import type { Database } from "better-sqlite3";
import Value from "typebox/value";
import { defaultSettings, Settings } from "../../preload/contract/settings.ts";

type Key = keyof Settings;
const keys = Object.keys(Settings.properties) as Key[];

export function settingsTable(db: Database) {
  const all = db.prepare<[], { key: string; value: string }>("SELECT key, value FROM settings");
  const put = db.prepare<[string, string]>(
    "INSERT INTO settings VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );

  return {
    /** A value that no longer makes sense falls back to its default alone; the row is kept for a version that knows it. */
    get(): Settings {
      const stored: Record<string, unknown> = {};
      for (const row of all.all()) {
        const key = keys.find((known) => known === row.key);
        const value: unknown = JSON.parse(row.value);
        if (key !== undefined && Value.Check(Settings.properties[key], value)) stored[key] = value;
      }
      return { ...defaultSettings, ...stored };
    },
    /** Known keys only: whatever else a caller's object carries (an API key, say) is not written here. */
    set(patch: Partial<Settings>): void {
      for (const key of keys) {
        const value = patch[key];
        if (value !== undefined) put.run(key, JSON.stringify(value));
      }
    },
  };
}
