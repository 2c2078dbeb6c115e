/** A message as data: what stands in it, what is left out, and where each part is cut. Programs of other people read it. */
import { expect, test } from "vitest";
import { messageData } from "../../../main/delivery/channels/message-data.ts";
import type { RemoteMessage } from "../../../main/delivery/channels/remote-channel.ts";
import { remoteMessage } from "./conformance/subject.ts";

type Event = RemoteMessage["events"][number];
const bare: Event = {
  ...{ id: "e1", seq: 1, kind: "blind", ruleId: null, generation: null, rule: null, instrument: null },
  ...{ previous: null, tick: null, receivedAt: null, decidedAt: "2026-01-05T12:00:01Z", decisionMicros: null },
  ...{ gap: null, blind: null, deliveries: [], readAt: null, acknowledgedAt: null, acknowledgedBy: null },
} as unknown as Event;
const rule = (note: string): Event["rule"] =>
  ({ condition: { kind: "crosses-up", level: "45000" }, note }) as unknown as Event["rule"];
const dataOf = (rest: Partial<RemoteMessage>, maxBytes = 20_000) => messageData(remoteMessage(rest), maxBytes).data;

test("says of an event what, where, when and by which condition, and nothing of its deliveries", () => {
  const event: Event = {
    ...bare,
    kind: "fired",
    instrument: { venue: "demo", symbol: "BTC-USD" },
    tick: { price: "45000.50", at: "2026-01-05T12:00:00Z", tradeId: null },
    rule: rule("sell half"),
  };
  const said = {
    ...{ id: "e1", kind: "fired", venue: "demo", symbol: "BTC-USD", price: "45000.50", gap: null, blind: null },
    ...{ priceAt: "2026-01-05T12:00:00Z", decidedAt: "2026-01-05T12:00:01Z", note: "sell half" },
    condition: { kind: "crosses-up", level: "45000" },
  };
  expect(dataOf({ events: [event] })).toEqual({
    ...{ id: "event-0001-aaaa-bbbb", key: "key-0001-aaaa-bbbb", title: "BTC-USD rose to 45,000", urgency: "normal" },
    body: "45,000.50 at 12:00:01\nTell me once when it rises to 45,000",
    events: [said],
    moreEvents: 0,
  });
});

test("what an event does not have is null, and is there", () => {
  expect(dataOf({ events: [bare] }).events).toEqual([
    {
      ...{ id: "e1", kind: "blind", venue: null, symbol: null, price: null, priceAt: null, condition: null, note: "" },
      ...{ decidedAt: "2026-01-05T12:00:01Z", gap: null, blind: null },
    },
  ]);
});

test("title and note have 500 characters, the text half of the bytes, counted as JSON writes them", () => {
  const events = [{ ...bare, rule: rule("n".repeat(501)) }];
  const data = dataOf({ title: "t".repeat(501), events });
  expect([data.title.length, data.events[0]?.note.length]).toEqual([500, 500]);
  expect(dataOf({ title: "t".repeat(500) }).title).toBe("t".repeat(500));
  expect(dataOf({ body: "b".repeat(501) }, 1_000).body).toBe(`${"b".repeat(497)}…`);
  expect(dataOf({ body: "b".repeat(500) }, 1_000).body).toBe("b".repeat(500));
  expect(dataOf({ body: '"'.repeat(300) }, 1_000).body).toBe(`${'"'.repeat(248)}…`);
  expect(dataOf({ body: '"'.repeat(250) }, 1_000).body).toBe('"'.repeat(250));
});

test("events are left out, a fifth at a time, until it fits, and those are counted", () => {
  const message = { body: "", events: Array.from({ length: 10 }, () => bare) };
  const bytes = Buffer.byteLength(JSON.stringify(messageData(remoteMessage(message), 100_000)));
  const counted = (maxBytes: number): number[] => {
    const { events, moreEvents } = dataOf(message, maxBytes);
    return [events.length, moreEvents];
  };
  expect(counted(bytes)).toEqual([10, 0]);
  expect(counted(bytes - 1)).toEqual([8, 2]);
  expect(counted(10), "not even without events").toEqual([0, 10]);
});

test("what it is about and when that was stand beside it", () => {
  expect(messageData(remoteMessage({ topic: "digest" }), 20_000)).toMatchObject({
    ...{ type: "digest", timestamp: "2026-01-05T12:00:00.000Z" },
  });
});
