/** What quiet hours keep back, and the digest at their end, on a real database with a clock of its own. 23:00 to 07:00, in UTC. */
import { beforeEach, describe, expect, test } from "vitest";
import { weekdays } from "../../../preload/contract/quiet-hours.ts";
import type { AlertEvent, Delivery } from "../../../preload/contract/event.ts";
import { Harness, value } from "../outbox-harness.ts";
import { RecordingChannel } from "../recording-channel.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const night = { isOn: true, periods: [{ days: [...weekdays], from: "23:00", to: "07:00" }] };

let h: Harness;
let phone: RecordingChannel;
beforeEach(async () => {
  phone = new RecordingChannel("phone");
  h = new Harness(phone);
  h.quietHours = night;
  // The harness begins at 12:00 on a Monday.
  h.clock.advance(11 * hourMs);
  h.outbox.start();
  await h.settle();
});

async function fire(...given: Parameters<Harness["fire"]>): Promise<AlertEvent[]> {
  const events = h.fire(...given);
  h.outbox.wake();
  await h.settle();
  return events;
}
const at = (id: string | undefined, destination = "phone"): Delivery | undefined => h.delivery(id ?? "", destination);
/** In which step tests wait: nothing that a clock or a timer would not do by itself. */
async function until(hours: number): Promise<void> {
  for (let step = 0; step < hours * 6; step += 1) await h.advance(10 * minuteMs);
}
const digests = (channel: RecordingChannel) => channel.messages.filter(({ id }) => id.startsWith("digest:"));

describe("while it is quiet", () => {
  test("what is normal makes no sound anywhere, is in the history at once, and says that it is kept back", async () => {
    const [event] = await fire();
    expect([...h.channel.messages, ...phone.messages]).toEqual([]);
    expect(h.told.at(-1)?.id).toBe(event?.id);
    for (const destination of ["desktop", "phone"])
      expect(at(event?.id, destination)).toMatchObject({ state: "pending", error: null, isKept: true });
    expect(at(event?.id, "history")).toMatchObject({ state: "shown" });
  });

  test("what is critical, and that nothing is watched, is told at once", async () => {
    const [normal] = await fire();
    const [critical] = await fire(1, "BTC-USD", "once", "critical");
    const blind = h.blind(null);
    h.outbox.wake();
    await h.settle();
    for (const channel of [h.channel, phone])
      expect(channel.messages.map(({ id }) => id)).toEqual([critical?.id, blind.id]);
    expect(at(normal?.id)?.isKept).toBe(true);
  });

  test("a thousand that wait do not stand in the way of one that does not", async () => {
    await fire(1_100);
    const [critical] = await fire(1, "BTC-USD", "once", "critical");
    expect(phone.messages.map(({ id }) => id)).toEqual([critical?.id]);
    await until(8);
    expect(phone.messages).toHaveLength(2);
    expect(phone.messages[1]?.title).toBe("While it was quiet: 1,100 alerts");
    expect(phone.messages[1]?.subject?.list).toEqual({ entries: 300, more: 800 });
  });

  test("what could not be sent before is not sent then", async () => {
    h.quietHours = { ...night, isOn: false };
    phone.answer = () => ({ state: "failed", reason: "away", retryable: true });
    const [event] = await fire();
    expect(phone.messages).toHaveLength(1);
    h.quietHours = night;
    phone.answer = () => ({ state: "shown", externalId: null });
    await h.advance(minuteMs);
    expect(phone.messages).toHaveLength(1);
    expect(at(event?.id)).toMatchObject({ state: "pending", isKept: true });
    await until(8);
    expect(phone.messages.at(-1)?.id).toBe(event?.id);
  });

  test("a destination that is off has nothing kept for it", async () => {
    h.enabled = false;
    const [event] = await fire();
    expect(at(event?.id, "desktop")).toMatchObject({ state: "skipped" });
    expect(at(event?.id, "desktop")?.isKept).toBeUndefined();
  });
});

