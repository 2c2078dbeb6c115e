/** Critical alerts are told again while another program keeps the database from being written; afterwards nothing of it is lost or twice. */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Decision } from "../../../main/alerts/decision.ts";
import { repeatsAfterMs } from "../../../main/delivery/reminders/next-reminders.ts";
import { Reminders } from "../../../main/delivery/reminders/reminders.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import { value } from "../../delivery/outbox-harness.ts";
import { RecordingChannel } from "../../delivery/recording-channel.ts";
import { criticalDecision, minuteMs, somebody } from "../../delivery/reminders/reminder-harness.ts";
import { FallbackHarness, idOf } from "./fallback-harness.ts";

let h: FallbackHarness;
let phone: RecordingChannel;
let reminders: Reminders;
let escalatesAfterMs: number | null;
let made: number;

beforeEach(async () => {
  h = new FallbackHarness();
  phone = new RecordingChannel("phone-1");
  phone.answer = () => ({ state: "sent", externalId: null });
  escalatesAfterMs = null;
  made = 0;
  await h.close();
  h.others = [phone, new RecordingChannel("mail-1")];
  start();
});
afterEach(async () => {
  reminders.stop();
  await h.end();
});

/** The app from its start on. */
function start(): void {
  h.open();
  const own: Reminders = new Reminders({
    clock: h.clock,
    store: h.inMemoryFallback.forReminders,
    rules: {
      repeatsAfterMs: (id) => (id === "desktop" ? repeatsAfterMs.desktop : id === "history" ? null : 300_000),
      get escalatesAfterMs() {
        return escalatesAfterMs;
      },
    },
    escalatesTo: () => ["mail-1"],
    added(event) {
      h.eventChanged.emit(event);
      h.outbox.wake();
    },
  });
  h.eventChanged.clear();
  h.eventChanged.listen((event) => own.update(event));
  reminders = own;
  own.start();
}

async function fire(): Promise<string> {
  const { wallMs, monoMs } = h.clock.now();
  const decision: Decision = criticalDecision((made += 1), wallMs, monoMs);
  await h.commit(decision);
  return idOf(decision);
}

/** The app writes every second; what was refused is offered again within two. */
async function back(): Promise<void> {
  h.unlock();
  value(h.store.keep({ ticks: [], rules: [], watchedUntil: null }));
  await h.advance(2_000);
}

/** Minutes of sleep from which each timer comes back once: refused decisions are offered every 2 s, and each try waits for the lock. */
async function minutesPass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    h.clock.sleep(minuteMs, "went on");
    await h.advance(0);
  }
}

const nthOn = (channel: RecordingChannel): (number | undefined)[] =>
  channel.messages.map(({ subject }) => subject?.nth);
const writtenOf = (id: string): string[] =>
  (value(h.store.events.get(id))?.deliveries ?? [])
    .filter(({ destination }) => destination === "desktop" || destination === "phone-1")
    .map(({ destination, nth, state }) => `${destination} ${nth} ${state}`)
    .sort();
const upTo = (desktopTimes: number, phoneTimes: number): string[] =>
  [
    ...Array.from({ length: desktopTimes }, (_, index) => `desktop ${index + 1} shown`),
    ...Array.from({ length: phoneTimes }, (_, index) => `phone-1 ${index + 1} sent`),
  ].sort();

