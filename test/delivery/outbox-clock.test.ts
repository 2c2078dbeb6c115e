/** When the outbox tries again: after a wait, whatever the wall clock does meanwhile, and for a day. */
import { beforeEach, expect, test } from "vitest";
import type { Outcome } from "../../main/delivery/channel.ts";
import { Harness, value } from "./outbox-harness.ts";

let h: Harness;
beforeEach(() => {
  h = new Harness();
});

const retryable: Outcome = { state: "failed", reason: "no notification service", retryable: true };

test("after a day it is called failed", async () => {
  h.channel.answer = () => retryable;
  const [event] = h.fire();
  h.outbox.start();
  await h.settle();
  for (let hour = 0; hour < 25; hour += 1) for (let part = 0; part < 6; part += 1) await h.advance(600_000);
  expect(h.desktop(event?.id ?? "")).toMatchObject({ state: "failed", error: "no notification service" });
  const tries = h.channel.messages.length;
  await h.advance(3_600_000);
  expect(h.channel.messages).toHaveLength(tries);
});

test("a clock that is set back does not put off what waits to be tried again", async () => {
  h.channel.answer = () => retryable;
  h.fire();
  h.outbox.start();
  await h.settle();
  h.clock.stepWall(-3_600_000);
  await h.advance(1_000);
  expect(h.channel.messages).toHaveLength(2);
  await h.advance(5_000);
  expect(h.channel.messages).toHaveLength(3);
});

test("a clock that is set forward by days gives up nothing that has not waited for a day", async () => {
  h.channel.answer = () => retryable;
  const [event] = h.fire();
  h.outbox.start();
  await h.settle();
  h.clock.stepWall(3 * 86_400_000);
  await h.advance(1_000);
  expect(h.channel.messages).toHaveLength(2);
  expect(h.desktop(event?.id ?? "")?.state).toBe("pending");
});

test("what is older than a day at its first try is tried again all the same", async () => {
  const [event] = h.fire();
  h.clock.stepWall(2 * 86_400_000);
  h.restart();
  h.channel.answer = () => retryable;
  h.make().start();
  await h.settle();
  expect(h.desktop(event?.id ?? "")?.state).toBe("pending");
  for (const waitMs of [1_000, 5_000, 30_000, 120_000, 600_000]) await h.advance(waitMs);
  expect(h.channel.messages).toHaveLength(6);
  expect(h.desktop(event?.id ?? "")?.state).toBe("failed");
});

test("a next try that a run with its clock ahead has planned is not waited for", async () => {
  const [event] = h.fire();
  const { deliveries } = h.store;
  const nowMs = h.clock.now().wallMs;
  const ids = value(deliveries.due("desktop", nowMs, 500)).map(({ id }) => id);
  value(deliveries.begin(ids, { messageId: "m" }, nowMs));
  const outcome = {
    state: "pending",
    error: "no service",
    nextAttemptMs: nowMs + 86_400_000,
    maybeSeen: false,
  } as const;
  value(deliveries.end(ids, outcome, nowMs));
  h.outbox.start();
  await h.settle();
  expect(h.channel.messages.map(({ id }) => id)).toEqual([event?.id]);
});

test("shown more than a minute late says so, sooner does not", async () => {
  h.channel.answer = () => retryable;
  h.fire();
  h.outbox.start();
  await h.settle();
  for (const waitMs of [1_000, 5_000, 30_000, 120_000]) await h.advance(waitMs);
  expect(h.channel.messages.map(({ body }) => body)).toEqual([
    ...Array.from({ length: 4 }, () => "1,001 at 12:00:00"),
    "While you were away: 1,001 at 12:00:00",
  ]);
});

test.each([
  ["forward by an hour", 3_600_000, 0, null],
  ["back by an hour", -3_600_000, 120_000, "2 min 1 s"],
  ["not at all", 0, 120_000, "2 min 1 s"],
  ["not at all", 0, 1_000, null],
])(
  "with the clock set %s while it waits for %i and %i ms, it says by how much it is late: %s",
  async (_name, setMs, laterMs, duration) => {
    h.channel.waitMs = Infinity;
    h.outbox.start();
    h.fire();
    h.outbox.wake();
    await h.advance(1_000);
    h.clock.stepWall(setMs);
    h.clock.advance(laterMs);
    h.channel.waitMs = 0;
    h.outbox.wake();
    await h.settle();
    const [message] = h.channel.messages;
    expect(message?.body.startsWith("While you were away: ")).toBe(duration !== null);
    expect(/(.*) late: it could not be sent/.exec(message?.subject?.body ?? "")?.[1] ?? null).toBe(duration);
  },
);
