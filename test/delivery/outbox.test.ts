import { beforeEach, expect, test } from "vitest";
import type { Outcome } from "../../main/delivery/channel.ts";
import { stopWithinMs, type Acted } from "../../main/delivery/outbox.ts";
import { Harness } from "./outbox-harness.ts";

let h: Harness;
beforeEach(() => {
  h = new Harness();
});

const retryable: Outcome = { state: "failed", reason: "no notification service", retryable: true };
const shownIds = () => h.channel.messages.map(({ id }) => id);

test("what is committed is shown, oldest first, in its own words", async () => {
  h.outbox.start();
  const ids = [...h.fire(2), ...h.fire(1, "ETH-USD")].map(({ id }) => id);
  h.outbox.wake();
  await h.settle();
  expect(shownIds()).toEqual(ids);
  expect(h.channel.messages[2]).toEqual({
    id: ids[2],
    title: "ETH-USD crossed above 1,003",
    body: "1,003 at 12:00:00",
    urgency: "critical",
    actions: ["open", "snooze"],
    externalId: null,
    subject: expect.objectContaining({ topic: "alert.fired", urgency: "normal", isAgain: false }) as unknown,
  });
  expect(ids.map((id) => h.desktop(id)?.state)).toEqual(["shown", "shown", "shown"]);
  expect(h.told.map(({ id }) => id)).toEqual(ids);
  expect(h.told[0]?.deliveries).toContainEqual(expect.objectContaining({ destination: "desktop", state: "shown" }));
});

test("what was committed before the start is shown at the start", async () => {
  const [event] = h.fire();
  h.outbox.start();
  await h.settle();
  expect(shownIds()).toEqual([event?.id]);
});

test("a repeating alert is less urgent than one that fires once; what expired or went blind has nothing to snooze", async () => {
  h.outbox.start();
  h.fire(1, "BTC-USD", "always");
  h.blind(null);
  h.outbox.wake();
  await h.settle();
  expect(h.channel.messages).toMatchObject([
    { actions: ["open", "snooze", "pause"], urgency: "normal" },
    { actions: ["open"], urgency: "critical" },
  ]);
});

test("the row says `sending` on disk before the channel is asked", async () => {
  const states: (string | undefined)[] = [];
  h.channel.answer = ({ id }) => {
    states.push(h.desktop(id)?.state);
    return { state: "shown", externalId: null };
  };
  h.fire();
  h.outbox.start();
  await h.settle();
  expect(states).toEqual(["sending"]);
});

test("only one message is in flight at a time", async () => {
  const answers: (() => void)[] = [];
  h.channel.answer = () => new Promise((resolve) => answers.push(() => resolve({ state: "shown", externalId: null })));
  h.fire(2);
  h.outbox.start();
  await h.settle();
  h.outbox.wake();
  await h.settle();
  expect(h.channel.messages).toHaveLength(1);
  answers[0]?.();
  await h.settle();
  expect(h.channel.messages).toHaveLength(2);
  answers[1]?.();
});

test.each([
  ["a failure that may pass", retryable],
  ["no answer", { state: "unknown", reason: "no answer" }],
] as const)(
  "%s is tried again under the same id: after 1 s, 5 s, 30 s, 2 min, then every 10 min",
  async (_name, outcome) => {
    h.channel.answer = () => outcome;
    const [event] = h.fire();
    h.outbox.start();
    await h.settle();
    for (const waitMs of [1_000, 5_000, 30_000, 120_000, 600_000, 600_000]) {
      const before = h.channel.messages.length;
      expect(h.desktop(event?.id ?? "")).toMatchObject({ state: "pending", error: outcome.reason });
      await h.advance(waitMs - 1);
      expect(h.channel.messages).toHaveLength(before);
      await h.advance(1);
      expect(h.channel.messages).toHaveLength(before + 1);
    }
    expect(new Set(shownIds())).toEqual(new Set([event?.id]));
  },
);

test("a failure that will not pass is written down and not tried again", async () => {
  h.channel.answer = () => ({ state: "failed", reason: "this system shows none", retryable: false });
  const [event] = h.fire();
  h.outbox.start();
  await h.settle();
  await h.advance(3_600_000);
  expect(h.channel.messages).toHaveLength(1);
  expect(h.desktop(event?.id ?? "")).toMatchObject({ state: "failed", error: "this system shows none" });
});

