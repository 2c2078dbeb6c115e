/** Two channels in one outbox: each is a queue of its own, and what happens to one says nothing of the other. */
import { beforeEach, describe, expect, test } from "vitest";
import type { Outcome } from "../../main/delivery/channel.ts";
import { stopWithinMs, type Acted } from "../../main/delivery/outbox.ts";
import { Harness, value } from "./outbox-harness.ts";
import { RecordingChannel } from "./recording-channel.ts";

let phone: RecordingChannel;
let h: Harness;
beforeEach(() => {
  phone = new RecordingChannel("phone");
  h = new Harness(phone);
});

const refused: Outcome = { state: "failed", reason: "no network", retryable: true };
const idsOn = (channel: RecordingChannel): string[] => channel.messages.map(({ id }) => id);
/** Fires one every 20 s, so that no joined message comes of it, and answers their ids. */
async function fireFor(minutes: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < minutes * 3; n += 1) {
    ids.push(...h.fire().map(({ id }) => id));
    h.outbox.wake();
    await h.settle();
    expect(idsOn(h.channel), "shown at once, in order, each once").toEqual(ids);
    await h.advance(20_000);
  }
  return ids;
}

/** Ends the outbox, though a channel never answers. */
async function stop(): Promise<void> {
  const stopped = h.outbox.stop();
  await h.advance(stopWithinMs);
  await stopped;
}

describe.each<[string, RecordingChannel["answer"]]>([
  ["hangs", () => new Promise<never>(() => undefined)],
  ["refuses", () => refused],
  ["breaks", () => Promise.reject(new Error("a bug"))],
])("while the other channel %s for minutes", (_, answer) => {
  test("one shows everything on time, in order, once; the other keeps what waits", async () => {
    phone.answer = answer;
    h.outbox.start();
    const ids = await fireFor(5);
    expect(idsOn(h.channel)).toEqual(ids);
    expect(ids.map((id) => h.delivery(id, "phone")?.state)).not.toContain("shown");
    // Gone and back: the other takes up what waited, and the first shows nothing twice.
    phone.answer = () => ({ state: "shown", externalId: null });
    await stop();
    h.restart().start();
    await h.advance(600_000);
    await h.advance(600_000);
    expect(ids.map((id) => h.delivery(id, "phone")?.state)).toEqual(ids.map(() => "shown"));
    expect(idsOn(h.channel)).toEqual(ids);
  });
});

test("a full queue of one channel does not keep the other from its own", async () => {
  phone.answer = () => new Promise<never>(() => undefined);
  h.enabled = false;
  h.fire(1_200);
  h.outbox.start();
  await h.settle();
  h.enabled = true;
  await h.advance(60_000);
  const [event] = h.fire();
  h.outbox.wake();
  await h.settle();
  expect(idsOn(h.channel)).toEqual([event?.id]);
  await stop();
});

test("the desktop's message has left before anything is done for another destination", async () => {
  const { events, deliveries } = h.store;
  const steps: string[] = [];
  h.make({
    store: {
      events,
      deliveries: {
        ...deliveries,
        due(destination, ...given) {
          steps.push(`looks what is due: ${destination}`);
          return deliveries.due(destination, ...given);
        },
      },
    },
  });
  h.outbox.start();
  await h.settle();
  steps.length = 0;
  h.channel.answer = async ({ id }) => {
    // A bus, or a window, is handed it after some steps of its own.
    for (let step = 0; step < 20; step += 1) await Promise.resolve();
    steps.push("has left");
    return { state: "shown", externalId: `x-${id}` };
  };
  h.fire();
  h.outbox.wake();
  await h.settle();
  expect(steps).toEqual(["looks what is due: desktop", "has left", "looks what is due: phone"]);
});

test("what is due on one channel is asked for without the other's", () => {
  h.fire(3);
  const nowMs = h.clock.now().wallMs;
  const { deliveries } = h.store;
  const due = value(deliveries.due("phone", nowMs, 2));
  expect(due.map(({ destination }) => destination)).toEqual(["phone", "phone"]);
  value(
    deliveries.begin(
      due.map(({ id }) => id),
      { messageId: "m" },
      nowMs,
    ),
  );
  expect(value(deliveries.due("phone", nowMs, 500))).toHaveLength(1);
  expect(value(deliveries.due("desktop", nowMs, 500))).toHaveLength(3);
  expect(value(deliveries.inMessage("desktop", "m"))).toEqual([]);
  expect(value(deliveries.nextDueMs("nowhere"))).toBeNull();
  expect(value(deliveries.recover("desktop", nowMs)), "in flight on the other channel").toEqual([]);
  expect(value(deliveries.recover("phone", nowMs))).toHaveLength(2);
});

