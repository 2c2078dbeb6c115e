/** The settings table: one row for each setting that is not at its default or once was not. */
import { message } from "../../preload/contract/messages/message.ts";
import type { Database } from "better-sqlite3";
import * as Value from "typebox/value";
import { defaultSettings, Settings } from "../../preload/contract/settings.ts";
import type { RowReader } from "./row-reader.ts";
import { storedJson, unreadable } from "./stored-values.ts";

type Key = keyof Settings;
/** With the bytes of its key, which may be no text any more. */
interface SettingRow {
  readonly row_key: Uint8Array;
  readonly key: string;
  readonly value: string;
}

const keys = Object.keys(Settings.properties) as Key[];

export function settingsTable(db: Database, reader: RowReader) {
  const all = db.prepare<[], SettingRow>("SELECT CAST(key AS BLOB) AS row_key, key, value FROM settings");
  const put = db.prepare<[string, string]>(
    "INSERT INTO settings VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );

  return {
    /**
     * A value that makes no sense falls back to its default alone, and its row is put aside: a person has to be told that
     * what they chose is no longer so. A setting that this version does not know is left for one that does.
     */
    get(): Settings {
      const stored: Record<string, unknown> = {};
      for (const row of all.all()) {
        const key = keys.find((known) => known === row.key);
        if (key === undefined) continue;
        const value = reader.one("settings", row, settingOf, () => ({ key: { key: row.row_key }, subject: row.key }));
        if (value !== null) stored[key] = value;
      }
      return { ...defaultSettings, ...stored };
    },
    /** Known keys only: whatever else a caller's object carries is not written here. */
    set(patch: Partial<Settings>): void {
      for (const key of keys) {
        const value = patch[key];
        if (value !== undefined) put.run(key, JSON.stringify(value));
      }
    },
  };
}

/** The value of a setting that there is. */
function settingOf({ key, value: text }: SettingRow): Settings[Key] {
  const value = storedJson("value", text);
  return Value.Check(Settings.properties[key as Key], value)
    ? value
    : unreadable("value", message("damaged.why.setting"));
}
