/**
 * The whole app on a clock of the test: a feed that is cut, a database that refuses and a disk that is really full are told outside, and
 * that they are back.
 */
import Database from "better-sqlite3";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startApp, type App } from "../../../main/app.ts";
import { keyFile } from "../../../main/app/api-key-store.ts";
import { noChannel } from "../../../main/headless/no-notification-channel.ts";
import { systemClock } from "../../../main/lib/clock.ts";
import { Redactor } from "../../../main/lib/redaction.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { startStaticExchange } from "../../doubles/exchange/static-exchange.ts";
import type { Exchange } from "../../doubles/exchange/types.ts";
import { venueAt } from "../../doubles/fixed-venues.ts";
import { HealthchecksService } from "../../doubles/services/healthchecks.ts";
import { SmallDisk, smallDiskMissing } from "../../doubles/small-disk.ts";
import { until } from "../../doubles/until.ts";
import { tempDir, value } from "../app-harness.ts";

const clock = new ManualClock(Date.now());
const dataDir = tempDir();
let app: App;
let exchange: Exchange;
let checks: HealthchecksService;

beforeAll(async () => {
  checks = await HealthchecksService.start();
  exchange = await startStaticExchange({ clock: systemClock, heartbeatMs: 200 });
  app = await start(dataDir);
});
afterAll(async () => {
  await app?.stop();
  await exchange?.stop();
  await checks?.server.stop();
});

/** The app on this folder, with a rule, and somebody outside who is told how it is. */
async function start(folder: string): Promise<App> {
  const started = await startApp({
    version: "0.0.0",
    host: "headless",
    dataDir: folder,
    clock,
    redactor: new Redactor(),
    apiKeyStores: () => keyFile(path.join(folder, "api-key")),
    desktop: noChannel(),
    fixedVenues: venueAt("securitypro", exchange),
    symbols: ["BTC-USD"],
  });
  if (!started.ok) throw new Error(started.error.message);
  const made = started.value;
  const condition = { kind: "crosses-up", level: "90000" };
  value(made.rules.create({ instrument: { symbol: "BTC-USD" }, condition }));
  value(made.settings.set({ blindAfterMs: 10_000 }));
  value(await made.deadManSwitch.setAddress(checks.address, ""));
  return made;
}

const codes = (): string[] => app.feedStatus().health.reasons.map(({ code }) => code);

/** A second at a time, until the service has been told once more. */
async function told(action: "success" | "fail"): Promise<void> {
  const before = checks.of(action).length;
  await until(() => {
    const { nextDialAt = null } = app.feedStatus().venues[0] ?? {};
    // What the venue does takes real time: the wait for the next dial is cut short, and nothing else.
    const dialMs = nextDialAt === null ? 0 : Date.parse(nextDialAt) - clock.now().wallMs + 1;
    clock.advance(Math.max(1_000, Math.min(dialMs, 5_000)));
    return checks.of(action).length > before;
  }, `${action} to be told`);
}

it("a feed that is cut", async () => {
  await told("success");
  expect(codes()).toEqual([]);
  await exchange.setFaults({ refuse: "tcp" });
  exchange.drop();
  const cutMs = clock.now().wallMs;
  await told("fail");
  expect(codes()).toEqual(["feed-blind"]);
  expect(checks.of("fail").at(-1)?.body).toMatch(/SecurityPro.*not watched since/);
  // Within what the person set for blindness, and no period on top of it; a dial's wait is the test's own doing.
  expect(clock.now().wallMs - cutMs).toBeLessThan(60_000);
  await exchange.clearFaults();
  await told("success");
  expect(codes()).toEqual([]);
});

it("a database that refuses every write", async () => {
  await told("success");
  const other = new Database(path.join(dataDir, "pricebell.db"));
  other.exec("BEGIN IMMEDIATE");
  await told("fail");
  expect(codes()).toEqual(["store-failing"]);
  other.exec("ROLLBACK");
  other.close();
  await told("success");
  expect(codes()).toEqual([]);
});

it("a disk that is full to the last byte, within the period and the grace", async (context) => {
  const disk = SmallDisk.mount(16);
  if (disk === null) return context.skip(smallDiskMissing);
  await app.stop();
  try {
    app = await start(path.join(disk.folder, "data"));
    await told("success");
    disk.fill();
    const fullMs = clock.now().wallMs;
    await told("fail");
    expect(codes()).toEqual(["store-failing"]);
    expect(checks.of("fail").at(-1)?.body).toContain("database");
    expect(clock.now().wallMs - fullMs).toBeLessThanOrEqual(checks.periodMs + checks.graceMs);
    disk.makeRoom();
    await told("success");
    expect(codes()).toEqual([]);
    await app.stop();
  } finally {
    disk.remove();
  }
  // For what comes after this test, and its end.
  app = await start(dataDir);
});
