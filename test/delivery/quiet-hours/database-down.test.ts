/** Quiet hours while the database refuses, at night, in the morning or both: one digest, and nothing of it told twice afterwards. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Decision } from "../../../main/alerts/decision.ts";
import { CommitQueue } from "../../../main/app/persistence/commit-queue.ts";
import { InMemoryFallback } from "../../../main/app/persistence/in-memory-fallback.ts";
import { KeptAcknowledgements } from "../../../main/app/persistence/kept-acknowledgements.ts";
import { Outbox } from "../../../main/delivery/outbox.ts";
import { quietUntil } from "../../../main/delivery/quiet-hours/quiet-until.ts";
import type { Store } from "../../../main/store/store.ts";
import { weekdays } from "../../../preload/contract/quiet-hours.ts";
import { lock, openIn, tempDir, value } from "../../app/app-harness.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { decision } from "../decision.ts";
import { RecordingChannel } from "../recording-channel.ts";

const hourMs = 3_600_000;
const night = { isOn: true, periods: [{ days: [...weekdays], from: "23:00", to: "07:00" }] };

let clock: ManualClock;
let store: Store;
let channel: RecordingChannel;
let fallback: InMemoryFallback;
let commitQueue: CommitQueue;
let outbox: Outbox;

/** The wiring of the app, as far as it is about this; at 02:00. */
beforeEach(() => {
  clock = new ManualClock(Date.parse("2026-01-06T02:00:00Z"));
  store = openIn(tempDir(), clock.now().wallMs);
  channel = new RecordingChannel();
  fallback = new InMemoryFallback({
    acknowledgements: new KeptAcknowledgements(),
    clock,
    store,
    destinationsOf: () => [{ destination: "desktop", name: null }],
    written: () => undefined,
  });
  commitQueue = new CommitQueue({
    clock,
    store,
    inMemoryFallback: fallback,
    destinationsOf: () => ["desktop", "history"],
    lastTick: () => null,
    soon: (run) => void setImmediate(run),
  });
  outbox = new Outbox({
    clock,
    store: fallback.asStore,
    channels: [{ channel: fallback.channel(channel), enabled: () => true }],
    quietUntilMs: () => quietUntil(night, clock.now().wallMs, "UTC"),
    changed: () => undefined,
    textOptions: { locale: "en", timeZone: "UTC" },
  });
  commitQueue.refused.listen(({ events }) => {
    for (const event of events) fallback.add(event, "event");
    outbox.wake();
  });
  commitQueue.committed.listen(({ events }) => {
    for (const event of events) fallback.drop(event.id, "event");
    outbox.wake();
  });
  outbox.start();
});
afterEach(async () => {
  commitQueue.stop();
  await outbox.stop();
  expect(clock.pending).toBe(0);
});

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
/** By the clock on the wall alone: on the other one the database would be tried every 2 s, and each try waits for the lock. */
async function passHours(hours: number): Promise<void> {
  clock.stepWall(hours * hourMs);
  outbox.wake();
  await settle();
}
let rules = 0;
async function fire(count: number): Promise<void> {
  const { wallMs, monoMs } = clock.now();
  const made = Array.from({ length: count }, (): Decision => decision((rules += 1), "BTC-USD", "once", wallMs, monoMs));
  commitQueue.add(made);
  await settle();
}
/** The database is let go of, and the app finds that out, as it does within seconds by writing what it keeps anyway. */
async function backAfter(unlock: () => void): Promise<void> {
  unlock();
  value(store.settings.set({}));
  clock.advance(2_000);
  outbox.wake();
  await settle();
  await passHours(1);
}
const titles = (): string[] => channel.messages.map(({ title }) => title);
const states = (): unknown[] =>
  value(store.events.list()).map(
    ({ deliveries }) => deliveries.find(({ destination }) => destination === "desktop")?.state,
  );
const three = ["While it was quiet: 3 alerts"];

test("all night: kept back in memory, told in the morning, written as told when it is back", async () => {
  const unlock = lock(store);
  await fire(3);
  await passHours(1);
  expect(titles()).toEqual([]);
  expect(fallback.events().flatMap(({ deliveries }) => deliveries.map(({ isKept }) => isKept))).toEqual([
    true,
    true,
    true,
  ]);
  await passHours(4);
  expect(titles()).toEqual(three);
  await backAfter(unlock);
  expect(states()).toEqual(["shown", "shown", "shown"]);
  await passHours(2);
  expect(titles()).toEqual(three);
});

test("as they fire: kept back in the database once it is back", async () => {
  const unlock = lock(store);
  await fire(3);
  await backAfter(unlock);
  expect(value(store.deliveries.kept("desktop"))).toHaveLength(3);
  expect(titles()).toEqual([]);
  await passHours(4);
  expect(titles()).toEqual(three);
  expect(states()).toEqual(["shown", "shown", "shown"]);
});

test("from the night to the morning: what it keeps is told, and not again", async () => {
  await fire(3);
  expect(value(store.deliveries.kept("desktop"))).toHaveLength(3);
  const unlock = lock(store);
  await passHours(5);
  expect(titles()).toEqual(three);
  await backAfter(unlock);
  expect(states()).toEqual(["shown", "shown", "shown"]);
  await passHours(2);
  expect(titles()).toEqual(three);
});

test("some in the database and some in memory: one digest of both", async () => {
  await fire(1);
  const unlock = lock(store);
  await fire(2);
  await passHours(5);
  expect(titles()).toEqual(three);
  await backAfter(unlock);
  expect(states()).toEqual(["shown", "shown", "shown"]);
  expect(titles()).toEqual(three);
});

test("what is in the database and cannot be marked as kept back is not told at night all the same", async () => {
  await fire(0);
  const { wallMs, monoMs } = clock.now();
  const made = [1, 2, 3].map((rule) => decision(100 + rule, "BTC-USD", "once", wallMs, monoMs));
  value(store.commit(made, ["desktop", "history"], wallMs));
  const unlock = lock(store);
  outbox.wake();
  await passHours(1);
  expect(titles()).toEqual([]);
  await passHours(4);
  expect(titles()).toEqual(three);
  await backAfter(unlock);
  expect(states()).toEqual(["shown", "shown", "shown"]);
  expect(titles()).toEqual(three);
});
