/** What a database from before there were destinations becomes: its two channels are destinations of the same ids. */
import { rmSync } from "node:fs";
import { expect, it } from "vitest";
import { defaultNotify } from "../../preload/contract/destination.ts";
import { openDatabase } from "../../main/store/database.ts";
import { pathsIn } from "../../main/store/data-folder.ts";
import { migrations } from "../../main/store/migrations/index.ts";
import { openIn, spec, t0, tempDir, value } from "./store-harness.ts";

/** A data folder of version 10 in which this ran. */
function folderAfter(sql: string): string {
  const dir = tempDir();
  openIn(dir).close();
  rmSync(pathsIn(dir).file);
  const opened = openDatabase(pathsIn(dir), t0, migrations.slice(0, 10));
  if (!opened.ok) throw new Error(opened.error.kind);
  opened.value.db.exec(sql);
  opened.value.db.close();
  return dir;
}

const { notify: _, ...oldSpec } = spec;
const oldRule = JSON.stringify(oldSpec);
const rule = `INSERT INTO rules (id, spec, generation, state, created_ms, state_ms, armed_ms)
  VALUES ('r', '${oldRule}', 1, 'armed', 1, 2, 3)`;
const event = `INSERT INTO events (id, kind, rule_id, generation, rule, instrument, tick, received_ms, decided_ms)
  VALUES ('e', 'fired', 'r', 1, '${oldRule}', 'demo:BTC-USD', '{"price":"1","at":"2026-01-05T12:00:00.000Z","tradeId":null}', 4, 5)`;
const delivery = (channel: string, state: string): string =>
  `INSERT INTO deliveries (event_seq, channel, occasion, state, at_ms, next_attempt_ms, message_id, external_id)
   VALUES (1, '${channel}', 'event', '${state}', 5, 6, 'e', '17')`;

it("its deliveries go on at the desktop and in the history, and its rules are told where the settings say", () => {
  const store = openIn(
    folderAfter([rule, event, delivery("desktop", "pending"), delivery("history", "shown")].join(";")),
  );
  expect(value(store.rules.all()).map(({ spec: { notify } }) => notify)).toEqual([defaultNotify]);
  const [stored] = value(store.events.list());
  expect(stored).toMatchObject({
    id: "e",
    rule: { notify: defaultNotify },
    acknowledgedAt: null,
    acknowledgedBy: null,
  });
  expect(stored?.deliveries).toMatchObject([
    { destination: "desktop", name: null, state: "pending", receipt: "17", isAgain: false },
    { destination: "history", name: null, state: "shown" },
  ]);
  expect(value(store.deliveries.due("desktop", 6, 9))).toMatchObject([
    { eventId: "e", messageId: "e", externalId: "17" },
  ]);
  expect(value(store.destinations.all())).toEqual([]);
  expect(value(store.destinations.installationId())).toMatch(/^[a-z0-9]{8}$/);
  expect(value(store.settings.get()).defaultDestinations).toEqual(["desktop"]);
});

it("rows that were put aside can still be put back as they are: their statements name no columns", () => {
  const aside = (table: string, statement: string): string =>
    `INSERT INTO damaged_rows (table_name, row_key, subject, reason, statement, run_started_ms)
     VALUES ('${table}', '1', 's', 'r', '${statement.replaceAll("'", "''")}', 5)`;
  const kept = [
    aside(
      "events",
      "INSERT INTO events VALUES (7, 'e7', 'fired', 'r', 2, NULL, NULL, NULL, '{}', 4, 5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
    ),
    aside("deliveries", "INSERT INTO deliveries VALUES (7, 7, 'desktop', 'event', 'shown', 1, 5, NULL, NULL, 5, 'e7')"),
  ];
  const dir = folderAfter(kept.join(";"));
  openIn(dir).close();
  const opened = openDatabase(pathsIn(dir), t0, migrations);
  if (!opened.ok) throw new Error(opened.error.kind);
  const { db } = opened.value;
  for (const statement of db.prepare<[], string>("SELECT statement FROM damaged_rows ORDER BY id").pluck().all())
    db.exec(statement);
  expect(db.prepare("SELECT destination, state, name, is_again FROM deliveries").all()).toEqual([
    { destination: "desktop", state: "shown", name: null, is_again: 0 },
  ]);
  db.close();
});