describe("when it is over", () => {
  test("one message at each destination tells all of it, oldest first, each with its time", async () => {
    const [first] = await fire();
    await h.advance(90 * minuteMs);
    await fire(1, "ETH-USD");
    await until(5);
    expect([...h.channel.messages, ...phone.messages]).toEqual([]);
    await until(2);
    for (const channel of [h.channel, phone]) {
      expect(channel.messages).toHaveLength(1);
      expect(channel.messages[0]?.id).toBe(`digest:${first?.id}`);
      expect(channel.messages[0]?.title).toBe("While it was quiet: 2 alerts");
    }
    const body = (phone.messages[0]?.subject?.body ?? "").replaceAll(/[\u2066-\u2069]/g, "").split("\n");
    expect(body).toEqual([
      "Jan 5, 23:00: BTC-USD crossed above 1,001",
      "00:30: ETH-USD crossed above 1,002",
      "Times are UTC.",
    ]);
    expect(phone.messages[0]?.subject).toMatchObject({ topic: "digest", urgency: "normal" });
    expect(at(first?.id)).toMatchObject({ state: "shown", keptUntil: "2026-01-06T07:00:00.000Z" });
    await until(24);
    expect(phone.messages).toHaveLength(1);
  });

  test("it is told at that minute, not at the next try of something else", async () => {
    await fire(2);
    await h.advance(8 * hourMs - 1);
    expect(phone.messages).toEqual([]);
    await h.advance(1_000);
    expect(digests(phone)).toHaveLength(1);
  });

  test("a notification names twelve, and how many more there are", async () => {
    await fire(20);
    await until(8);
    const lines = h.channel.messages[0]?.body.split("\n") ?? [];
    expect(lines).toHaveLength(13);
    expect(lines.at(-1)).toBe("and 8 more, in the history");
  });

  test("one alone is told as itself, and that it was kept back", async () => {
    const [event] = await fire();
    await until(8);
    expect(phone.messages).toMatchObject([
      { id: event?.id, body: expect.stringMatching(/^While it was quiet: /) as string },
    ]);
    expect(phone.messages[0]?.subject?.body).toContain("Kept back by your quiet hours until now.");
    expect(phone.messages[0]?.subject?.body).toContain("Jan 5");
    expect(phone.messages[0]?.subject?.body).not.toContain("late");
  });

  test("what was acknowledged meanwhile is not in it", async () => {
    const [first, second, third] = await fire(3);
    const inWindow = { destination: null, name: null, person: null };
    value(h.store.events.acknowledge(second?.id ?? "", inWindow, h.clock.now().wallMs));
    await until(8);
    expect(phone.messages[0]?.title).toBe("While it was quiet: 2 alerts");
    expect(phone.messages[0]?.subject?.events.map(({ id }) => id)).toEqual([first?.id, third?.id]);
    expect(at(second?.id)).toMatchObject({ state: "skipped" });
  });

  test("an answer on it is one to all that it names", async () => {
    const events = await fire(3);
    await until(8);
    const acted: (readonly AlertEvent[])[] = [];
    h.outbox.acted.listen(({ events: named }) => acted.push(named));
    phone.act({ messageId: phone.messages[0]?.id ?? "", action: "acknowledge" });
    expect(acted.map((named) => named.map(({ id }) => id))).toEqual([events.map(({ id }) => id)]);
  });

  test("what fires right after it is told for itself, and joined only with its own", async () => {
    await fire(8);
    await until(8);
    const [event] = await fire();
    expect(phone.messages.map(({ id }) => id)).toEqual([expect.stringMatching(/^digest:/), event?.id]);
  });

  test("what is kept back by a second night is told by its own digest", async () => {
    await fire(2);
    await until(24);
    await fire(3);
    await until(9);
    expect(digests(phone).map(({ title }) => title)).toEqual([
      "While it was quiet: 2 alerts",
      "While it was quiet: 3 alerts",
    ]);
  });
});

describe("a change holds at once", () => {
  test("turned off, what was kept is told", async () => {
    await fire(2);
    h.quietHours = { ...night, isOn: false };
    h.outbox.wake();
    await h.settle();
    expect(digests(phone)).toHaveLength(1);
  });

  test("in another zone it may be day", async () => {
    await fire(2);
    h.zone = "Asia/Tokyo";
    h.outbox.wake();
    await h.settle();
    expect(digests(phone)).toHaveLength(1);
  });

  test("nobody says that the clock was set: found out within ten minutes", async () => {
    await fire(2);
    h.clock.stepWall(9 * hourMs);
    await h.advance(10 * minuteMs);
    expect(digests(phone)).toHaveLength(1);
  });

  test("set back after the digest, it is not told again; before it, it waits again, and is told once", async () => {
    await fire(2);
    h.clock.stepWall(9 * hourMs);
    await until(1);
    expect(digests(phone)).toHaveLength(1);
    h.clock.stepWall(-10 * hourMs);
    await until(12);
    expect(digests(phone)).toHaveLength(1);

    await fire(0);
    h.clock.stepWall(12 * hourMs);
    const events = await fire(2);
    phone.answer = () => ({ state: "failed", reason: "away", retryable: true });
    h.clock.stepWall(8 * hourMs);
    await until(1);
    const tries = digests(phone).length;
    expect(at(events[0]?.id)).toMatchObject({ state: "pending", error: "away" });
    h.clock.stepWall(-6 * hourMs);
    phone.answer = () => ({ state: "shown", externalId: null });
    await until(1);
    expect(digests(phone)).toHaveLength(tries);
    expect(at(events[0]?.id)).toMatchObject({ state: "pending", isKept: true });
    await until(7);
    expect(digests(phone)).toHaveLength(tries + 1);
    expect(at(events[0]?.id)).toMatchObject({ state: "shown" });
  });
});

describe("a destination that cannot be reached", () => {
  const weekend = { isOn: true, periods: [{ days: [...weekdays].slice(0, 3), from: "00:00", to: "00:00" }] };

  test("has its 24 hours from the end of the quiet time on", async () => {
    h.quietHours = weekend;
    const events = await fire(2);
    phone.answer = () => ({ state: "failed", reason: "away", retryable: true });
    // Until Thursday 00:00 it is quiet: two days and an hour.
    await h.advance(48 * hourMs);
    await until(24);
    expect(at(events[0]?.id)).toMatchObject({ state: "pending", error: "away" });
    expect(digests(phone).length).toBeGreaterThan(6);
    await until(2);
    expect(at(events[0]?.id)).toMatchObject({ state: "failed", error: "away" });
  });

  test("gets one digest when it can, though it may have been taken the first time: under the same id", async () => {
    await fire(3);
    phone.answer = () => ({ state: "unknown", reason: "no answer" });
    await until(8);
    phone.answer = () => ({ state: "shown", externalId: null });
    await until(1);
    const found = digests(phone);
    expect(found.length).toBeGreaterThan(1);
    expect(new Set(found.map(({ id }) => id)).size).toBe(1);
    expect(found.at(-1)?.subject?.events).toHaveLength(3);
  });
});
