/** What a destination was never told is handed on, so that it can be told elsewhere; what may still be told is not. */
import { expect, test } from "vitest";
import { Harness } from "./outbox-harness.ts";
import { RecordingChannel } from "./recording-channel.ts";

const hourMs = 3_600_000;

function started(): { readonly h: Harness; readonly phone: RecordingChannel; readonly givenUp: string[] } {
  const phone = new RecordingChannel("phone-1");
  const h = new Harness(phone);
  const givenUp: string[] = [];
  h.make({
    gaveUp: (rows, as, why) =>
      void givenUp.push(`${as} ${rows.map(({ destination }) => destination).join(" ")}: ${why}`),
  });
  h.outbox.start();
  return { h, phone, givenUp };
}

test("a message that is refused for good, once it is written", async () => {
  const { h, phone, givenUp } = started();
  phone.answer = () => ({ state: "failed", reason: "too long", retryable: false });
  const [event] = h.fire();
  h.outbox.wake();
  await h.settle();
  expect(h.delivery(event?.id ?? "", "phone-1")?.state).toBe("failed");
  expect(givenUp).toEqual(["failed phone-1: too long"]);
});

test("what waited a day for a destination that takes nothing", async () => {
  const { h, phone, givenUp } = started();
  phone.waitMs = Infinity;
  h.fire(2);
  h.outbox.wake();
  await h.advance(24 * hourMs);
  expect(givenUp).toEqual([]);
  await h.advance(hourMs);
  expect(givenUp).toEqual(["failed phone-1 phone-1: Nothing could reach this destination for 24 hours."]);
});

test("one that nobody knows of, once it was sent the second time", async () => {
  const { h, phone, givenUp } = started();
  phone.answer = () => ({ state: "unknown", reason: "no answer", showsRepeats: true });
  const [event] = h.fire();
  h.outbox.wake();
  await h.advance(1_000);
  expect(phone.messages).toHaveLength(2);
  expect(h.delivery(event?.id ?? "", "phone-1")?.state).toBe("unknown");
  expect(givenUp).toEqual(["unknown phone-1: no answer"]);
});

test("nothing of what is told, waits, may have been taken, or is told nowhere because its destination is off", async () => {
  const { h, phone, givenUp } = started();
  h.enabled = false;
  for (const outcome of [
    { state: "sent", externalId: null },
    { state: "later", reason: "away" },
    { state: "unknown", reason: "no answer", showsRepeats: false },
  ] as const) {
    phone.answer = () => outcome;
    h.fire();
    h.outbox.wake();
    await h.settle();
  }
  expect(phone.messages.length).toBeGreaterThanOrEqual(3);
  expect(givenUp).toEqual([]);
});

test("nothing of what waits for one that says when it takes the next, and has not said that it failed", async () => {
  const { h, phone, givenUp } = started();
  phone.waitMs = 60_000;
  h.fire();
  h.outbox.wake();
  await h.advance(25 * hourMs);
  expect(givenUp).toEqual([]);
  phone.waitMs = 0;
  await h.advance(60_000);
  expect(phone.messages).toHaveLength(1);
});
