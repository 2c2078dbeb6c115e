/**
 * Who watches the watcher, with a real process: killed and suspended, it is noticed outside within the period and the grace; ended on
 * purpose, the message that waits is taken back. The services' clocks are the test's.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { eventually } from "../doubles/eventually.ts";
import { HeadlessApp } from "../doubles/headless-app.ts";
import { HealthchecksService, checkId } from "../doubles/services/healthchecks.ts";
import { NtfyService } from "../doubles/services/ntfy.ts";
import { until } from "../doubles/until.ts";

const topic = "my-secret-topic";
const halfHourMs = 30 * 60_000;
let app: HeadlessApp;
let checks: HealthchecksService;
let ntfy: NtfyService;
const delivered = (): string[] =>
  ntfy.history.filter(({ event, sequence }) => event === "message" && sequence !== null).map(({ title }) => title);

beforeAll(async () => {
  checks = await HealthchecksService.start();
  ntfy = await NtfyService.start();
  app = await HeadlessApp.start({
    args: ["--demo", "--symbols", "BTC-USD"],
    env: { PRICEBELL_BEAT_EVERY_MS: "500", DBUS_SESSION_BUS_ADDRESS: undefined, PRICEBELL_API_KEY: undefined },
  });
  await app.value("rules.create", {
    instrument: { symbol: "BTC-USD" },
    condition: { kind: "crosses-up", level: "9999999" },
  });
  const phone = await app.value("destinations.create", {
    channel: "ntfy",
    name: "Phone",
    fields: { server: ntfy.server.origin, topic },
  });
  await app.value("settings.set", { stoppedMessageAt: phone.id });
  await app.value("deadManSwitch.setAddress", { address: checks.address });
});
afterAll(async () => {
  await app?.dispose();
  await checks?.server.stop();
  await ntfy?.server.stop();
});
afterEach(() => {
  ntfy.history.length = 0;
});

/** The run beats, and the service has the message, alone. */
async function beats(): Promise<void> {
  const before = checks.of("success").length;
  await until(() => checks.of("success").length > before, "a beat");
  await eventually("the message to wait", async () => {
    const { stoppedMessage } = (await app.value("feed.status", {})).deadManSwitch;
    return stoppedMessage.dueAt !== null && ntfy.schedule.of(topic).length === 1;
  });
}

/** Nothing more comes from here: neither is told before its time, and both are then. */
function expectNoticed(alarms: number): void {
  checks.advance(checks.periodMs + checks.graceMs);
  expect(checks.alarms, "not before its time").toBe(alarms - 1);
  checks.advance(1);
  expect(checks.alarms).toBe(alarms);
  ntfy.advance(halfHourMs - 1_000);
  expect(delivered()).toEqual([]);
  ntfy.advance(1_000);
  expect(delivered()).toEqual(["Pricebell has stopped watching"]);
}

test("kill -9 is noticed outside", async () => {
  await beats();
  expect(await app.value("feed.status", {})).toMatchObject({
    health: { isWell: true, reasons: [] },
    deadManSwitch: { ping: { isOn: true, form: "healthchecks", trouble: null } },
  });
  await app.kill("SIGKILL");
  expectNoticed(1);
});

test("the next start says that it begins, beats as it was set up, and a suspended process is noticed", async () => {
  const starts = checks.of("start").length;
  await app.restart();
  await beats();
  expect(checks.of("start")).toHaveLength(starts + 1);
  process.kill(app.pid, "SIGSTOP");
  expectNoticed(2);
  process.kill(app.pid, "SIGCONT");
  await beats();
});

test("an end on purpose is none of it: the message is taken back, and the service's log says so", async () => {
  await beats();
  await app.stop();
  expect(checks.of("log")).toMatchObject([{ body: expect.stringContaining("on purpose") as string }]);
  ntfy.advance(2 * halfHourMs);
  expect(delivered()).toEqual([]);
});

test("neither address nor topic is printed, answered or written down in the open", async () => {
  await app.restart();
  await beats();
  checks.server.fault = { do: "reply", reply: { status: 404, body: `no ${checkId} at ${checks.address}` } };
  await until(() => JSON.stringify(app.lines).includes("HTTP 404"), "the trouble to be printed");
  const status = await app.value("feed.status", {});
  const settings = await app.value("settings.get", {});
  await app.stop();
  const seen = JSON.stringify([status.deadManSwitch, settings, app.lines, app.stderr]);
  const kept = readdirSync(app.dataDir)
    .filter((name) => name.startsWith("pricebell.db"))
    .map((name) => readFileSync(path.join(app.dataDir, name), "latin1"));
  for (const text of [seen, ...kept]) for (const secret of [checkId, topic]) expect(text).not.toContain(secret);
});
