/** When one destination's queue looks at what is due, and how it ends. */
import { beforeEach, describe, expect, test } from "vitest";
import type { Acted } from "../../main/delivery/acted.ts";
import { ChannelQueue, stopWithinMs } from "../../main/delivery/channel-queue.ts";
import type { Outcome } from "../../main/delivery/channel.ts";
import { groupIdOf } from "../../main/delivery/grouping.ts";
import { digestIdOf } from "../../main/delivery/quiet-hours/digest.ts";
import { RoundHarness } from "./round-harness.ts";

let h: RoundHarness;
let queue: ChannelQueue;
let acted: Acted[];
beforeEach(() => {
  h = new RoundHarness();
  acted = [];
  queue = new ChannelQueue({
    clock: h.clock,
    store: h.store,
    channel: h.channel,
    enabled: () => true,
    changed: () => undefined,
    acted: (each) => acted.push(each),
    textOptions: { locale: "en-GB", timeZone: "UTC" },
  });
});
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** The next message is in flight until the answer is given. */
function hang(): (outcome: Outcome) => void {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  h.channel.answer = () => promise;
  return resolve;
}
const shown: Outcome = { state: "shown", externalId: null };

describe("a queue", () => {
  test("looks at nothing before it is begun, and begins once", async () => {
    h.wait();
    queue.wake();
    await settle();
    expect(h.asked).toEqual([]);
    queue.start();
    queue.start();
    await settle();
    expect(h.shown).toEqual([["event-1"]]);
    expect(h.channel.listeners).toBe(2);
  });

  test("waits with one timer, however often it is woken, and looks when that is over", async () => {
    queue.start();
    await settle();
    expect(h.clock.pending).toBe(0);
    h.wait(1, 5_000);
    for (let n = 0; n < 3; n++) {
      queue.wake();
      await settle();
    }
    expect([h.clock.pending, h.clock.nextDelayMs]).toEqual([1, 5_000]);
    h.clock.advance(5_000);
    await settle();
    expect(h.shown).toEqual([["event-1"]]);
    expect(h.clock.pending).toBe(0);
  });

  test("that is woken while a message is in flight looks again afterwards, and never hands over two at once", async () => {
    const answer = hang();
    h.wait();
    queue.start();
    await settle();
    h.wait();
    queue.wake();
    queue.wake();
    await settle();
    expect(h.shown).toEqual([["event-1"]]);
    h.channel.answer = () => shown;
    answer(shown);
    await settle();
    expect(h.shown).toEqual([["event-1"], ["event-2"]]);
    const looks = h.count("due");
    await settle();
    expect(h.count("due"), "and then no more").toBe(looks);
  });

  test("offers what was to wait longer once its destination is well, not while it is not", async () => {
    h.wait(1, 5_000);
    queue.start();
    await settle();
    h.channel.say({ state: "degraded", detail: "x" });
    await settle();
    expect(h.shown).toEqual([]);
    h.channel.say({ state: "ok", detail: null });
    await settle();
    expect(h.shown).toEqual([["event-1"]]);
  });
});

describe("stopped", () => {
  test("it hears and looks at nothing any more, and does not begin again", async () => {
    h.wait(1, 5_000);
    queue.start();
    await settle();
    await queue.stop();
    expect([h.channel.listeners, h.clock.pending]).toEqual([0, 0]);
    const { length } = h.asked;
    queue.wake();
    queue.start();
    await settle();
    expect(h.asked).toHaveLength(length);
  });

  test("it waits for the message in flight, two seconds at most", async () => {
    const answer = hang();
    h.wait(2);
    queue.start();
    await settle();
    let isOver = false;
    const stopped = queue.stop().then(() => (isOver = true));
    expect(queue.stop(), "asked twice it is one end").toBe(queue.stop());
    await settle();
    expect([isOver, stopWithinMs, h.clock.nextDelayMs]).toEqual([false, 2_000, 2_000]);
    answer(shown);
    await stopped;
    expect([h.shown, h.clock.pending]).toEqual([[["event-1"]], 0]);
    expect(h.rows.map(({ state }) => state)).toEqual(["shown", "pending"]);
  });

  test("it waits no longer for one that never comes back", async () => {
    hang();
    h.wait();
    queue.start();
    await settle();
    const stopped = queue.stop();
    h.clock.advance(stopWithinMs);
    await stopped;
    expect(h.clock.pending).toBe(0);
  });
});

test.each([
  ["a joined message", groupIdOf("event-1")],
  ["a digest", digestIdOf("event-1")],
])("an answer on %s is about all that it names, one on an event's own about that", async (_what, messageId) => {
  const rows = h.wait(2);
  rows.forEach((row, i) => (h.rows[i] = { ...row, state: "shown", messageId }));
  queue.start();
  h.channel.act({ messageId, action: "open", by: "Ann" });
  h.channel.act({ messageId: "event-2", action: "snooze" });
  h.channel.act({ messageId: "unknown", action: "open" });
  const [first, second] = rows.map(({ event }) => event);
  const destination = "phone";
  expect(acted).toEqual([
    { action: "open", event: null, events: [first, second], destination, person: "Ann" },
    { action: "snooze", event: second, events: [second], destination, person: null },
    { action: "open", event: null, events: [], destination, person: null },
  ]);
  await queue.stop();
});
