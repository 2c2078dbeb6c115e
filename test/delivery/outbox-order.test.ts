/** What a service could not take now is told before whatever came after it. */
import { expect, test } from "vitest";
import type { Outcome } from "../../main/delivery/channel.ts";
import { Harness } from "./outbox-harness.ts";
import { RecordingChannel } from "./recording-channel.ts";

test.for<Outcome>([
  { state: "later", reason: "away" },
  { state: "unknown", reason: "no answer", showsRepeats: true },
  { state: "unknown", reason: "no answer", showsRepeats: false },
])("$state, and its pause is over before that is written: nothing else goes first", async (outcome) => {
  // Its pause is never longer than writing takes.
  const phone = new RecordingChannel("phone");
  const h = new Harness(phone);
  let isAway = true;
  const taken: string[] = [];
  phone.answer = ({ id }) => {
    if (isAway) {
      isAway = false;
      return outcome;
    }
    taken.push(id);
    return { state: "sent", externalId: id };
  };
  h.outbox.start();
  const ids = h.fire(3).map(({ id }) => id);
  h.outbox.wake();
  await h.settle();
  await h.advance(1_000);
  expect(taken).toEqual(ids);
});
