/** Attempts at a service: each settles in time, and of what has settled nothing is kept. */
import { expect, test } from "vitest";
import { Attempts, attemptWithinMs } from "../../main/delivery/attempts.ts";
import type { SendOutcome } from "../../main/delivery/channels/remote-channel.ts";
import { ManualClock } from "../doubles/clock.ts";
import { heldOf } from "../doubles/held.ts";

const accepted: SendOutcome = { kind: "accepted", receipt: null };

test("an attempt that never comes back is taken for unknown after 25 seconds, and is told to end", async () => {
  const clock = new ManualClock();
  const attempts = new Attempts(clock);
  let isEnded = false;
  const made = attempts.make((signal) => {
    signal.addEventListener("abort", () => (isEnded = true));
    return new Promise(() => undefined);
  });
  expect([attemptWithinMs, clock.nextDelayMs]).toEqual([25_000, 25_000]);
  clock.advance(attemptWithinMs);
  expect(await made).toMatchObject({ kind: "unknown", code: "no-answer" });
  expect([isEnded, clock.pending]).toEqual([true, 0]);
});

test("of an attempt that has settled nothing is kept, however many there are", async () => {
  const clock = new ManualClock();
  const attempts = new Attempts(clock);
  const signals: WeakRef<object>[] = [];
  for (let n = 0; n < 20; n++)
    await attempts.make((signal) => {
      signals.push(new WeakRef(signal));
      return Promise.resolve(accepted);
    });
  // The last one may still be on the stack.
  expect(await heldOf(signals)).toBeLessThan(5);
  attempts.abort();
});
