/** The headless host without a notification service, while its database cannot be written: a fire is told by all that is left. */
import Database from "better-sqlite3";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { systemClock as clock } from "../../main/lib/clock.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { eventually } from "../doubles/eventually.ts";
import { HeadlessApp } from "../doubles/headless-app.ts";
import { startStaticExchange } from "../doubles/exchange/static-exchange.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

test("a line, a push and the history at once; once more when it is saved, and then it is the same one", async () => {
  const exchange = await startStaticExchange({ clock, heartbeatMs: 200 });
  ends.push(() => exchange.stop());
  exchange.setPrice("BTC-USD", "44000.00");
  const app = await HeadlessApp.start({
    args: ["--venue-url", exchange.wsUrl, "--rest-url", exchange.restUrl, "--symbols", "BTC-USD"],
    env: { DBUS_SESSION_BUS_ADDRESS: undefined, PRICEBELL_API_KEY: undefined },
  });
  ends.push(() => app.dispose());
  const lines = (name: string): AlertEvent[] =>
    app.lines.flatMap((line) =>
      typeof line === "object" && line !== null && name in line ? [(line as never)[name]] : [],
    );
  await eventually("a price", async () => (await app.value("market.snapshot", {}))[0]?.last === "44000.00");
  const condition = { kind: "crosses-up", level: "45000" } as const;
  const rule = await app.value("rules.create", { instrument: { symbol: "BTC-USD" }, condition });
  const pushes = await app.pushes();

  const other = new Database(path.join(app.dataDir, "pricebell.db"));
  ends.push(() => other.close());
  other.exec("BEGIN IMMEDIATE");
  exchange.setPrice("BTC-USD", "45000.01");
  const pushed = await pushes.next("history.changed", ({ ruleId }) => ruleId === rule.id);
  expect(pushed).toMatchObject({ kind: "fired", unsaved: true, tick: { price: "45000.01" } });
  await eventually("the line", () => Promise.resolve(lines("event").length > 0));
  expect(lines("event")).toMatchObject([{ id: pushed.id, kind: "fired", unsaved: true }]);
  expect(await app.value("history.list", {})).toMatchObject([{ id: pushed.id, unsaved: true }]);
  expect(await app.value("history.get", { id: pushed.id })).toMatchObject({ id: pushed.id, unsaved: true });

  other.exec("ROLLBACK");
  const saved = await pushes.next("history.changed", ({ id, unsaved }) => id === pushed.id && unsaved !== true);
  expect(await app.value("history.list", {})).toMatchObject([{ id: pushed.id, seq: saved.seq }]);
  await eventually("the line that it is saved", () =>
    Promise.resolve(lines("eventChanged").some(({ id, seq }) => id === pushed.id && seq === saved.seq)),
  );
  expect(lines("event"), "new once").toHaveLength(1);

  // What comes afterwards is new, though the temporary number of the first one was higher.
  const more = { kind: "crosses-down", level: "44500" } as const;
  const second = await app.value("rules.create", { instrument: { symbol: "BTC-USD" }, condition: more });
  exchange.setPrice("BTC-USD", "44499.00");
  await eventually("the next line", () => Promise.resolve(lines("event").some(({ ruleId }) => ruleId === second.id)));
});
