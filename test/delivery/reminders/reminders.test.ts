/** A critical alert is told again until somebody acknowledges it: how often, when, and what ends it. */
import { afterEach, describe, expect, test } from "vitest";
import { RecordingChannel } from "../recording-channel.ts";
import { minuteMs, maxTimes, ReminderHarness } from "./reminder-harness.ts";

let run: ReminderHarness;
afterEach(() => run.end());

const started = async (...others: RecordingChannel[]): Promise<ReminderHarness> => {
  run = new ReminderHarness(...others);
  await run.start();
  return run;
};
const phone = (): RecordingChannel => {
  const channel = new RecordingChannel("phone-1");
  channel.answer = () => ({ state: "sent", externalId: "first" });
  return channel;
};

test("again every minute on the desktop and every five minutes elsewhere, 12 times at most", async () => {
  const other = phone();
  await started(other);
  const [event] = await run.fire();
  const id = event?.id ?? "";
  await run.advance(minuteMs - 1);
  expect(run.channel.messages).toHaveLength(1);
  await run.advance(1);
  expect(run.channel.messages).toHaveLength(2);
  await run.advance(4 * minuteMs);
  expect(run.channel.messages).toHaveLength(6);
  expect(other.messages).toHaveLength(2);
  for (let minute = 0; minute < 90; minute += 1) await run.advance(minuteMs);
  expect(run.channel.messages).toHaveLength(maxTimes);
  expect(other.messages).toHaveLength(maxTimes);
  expect(run.deliveries(id, "desktop").map(({ nth, state }) => `${nth} ${state}`)).toEqual(
    Array.from({ length: maxTimes }, (_, index) => `${index + 1} shown`),
  );
  expect(run.reminders.all(), "nothing of it comes any more").toEqual([]);
  expect(run.store.reminders.awaiting(), "nor after a restart").toEqual({ ok: true, value: [] });
});

test("each repetition says so and when it happened, in the place of the one before", async () => {
  await started();
  await run.fire();
  await run.advance(2 * minuteMs);
  const [first, second, third] = run.channel.messages;
  expect(first?.title).not.toContain("again");
  expect(second?.title).toBe(`${first?.title} (again, 2nd time)`);
  expect(third?.title).toBe(`${first?.title} (again, 3rd time)`);
  expect(third?.body.split("\n")[0]).toBe("Happened at 12:00:00; nobody has acknowledged it yet.");
  expect(third?.body, "it is not late").not.toContain("While you were away");
  expect(third?.id).toBe(first?.id);
  expect(third?.externalId).toBe(`x-${first?.id}`);
  expect(third?.urgency).toBe("critical");
});

test("a normal alert is told once", async () => {
  await started();
  run.outboxes.fire();
  run.outboxes.outbox.wake();
  await run.advance(60 * minuteMs);
  expect(run.channel.messages).toHaveLength(1);
});

test("where the service repeats by itself, we do not", async () => {
  const other = phone();
  run = new ReminderHarness(other);
  run.repeatsItself.add("phone-1");
  await run.start();
  await run.fire();
  await run.advance(60 * minuteMs);
  expect(other.messages).toHaveLength(1);
  expect(run.channel.messages).toHaveLength(maxTimes);
});