test("a crash after one of two was shown: that one is not shown again, the other is", async () => {
  phone.answer = () => new Promise<never>(() => undefined);
  h.outbox.start();
  const [event] = h.fire();
  const id = event?.id ?? "";
  h.outbox.wake();
  await h.settle();
  expect([h.delivery(id, "desktop")?.state, h.delivery(id, "phone")?.state]).toEqual(["shown", "sending"]);
  phone.answer = () => ({ state: "shown", externalId: null });
  h.restart().start();
  await h.settle();
  expect([idsOn(h.channel), idsOn(phone)]).toEqual([[id], [id, id]]);
  expect([h.delivery(id, "desktop")?.state, h.delivery(id, "phone")?.state]).toEqual(["shown", "shown"]);
});

test("one that is turned off is skipped; the other shows it", async () => {
  h.enabled = false;
  const [event] = h.fire();
  h.outbox.start();
  await h.settle();
  expect([idsOn(h.channel), idsOn(phone)]).toEqual([[], [event?.id]]);
  expect(h.desktop(event?.id ?? "")?.state).toBe("skipped");
});

test("many at once are one message on each channel, and what one names is not taken from the other", async () => {
  phone.answer = () => refused;
  const ids = h.fire(8).map(({ id }) => id);
  h.outbox.start();
  await h.settle();
  phone.answer = () => ({ state: "shown", externalId: null });
  await h.advance(2_000);
  expect(h.channel.messages).toHaveLength(1);
  expect(phone.messages.at(-1)?.body).toBe(h.channel.messages[0]?.body);
  expect(ids.map((id) => h.delivery(id, "phone")?.state)).toEqual(ids.map(() => "shown"));
});

test("an answer counts whichever channel it came over", async () => {
  const acted: Acted[] = [];
  h.outbox.acted.listen((one) => void acted.push(one));
  const [event] = h.fire();
  h.outbox.start();
  await h.settle();
  phone.act({ messageId: event?.id ?? "", action: "snooze" });
  h.channel.act({ messageId: event?.id ?? "", action: "open" });
  expect(acted.map(({ action, event: about }) => [action, about?.id])).toEqual([
    ["snooze", event?.id],
    ["open", event?.id],
  ]);
});

test("names of each channel what it could be handed now, and nothing that waits for a reason", async () => {
  h.outbox.start();
  await h.settle();
  expect(h.outbox.sendable(h.store.deliveries)).toEqual([]);
  // Committed, and nobody has been told of it: the very thing that is looked for.
  h.fire();
  const found = h.outbox.sendable(h.store.deliveries);
  expect(found.map(({ destination }) => destination)).toEqual(["desktop", "phone"]);
  h.enabled = false;
  expect(h.outbox.sendable(h.store.deliveries).map(({ destination }) => destination)).toEqual(["phone"]);
  h.enabled = true;
  Object.assign(phone, { readyInMs: () => 5_000 });
  expect(h.outbox.sendable(h.store.deliveries).map(({ destination }) => destination)).toEqual(["desktop"]);
  h.channel.answer = () => refused;
  h.outbox.wake();
  await h.settle();
  // It has been tried and has its next time: not due before that.
  expect(h.outbox.sendable(h.store.deliveries)).toEqual([]);
  h.outbox.remove("desktop");
  await h.advance(60_000);
  expect(h.outbox.sendable(h.store.deliveries)).toEqual([]);
});

test("what waits goes out once the channel can take it, though something else is still wrong with it", async () => {
  phone.waitMs = Infinity;
  h.outbox.start();
  const [{ id } = { id: "" }] = h.fire();
  h.outbox.wake();
  await h.settle();
  expect(idsOn(phone)).toEqual([]);
  phone.waitMs = 0;
  phone.say({ state: "degraded", detail: "Answers cannot be heard." });
  await h.settle();
  expect(idsOn(phone)).toEqual([id]);
});

test("a destination that is set up after the end is handed nothing", async () => {
  const h = new Harness();
  h.outbox.start();
  h.fire();
  await h.outbox.stop();
  h.outbox.put({ channel: h.channel, enabled: () => true });
  await h.settle();
  expect([h.channel.listeners, h.channel.messages.length]).toEqual([0, 0]);
});
