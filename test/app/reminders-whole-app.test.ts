/**
 * The whole app on a clock of the test: a price of a real exchange fires a critical alert, which is told again and again on the desktop
 * and on the phone, over restarts, until somebody presses the button on the phone.
 */
import path from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startApp, type App } from "../../main/app.ts";
import { keyFile } from "../../main/app/api-key-store.ts";
import { systemClock } from "../../main/lib/clock.ts";
import { Redactor } from "../../main/lib/redaction.ts";
import type { AlertEvent, Delivery } from "../../preload/contract/event.ts";
import { RecordingChannel } from "../delivery/recording-channel.ts";
import { ManualClock } from "../doubles/clock.ts";
import { startStaticExchange } from "../doubles/exchange/static-exchange.ts";
import type { Exchange } from "../doubles/exchange/types.ts";
import { venueAt } from "../doubles/fixed-venues.ts";
import { NtfyService, type NtfyMessage } from "../doubles/services/ntfy.ts";
import { until } from "../doubles/until.ts";
import { tempDir, value } from "./app-harness.ts";

const topic = "bell-x7Kq2vT9pLm4";
const minuteMs = 60_000;
let clock: ManualClock;
let dataDir: string;
let exchange: Exchange;
let phone: NtfyService;
/** The screen outlives the app. */
let desktop: RecordingChannel;
let app: App;

beforeEach(async () => {
  clock = new ManualClock(Date.now());
  dataDir = tempDir();
  phone = await NtfyService.start();
  exchange = await startStaticExchange({ clock: systemClock, heartbeatMs: 200 });
  desktop = new RecordingChannel();
  app = await start();
});
afterEach(async () => {
  await app.stop();
  await exchange.stop();
  await phone.server.stop();
  expect(clock.pending).toBe(0);
});

async function start(): Promise<App> {
  const started = await startApp({
    version: "0.0.0",
    host: "headless",
    dataDir,
    clock,
    redactor: new Redactor(),
    apiKeyStores: () => keyFile(path.join(dataDir, "api-key")),
    desktop,
    fixedVenues: venueAt("securitypro", exchange),
    symbols: ["BTC-USD"],
  });
  if (!started.ok) throw new Error(started.error.message);
  return started.value;
}

/** Fires at the desktop and on the phone, and waits until both have it. */
async function fire(): Promise<AlertEvent> {
  const fields = { server: phone.server.origin, topic };
  const { id } = value(await app.destinations.create({ channel: "ntfy", name: "phone", fields }));
  await until(() => app.market.lastTick("securitypro:BTC-USD") !== null, "a price");
  const condition = { kind: "crosses-up", level: "45000" };
  const notify = { to: ["desktop", id], urgency: "critical" };
  value(app.rules.create({ instrument: { symbol: "BTC-USD" }, condition, notify }));
  exchange.setPrice("BTC-USD", "45000.01");
  await until(() => value(app.history.list({})).length > 0, "it to fire");
  const [event] = value(app.history.list({}));
  if (event === undefined) throw new Error("nothing fired");
  return event;
}

const onDesktop = ({ id }: AlertEvent): string[] =>
  desktop.messages.filter(({ subject }) => subject?.events.some((each) => each.id === id)).map(({ title }) => title);
const onPhone = (): readonly NtfyMessage[] =>
  phone.history.filter((sent) => sent.topic === topic && sent.event === "message");
const rowsOf = ({ id }: AlertEvent): readonly Delivery[] =>
  value(app.history.get(id)).deliveries.filter(({ destination }) => destination !== "history");

/** So many times in all by now, and written down. */
async function told(event: AlertEvent, desktopTimes: number, phoneTimes: number): Promise<void> {
  await until(
    () => onDesktop(event).length >= desktopTimes && onPhone().length >= phoneTimes,
    `${desktopTimes} on the desktop and ${phoneTimes} on the phone`,
  );
  await until(() => rowsOf(event).every(({ state }) => state === "shown" || state === "sent"), "it to be written");
  expect([onDesktop(event).length, onPhone().length]).toEqual([desktopTimes, phoneTimes]);
}

test("it is told again until the button on the phone is pressed, over a restart", async () => {
  const event = await fire();
  await told(event, 1, 1);
  clock.advance(minuteMs);
  await told(event, 2, 1);
  expect(app.reminders.views()).toMatchObject([{ eventId: event.id, times: 2, maxTimes: 12 }]);
  expect(onDesktop(event)[1]).toContain("2nd time");

  clock.advance(20_000);
  await app.stop();
  clock.advance(10_000);
  app = await start();
  clock.advance(29_000);
  await told(event, 2, 1);
  clock.advance(1_000);
  await told(event, 3, 1);
  for (let minute = 3; minute < 5; minute += 1) {
    clock.advance(minuteMs);
    await told(event, minute + 1, 1);
  }
  clock.advance(minuteMs);
  await told(event, 6, 2);
  expect(rowsOf(event).map(({ nth, state }) => `${nth} ${state}`)).toEqual([
    "1 shown",
    "1 sent",
    ...[2, 3, 4, 5, 6].map((nth) => `${nth} shown`),
    "2 sent",
  ]);

  await until(() => phone.openStreams === 1, "the answers to be listened for");
  const button = onPhone()[1]?.actions[0];
  await fetch(button?.url ?? "", { method: "POST", body: button?.body ?? "" });
  await until(() => value(app.history.get(event.id)).acknowledgedAt !== null, "the answer");
  expect(value(app.history.get(event.id)).acknowledgedBy?.name).toBe("phone");
  expect(app.reminders.views()).toEqual([]);
  expect(desktop.cleared).toContain(event.id);
  clock.advance(10 * minuteMs);
  await app.stop();
  app = await start();
  clock.advance(10 * minuteMs);
  // What would be told again is written before it is sent.
  expect(rowsOf(event)).toHaveLength(8);
  expect([onDesktop(event).length, onPhone().length]).toEqual([6, 2]);
});

test("it is told again though the database cannot be written, ends with an answer, and all of it is written in the end", async () => {
  const event = await fire();
  await told(event, 1, 1);
  const other = new Database(path.join(dataDir, "pricebell.db"));
  other.exec("BEGIN IMMEDIATE");
  clock.advance(minuteMs);
  await until(() => onDesktop(event).length === 2, "the second time");
  clock.advance(minuteMs);
  await until(() => onDesktop(event).length === 3, "the third time");
  expect(app.feedStatus().store.state).toBe("failing");
  expect(rowsOf(event), "the history has them").toHaveLength(4);
  value(app.history.acknowledge(event.id));
  expect(app.reminders.views()).toEqual([]);
  clock.advance(minuteMs);
  other.exec("ROLLBACK");
  other.close();
  await until(() => {
    clock.advance(1_000);
    return app.feedStatus().store.state === "ok";
  }, "the database to be well");
  const written = (): string[] => rowsOf(event).map(({ destination, nth, state }) => `${destination} ${nth} ${state}`);
  const phoneId = rowsOf(event)[1]?.destination ?? "";
  await until(() => written().length === 4, "all of it to be written");
  await app.stop();
  app = await start();
  expect(written()).toEqual([`desktop 1 shown`, `${phoneId} 1 sent`, "desktop 2 shown", "desktop 3 shown"]);
  expect(value(app.history.get(event.id)).acknowledgedAt).not.toBeNull();
  clock.advance(2 * minuteMs);
  expect([onDesktop(event).length, onPhone().length]).toEqual([3, 1]);
});