it("one that is in the database goes on in its time, and all of it is written, once", async () => {
  const id = await fire();
  h.lock();
  for (let minute = 0; minute < 5; minute += 1) await h.advance(minuteMs);
  expect([nthOn(h.channel), nthOn(phone)]).toEqual([
    [1, 2, 3, 4, 5, 6],
    [1, 2],
  ]);
  expect(h.channel.messages[5]?.body, "the alert itself is saved").not.toContain("Not saved");
  expect(writtenOf(id)).toEqual(upTo(1, 1));
  const seen = h.inMemoryFallback.asStore.events.get(id);
  expect(value(seen)?.deliveries.filter(({ destination }) => destination === "desktop")).toHaveLength(6);
  await back();
  expect(writtenOf(id)).toEqual(upTo(6, 2));
  await h.advance(minuteMs - 2_001);
  expect(nthOn(h.channel)).toHaveLength(6);
  await h.advance(1);
  expect(nthOn(h.channel)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(writtenOf(id)).toEqual(upTo(7, 2));

  reminders.stop();
  await h.close();
  start();
  await h.advance(minuteMs);
  expect(nthOn(h.channel), "the next start goes on from there").toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(nthOn(phone)).toEqual([1, 2]);
});

it("one that fired meanwhile too, and says that it is not saved", async () => {
  h.lock();
  const id = await fire();
  await minutesPass(3);
  expect(nthOn(h.channel)).toEqual([1, 2, 3, 4]);
  expect(h.channel.messages[3]?.body).toContain("Not saved yet");
  expect(reminders.all()).toMatchObject([{ event: { id, unsaved: true } }]);
  await back();
  expect(writtenOf(id)).toEqual(upTo(4, 1));
  await h.advance(minuteMs - 2_000);
  expect(nthOn(h.channel)).toEqual([1, 2, 3, 4, 5]);
  expect(writtenOf(id)).toEqual(upTo(5, 1));
});

it("ends where somebody has seen it, also what waits to be told again", async () => {
  h.lock();
  const id = await fire();
  phone.waitMs = Infinity;
  await minutesPass(5);
  const seen = h.inMemoryFallback.acknowledge(id, somebody, h.clock.now().wallMs);
  h.eventChanged.emit(seen as AlertEvent);
  expect(reminders.all()).toEqual([]);
  phone.waitMs = 0;
  h.outbox.wake();
  await minutesPass(5);
  expect([nthOn(h.channel), nthOn(phone)]).toEqual([[1, 2, 3, 4, 5, 6], [1]]);
});

it("nor is it told again of one that was written before, where somebody has seen it meanwhile", async () => {
  const id = await fire();
  h.lock();
  phone.waitMs = Infinity;
  await minutesPass(6);
  const seen = value(h.store.events.acknowledge(id, somebody, h.clock.now().wallMs));
  expect(seen).toMatchObject({ acknowledgedBy: somebody, acknowledgementUnsaved: true });
  h.eventChanged.emit(seen as AlertEvent);
  phone.waitMs = 0;
  h.outbox.wake();
  await minutesPass(6);
  expect(nthOn(phone)).toEqual([1]);
});

it("the second step is told once, and is written with what it is called", async () => {
  escalatesAfterMs = 2 * minuteMs;
  const [, mail] = h.others;
  const id = await fire();
  h.lock();
  for (let minute = 0; minute < 3; minute += 1) await h.advance(minuteMs);
  const escalated = () => mail?.messages.filter(({ subject }) => subject?.occasion === "escalation") ?? [];
  expect(escalated()).toHaveLength(1);
  await back();
  for (let minute = 0; minute < 3; minute += 1) await h.advance(minuteMs);
  expect(escalated()).toHaveLength(1);
  const rows = value(h.store.events.get(id))?.deliveries.filter(({ occasion }) => occasion === "escalation");
  expect(rows).toMatchObject([{ destination: "mail-1", nth: 1, state: "shown" }]);
});

it("what is being sent as the database comes back is written when it is over, and not sent again", async () => {
  const id = await fire();
  h.lock();
  const { promise, resolve } = Promise.withResolvers<void>();
  h.channel.answer = async () => {
    await promise;
    return { state: "shown", externalId: null };
  };
  await h.advance(minuteMs);
  await back();
  expect(writtenOf(id)).toEqual(upTo(1, 1));
  resolve();
  await h.settle();
  h.outbox.wake();
  await h.settle();
  expect(nthOn(h.channel)).toEqual([1, 2]);
  expect(writtenOf(id)).toEqual(upTo(2, 1));
});

it("what could not be told meanwhile is told when it can be, and counts once", async () => {
  const id = await fire();
  h.lock();
  h.channel.answer = () => ({ state: "failed", reason: "no desktop", retryable: true });
  await h.advance(minuteMs);
  expect(nthOn(h.channel)).toEqual([1, 2]);
  h.channel.answer = () => ({ state: "shown", externalId: null });
  await back();
  await h.advance(10_000);
  expect(writtenOf(id)).toEqual(upTo(2, 1));
  expect(nthOn(h.channel).filter((nth) => nth === 3)).toEqual([]);
});
