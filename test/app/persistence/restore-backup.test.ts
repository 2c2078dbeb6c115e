/** A backup in place of the database, while the app runs: everything goes by it from then on. */
import path from "node:path";
import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { startApp } from "../../../main/app.ts";
import { givenKey } from "../../../main/app/api-key-store.ts";
import { systemClock as clock } from "../../../main/lib/clock.ts";
import { startStaticExchange } from "../../doubles/exchange/static-exchange.ts";
import { openStore } from "../../../main/store/store.ts";
import { Redactor } from "../../../main/lib/redaction.ts";
import { RecordingChannel } from "../../delivery/recording-channel.ts";
import { eventually } from "../../doubles/eventually.ts";
import { tempDir, value } from "../app-harness.ts";
import { venueAt } from "../../doubles/fixed-venues.ts";

it("alerts, watchlist and settings are those of the backup, prices go on, and what stood there is kept", async () => {
  const dataDir = path.join(tempDir(), "data");
  const exchange = await startStaticExchange({ clock, heartbeatMs: 200 });
  const prepared = openStore({ shownByWriting: ["history"], dataDir, nowMs: clock.now().wallMs });
  if (!prepared.ok) throw new Error(prepared.error.message);
  value(prepared.value.settings.set({ theme: "dark" }));
  value(prepared.value.watchlist.add("securitypro:ETH-USD"));
  const backup = value(await prepared.value.backups.make(clock.now().wallMs));
  prepared.value.close();

  const started = await startApp({
    version: "0",
    host: "headless",
    dataDir,
    clock,
    redactor: new Redactor(),
    apiKeyStores: () => givenKey("key", "environment"),
    desktop: new RecordingChannel(),
    fixedVenues: venueAt("securitypro", exchange),
    symbols: ["BTC-USD"],
  });
  if (!started.ok) throw new Error(started.error.message);
  const app = started.value;
  try {
    const rule = value(
      app.rules.create({ instrument: { symbol: "BTC-USD" }, condition: { kind: "crosses-up", level: "45000" } }),
    );
    value(app.settings.set({ theme: "light" }));
    const removed: string[] = [];
    app.rules.removed.listen((id) => removed.push(id));
    value(await app.restore(backup.name));
    expect([app.rules.list(), removed]).toEqual([[], [rule.id]]);
    expect(app.market.list).toEqual(["securitypro:ETH-USD"]);
    expect(app.settings.current.theme).toBe("dark");
    expect(readdirSync(path.join(dataDir, "aside"))).toHaveLength(1);
    await eventually("live", () => Promise.resolve(app.feedStatus().summary === "live"));
    exchange.setPrice("ETH-USD", "3000.00");
    await eventually("a price", () => Promise.resolve(app.market.lastTick("securitypro:ETH-USD")?.last === "3000.00"));
    expect(await app.restore("no-such-backup")).toMatchObject({ ok: false, error: { code: "not-found" } });
    await eventually("live again", () => Promise.resolve(app.feedStatus().summary === "live"));
  } finally {
    await app.stop();
    await exchange.stop();
  }
});