describe("an acknowledgement ends it", () => {
  test("at once and for good, over a restart too", async () => {
    await started();
    const [event] = await run.fire();
    await run.advance(minuteMs);
    await run.acknowledge(event?.id ?? "");
    await run.advance(10 * minuteMs);
    await run.restart();
    await run.advance(10 * minuteMs);
    expect(run.channel.messages).toHaveLength(2);
  });

  test("one that fell due while it was written is not sent", async () => {
    await started();
    const [event] = await run.fire();
    const id = event?.id ?? "";
    // The answer is in the database; the reminder that falls due now knows nothing of it yet.
    run.store.events.acknowledge(id, { destination: null, name: null, person: null }, run.clock.now().wallMs);
    let told = 0;
    run.reminders.changed.listen(() => (told += 1));
    await run.advance(minuteMs);
    // Windows show it as waiting until they hear that.
    expect(told).toBe(1);
    expect(run.channel.messages).toHaveLength(1);
    expect(run.deliveries(id, "desktop")).toMatchObject([{ nth: 1 }]);
    expect(run.reminders.all()).toEqual([]);
  });

  test("one that waits for a service that is away is skipped", async () => {
    const other = phone();
    await started(other);
    const [event] = await run.fire();
    const id = event?.id ?? "";
    other.answer = () => ({ state: "later", reason: "away" });
    await run.advance(5 * minuteMs);
    expect(run.deliveries(id, "phone-1")).toMatchObject([
      { nth: 1, state: "sent" },
      { nth: 2, state: "pending" },
    ]);
    await run.acknowledge(id);
    other.answer = () => ({ state: "sent", externalId: null });
    await run.advance(30 * minuteMs);
    expect(run.deliveries(id, "phone-1")[1]).toMatchObject({ nth: 2, state: "skipped" });
  });

  test("one that is being sent is not tried a second time", async () => {
    await started();
    const [event] = await run.fire();
    const id = event?.id ?? "";
    const { promise, resolve } = Promise.withResolvers<void>();
    run.channel.answer = async () => {
      await promise;
      return { state: "failed", reason: "no service", retryable: true };
    };
    await run.advance(minuteMs);
    await run.acknowledge(id);
    resolve();
    await run.outboxes.settle();
    await run.advance(60 * minuteMs);
    expect(run.channel.messages).toHaveLength(2);
    expect(run.deliveries(id, "desktop")[1]).toMatchObject({ nth: 2, state: "skipped" });
  });
});

test("while a service is away, one repetition waits there and no more", async () => {
  const other = phone();
  await started(other);
  const [event] = await run.fire();
  other.waitMs = Infinity;
  for (let minute = 0; minute < 40; minute += 1) await run.advance(minuteMs);
  expect(run.deliveries(event?.id ?? "", "phone-1")).toHaveLength(2);
  other.messages.length = 0;
  other.waitMs = 0;
  other.say({ state: "ok", detail: null });
  await run.outboxes.settle();
  expect(other.messages.map(({ subject }) => subject?.nth)).toEqual([2]);
  await run.advance(5 * minuteMs);
  expect(other.messages.map(({ subject }) => subject?.nth)).toEqual([2, 3]);
});

describe("a restart", () => {
  test("goes on where the last run was", async () => {
    await started();
    await run.fire();
    await run.advance(minuteMs + 40_000);
    await run.restart();
    await run.advance(19_999);
    expect(run.channel.messages).toHaveLength(2);
    await run.advance(1);
    expect(run.channel.messages).toHaveLength(3);
    expect(run.channel.messages[2]?.title).toContain("3rd time");
    expect(run.channel.messages[2]?.externalId, "the notification of the last run is replaced").not.toBeNull();
  });

  test.each([
    ["a day back", -86_400_000, minuteMs],
    ["a day ahead", 86_400_000, 0],
    ["as it was", 0, 30_000],
  ])("with the clock set %s waits no longer than the whole minute", async (_name, stepMs, leftMs) => {
    await started();
    await run.fire();
    await run.advance(30_000);
    run.clock.stepWall(stepMs);
    await run.restart();
    await run.advance(Math.max(0, leftMs - 1));
    expect(run.channel.messages).toHaveLength(leftMs === 0 ? 2 : 1);
    await run.advance(1);
    expect(run.channel.messages).toHaveLength(2);
  });
});

test.each([-86_400_000, 86_400_000])("the clock set by %i ms while it runs moves nothing", async (stepMs) => {
  await started();
  await run.fire();
  await run.advance(30_000);
  run.clock.stepWall(stepMs);
  await run.advance(29_999);
  expect(run.channel.messages).toHaveLength(1);
  await run.advance(1);
  expect(run.channel.messages).toHaveLength(2);
  await run.advance(minuteMs);
  expect(run.channel.messages).toHaveLength(3);
});

test("after a sleep what fell due meanwhile is told once, not once for each minute", async () => {
  await started();
  await run.fire();
  run.clock.sleep(180 * minuteMs);
  await run.advance(15_000);
  expect(run.channel.messages).toHaveLength(2);
});
