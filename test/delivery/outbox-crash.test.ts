/** What a crash leaves behind at each step between commit and "shown", and a database that fails at each. */
import type { Message } from "../../main/delivery/channel.ts";
import { beforeEach, expect, test } from "vitest";
import { Harness, value } from "./outbox-harness.ts";

let h: Harness;
beforeEach(() => {
  h = new Harness();
});

const shownIds = () => h.channel.messages.map(({ id }) => id);
const nowMs = () => h.clock.now().wallMs;
/** Everything that is due is handed out, each in a message of its own; the process is gone before it knows more. */
function dispatchBatch(): number[] {
  return value(h.store.deliveries.due("desktop", nowMs(), 500)).flatMap(({ id, eventId }) =>
    value(h.store.deliveries.begin([id], { messageId: eventId }, nowMs())),
  );
}

test("gone after the commit: shown once", async () => {
  const [event] = h.fire();
  h.restart().start();
  await h.settle();
  expect(shownIds()).toEqual([event?.id]);
});

test("gone with the message in flight: unknown, told as such, and shown again under the same id", async () => {
  const [event] = h.fire();
  dispatchBatch();
  let between: string | undefined;
  h.channel.answer = () => {
    between = h.desktop(event?.id ?? "")?.error ?? undefined;
    return { state: "shown", externalId: null };
  };
  h.restart().start();
  await h.settle();
  expect(shownIds()).toEqual([event?.id]);
  expect(between).toContain("ended while it was being shown");
  expect(h.desktop(event?.id ?? "")?.state).toBe("shown");
});

test("shown again with what the channel called it, so that it replaces and does not double", async () => {
  const [event] = h.fire();
  const ids = dispatchBatch();
  h.store.deliveries.end(
    ids,
    { state: "pending", error: "no answer", nextAttemptMs: nowMs(), externalId: "bus/:1.7/42" },
    nowMs(),
  );
  dispatchBatch();
  h.restart().start();
  await h.settle();
  expect(h.channel.messages).toMatchObject([{ id: event?.id, externalId: "bus/:1.7/42" }]);
});

test("a start within a minute says nothing of it, a later one that it was while you were away", async () => {
  h.fire();
  dispatchBatch();
  h.clock.advance(59_000);
  h.restart().start();
  await h.settle();
  h.fire();
  dispatchBatch();
  h.clock.advance(61_000);
  h.restart().start();
  await h.settle();
  expect(h.channel.messages.map(({ body }) => body)).toEqual([
    "1,001 at 12:00:00",
    "While you were away: 1,002 at 12:00:59",
  ]);
});

test("gone after it was written as shown: never again", async () => {
  h.fire();
  h.outbox.start();
  await h.settle();
  h.restart().start();
  await h.settle();
  expect(h.channel.messages).toHaveLength(1);
});

test("what the system says it still has is not shown a second time", async () => {
  const [seen, lost] = h.fire(2);
  dispatchBatch();
  h.channel.has.add(seen?.id ?? "");
  h.restart().start();
  await h.settle();
  expect(shownIds()).toEqual([lost?.id]);
  expect([h.desktop(seen?.id ?? "")?.state, h.desktop(lost?.id ?? "")?.state]).toEqual(["shown", "shown"]);
});

test("several in flight at once were one message, and are one again under the same id", async () => {
  const events = h.fire(9);
  h.channel.answer = ({ id }) =>
    id.startsWith("joined:") ? new Promise(() => undefined) : { state: "shown", externalId: null };
  h.outbox.start();
  await h.settle();
  const before = h.channel.messages.at(-1);
  h.channel.messages.length = 0;
  h.channel.answer = () => ({ state: "shown", externalId: null });
  h.restart().start();
  await h.settle();
  // What its events say of their own deliveries has changed meanwhile.
  const shown = ({ id, title, body }: Message): string[] => [id, title, body];
  expect(h.channel.messages.map(shown)).toEqual([before].map((each) => (each === undefined ? [] : shown(each))));
  expect(events.map(({ id }) => h.desktop(id)?.state)).toEqual(events.map(() => "shown"));
});

test.each(["due", "begin"] as const)(
  "while the database cannot %s, nothing is shown; afterwards it is, once",
  async (call) => {
    let broken = true;
    const [event] = h.fire();
    h.make({ store: h.failing(call, () => broken) }).start();
    await h.settle();
    await h.advance(10_000);
    expect(h.channel.messages).toEqual([]);
    broken = false;
    await h.advance(2_000);
    expect(shownIds()).toEqual([event?.id]);
  },
);

test("shown, but the database cannot be told: told as soon as it can, never shown again", async () => {
  let broken = true;
  const [event] = h.fire();
  h.make({ store: h.failing("end", () => broken) }).start();
  await h.settle();
  await h.advance(10_000);
  expect(h.desktop(event?.id ?? "")?.state).toBe("sending");
  broken = false;
  await h.advance(2_000);
  expect(h.desktop(event?.id ?? "")?.state).toBe("shown");
  expect(h.channel.messages).toHaveLength(1);
});

test.each(["recover", "retry"] as const)(
  "a database that cannot %s at the start is asked again, and nothing is lost",
  async (call) => {
    let broken = true;
    const [event] = h.fire();
    dispatchBatch();
    h.restart();
    h.make({ store: h.failing(call, () => broken) }).start();
    await h.settle();
    await h.advance(10_000);
    expect(h.channel.messages).toEqual([]);
    broken = false;
    await h.advance(2_000);
    expect(shownIds()).toEqual([event?.id]);
  },
);