test("one that fails does not hold up those after it", async () => {
  const [bad, good] = h.fire(2);
  h.channel.answer = ({ id }) => (id === bad?.id ? retryable : { state: "shown", externalId: null });
  h.outbox.start();
  await h.settle();
  expect([h.desktop(bad?.id ?? "")?.state, h.desktop(good?.id ?? "")?.state]).toEqual(["pending", "shown"]);
});

test("a channel that throws is a failure that is written down and tried again", async () => {
  h.channel.answer = () => {
    throw new TypeError("a bug");
  };
  const [event] = h.fire();
  h.outbox.start();
  await h.settle();
  expect(h.desktop(event?.id ?? "")).toMatchObject({ state: "pending", error: "the channel failed: a bug" });
});

test("a channel that is well again is offered at once what was to wait", async () => {
  h.channel.answer = () => retryable;
  h.fire();
  h.outbox.start();
  await h.settle();
  for (const waitMs of [1_000, 5_000, 30_000, 120_000]) await h.advance(waitMs);
  h.channel.answer = () => ({ state: "shown", externalId: null });
  h.channel.say({ state: "degraded", detail: "not yet" });
  await h.settle();
  expect(h.channel.messages).toHaveLength(5);
  h.channel.say({ state: "ok", detail: null });
  await h.settle();
  expect(h.channel.messages).toHaveLength(6);
});

test("turned off: skipped with the reason, for good", async () => {
  h.enabled = false;
  const [event] = h.fire();
  h.outbox.start();
  await h.settle();
  h.enabled = true;
  await h.advance(3_600_000);
  expect(h.channel.messages).toEqual([]);
  expect(h.desktop(event?.id ?? "")).toMatchObject({ state: "skipped", error: "notifications are turned off" });
  expect(h.told.at(-1)?.id).toBe(event?.id);
});

test("the end of a blind time replaces the message that told of it", async () => {
  h.outbox.start();
  const event = h.blind(null);
  h.outbox.wake();
  await h.settle();
  h.store.recordBlind(
    {
      venue: null,
      instrument: null,
      fromMs: h.clock.now().wallMs - 180_000,
      toMs: h.clock.now().wallMs,
      because: "disconnected",
    },
    ["desktop"],
    h.clock.now().wallMs,
  );
  h.outbox.wake();
  await h.settle();
  expect(shownIds()).toEqual([event.id, event.id]);
  expect(h.channel.messages.map(({ title, urgency }) => [title, urgency])).toEqual([
    ["Pricebell has been unable to watch prices for 3 min: disconnected", "critical"],
    ["Pricebell could not watch prices for 3 min: disconnected", "normal"],
  ]);
});

test("answers come back with the event they are about; on a joined message with none", async () => {
  const acted: Acted[] = [];
  h.outbox.acted.listen((each) => acted.push(each));
  const [event] = h.fire();
  h.outbox.start();
  h.channel.act({ messageId: event?.id ?? "", action: "snooze" });
  h.channel.act({ messageId: "joined:anything", action: "open" });
  h.channel.act({ messageId: "test", action: "open" });
  expect(acted).toMatchObject([
    { action: "snooze", event: { id: event?.id } },
    { action: "open", event: null },
    { action: "open", event: null },
  ]);
});

test("stopping waits for the message in flight, and leaves the rest", async () => {
  let answer = (): void => undefined;
  h.channel.answer = () => new Promise((resolve) => (answer = () => resolve({ state: "shown", externalId: null })));
  const [first, second] = h.fire(2);
  h.outbox.start();
  await h.settle();
  const stopped = h.outbox.stop();
  answer();
  await stopped;
  expect([h.desktop(first?.id ?? "")?.state, h.desktop(second?.id ?? "")?.state]).toEqual(["shown", "pending"]);
  expect(h.channel.listeners).toBe(0);
  h.outbox.wake();
  await h.settle();
  expect(h.channel.messages).toHaveLength(1);
});

test("stopping does not wait longer than it may", async () => {
  h.channel.answer = () => new Promise(() => undefined);
  h.fire();
  h.outbox.start();
  await h.settle();
  let done = false;
  const stopped = h.outbox.stop().then(() => (done = true));
  await h.advance(stopWithinMs - 1);
  expect(done).toBe(false);
  await h.advance(1);
  await stopped;
});
