/** What a channel outside is given of a message: with what it is about, and of one that is about nothing. */
import { describe, expect, test } from "vitest";
import type { Message, MessageSubject } from "../../main/delivery/channel.ts";
import type { RemoteChannelKind } from "../../main/delivery/channels/remote-channel.ts";
import { remoteMessageOf, testMessageId } from "../../main/delivery/remote-message.ts";
import { eventOf } from "./delivery-rows.ts";

const nowMs = Date.parse("2026-01-05T12:00:00.000Z");
const abilities: RemoteChannelKind["abilities"] = {
  ...{ canReplace: false, dropsRepeats: false, canClear: false, answers: [], repeatsCritical: false },
};
const notice: Message = {
  ...{ id: "event-1", title: "A title", body: "for the desktop", urgency: "normal", actions: [], externalId: "x-7" },
};
const subject: MessageSubject = {
  events: [eventOf("event-1")],
  topic: "alert.fired",
  happenedAtMs: nowMs - 5_000,
  urgency: "critical",
  body: "for a phone",
  actions: ["acknowledge", "snooze"],
  isSilent: true,
  occasion: "event",
  nth: 1,
  isAgain: true,
};
const remote = (
  message: Message,
  own: Partial<RemoteChannelKind["abilities"]> = {},
  destination = "phone",
  atMs = nowMs,
) => remoteMessageOf(message, destination, { ...abilities, ...own }, atMs);

test("one that is about nothing has its own words, and is of now", () => {
  expect(remote(notice)).toEqual({
    ...{
      id: expect.any(String) as string,
      key: expect.any(String) as string,
      title: "A title",
      body: "for the desktop",
    },
    ...{ urgency: "normal", isSilent: false, actions: [], isAgain: false, receipt: "x-7" },
    ...{ events: [], topic: "notice", happenedAtMs: nowMs },
  });
});

test("one about an event has what is said of it there, and the buttons that the channel has", () => {
  const message = { ...notice, subject };
  expect(remote(message, { answers: ["acknowledge"] })).toMatchObject({
    ...{ body: "for a phone", urgency: "critical", isSilent: true, actions: ["acknowledge"], isAgain: true },
    ...{ receipt: "x-7", topic: "alert.fired", happenedAtMs: nowMs - 5_000, events: subject.events },
  });
  expect(remote(message)).not.toHaveProperty("list");
  const list = { entries: 1, more: 2 };
  expect(remote({ ...notice, subject: { ...subject, list } }).list).toEqual(list);
});

test("where it cannot be acknowledged by a button the text says how, and only where that is asked", () => {
  const asked = remote({ ...notice, subject }, { answers: ["snooze"] });
  expect(asked.body.split("\n")).toHaveLength(2);
  expect(asked.actions).toEqual(["snooze"]);
  expect(remote({ ...notice, subject: { ...subject, actions: ["open"] } }).body).toBe("for a phone");
});

describe("its key", () => {
  const keyOf = (
    changed: Partial<MessageSubject> | null,
    id = "event-1",
    destination = "phone",
    atMs = nowMs,
  ): string =>
    remote(
      { ...notice, id, ...(changed === null ? {} : { subject: { ...subject, ...changed } }) },
      {},
      destination,
      atMs,
    ).key;

  test("is the same at every attempt", () => {
    expect(keyOf({})).toBe(keyOf({}, "event-1", "phone", nowMs + 1));
    expect(keyOf({ nth: 2 })).toBe(keyOf({ nth: 2 }));
  });

  test("is another one when it grows, repeats or ends, elsewhere, and each time for what is about nothing", () => {
    const keys = [
      ...[keyOf({}), keyOf({ topic: "blind.ended" }), keyOf({ nth: 2 }), keyOf({ nth: 3 })],
      ...[
        keyOf({ events: [eventOf("event-1"), eventOf("event-2")] }),
        keyOf({}, "event-2"),
        keyOf({}, "event-1", "mail"),
      ],
      ...[keyOf(null), keyOf(null, "event-1", "phone", nowMs + 1)],
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test("told once more it is a message of its own, not an edit of the one before", () => {
  expect(remote({ ...notice, subject: { ...subject, nth: 2 } }).receipt).toBeNull();
});

test("what is about no event says whether it is the test of a destination or a notice", () => {
  expect([remote({ ...notice, id: testMessageId }).topic, remote(notice).topic]).toEqual(["test", "notice"]);
});
