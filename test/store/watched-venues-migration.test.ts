/** What becomes of the one time until which prices were watched, now that it is kept for each venue. */
import { rmSync } from "node:fs";
import { expect, it } from "vitest";
import { openDatabase } from "../../main/store/database.ts";
import { pathsIn } from "../../main/store/data-folder.ts";
import { migrations } from "../../main/store/migrations/index.ts";
import { openIn, t0, tempDir } from "./store-harness.ts";

const aliveMs = t0 + 60_000;

/** A data folder of version 9 that was watched until {@link aliveMs}. `ticks`: instruments, with since when each is blind. */
function folderOf(ticks: Readonly<Record<string, number | null>>, on: readonly string[]): string {
  const dir = tempDir();
  openIn(dir).close();
  rmSync(pathsIn(dir).file);
  const opened = openDatabase(pathsIn(dir), t0, migrations.slice(0, 9));
  if (!opened.ok) throw new Error(opened.error.kind);
  const { db } = opened.value;
  db.prepare("INSERT INTO heartbeat VALUES (1, ?, ?, 1)").run(t0, aliveMs);
  const tick = db.prepare(
    "INSERT INTO last_ticks (instrument, last, received_ms, blind_since_ms) VALUES (?, '1', ?, ?)",
  );
  for (const [instrument, sinceMs] of Object.entries(ticks)) tick.run(instrument, t0, sinceMs);
  for (const id of on) db.prepare("INSERT INTO venues VALUES (?, 1, NULL, NULL, '{}')").run(id);
  db.close();
  return dir;
}

it.each([
  ["was in use, though it is on by the command line alone", { "securitypro:A": null, "securitypro:B": t0 }, [], true],
  ["was in use and was given up when the app ended", { "securitypro:A": aliveMs }, [], true],
  ["was left for another long before", { "securitypro:A": t0 }, [], false],
  ["is on and had no price yet", {}, ["securitypro"], true],
  ["was never used", { "demo:A": null }, ["demo"], false],
])("a venue that %s: %s", (_what, ticks, on, isWatched) => {
  const store = openIn(folderOf(ticks, on));
  expect(store.migratedFrom).toBe(9);
  expect(store.heartbeat.watchedUntil().get("securitypro")).toBe(isWatched ? aliveMs : undefined);
  expect(store.heartbeat.last()).toEqual({ startedMs: t0, clean: true });
});
