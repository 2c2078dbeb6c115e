/** How a message says that it is told once more: which telling several deliveries are, and the words of it. */
import { expect, test } from "vitest";
import {
  firstTelling,
  isReminder,
  reminderText,
  tellingOf,
  type Telling,
} from "../../../main/delivery/reminders/reminder-message.ts";
import { at, atMs, eventOf } from "../delivery-rows.ts";

const telling = (occasion: Telling["occasion"], nth: number, isAgain = false): Telling => ({ occasion, nth, isAgain });

test.each<[string, Telling[], Telling]>([
  ["one", [telling("event", 1)], firstTelling],
  ["one told again", [telling("event", 3, true)], telling("event", 3, true)],
  ["one of the second step", [telling("escalation", 1)], telling("escalation", 1)],
  ["several: the highest number", [telling("event", 2), telling("event", 4), telling("event", 3)], telling("event", 4)],
  [
    "several, one of which may be there already",
    [telling("event", 1), telling("event", 1, true)],
    telling("event", 1, true),
  ],
  ["both steps: as what happened", [telling("escalation", 2), telling("event", 1)], telling("event", 2)],
  ["the second step alone", [telling("escalation", 2), telling("escalation", 1)], telling("escalation", 2)],
])("one message for %s", (_what, rows, expected) => {
  expect(tellingOf(rows)).toEqual(expected);
});

test.each([
  [telling("event", 1), false],
  [telling("event", 2), true],
  [telling("escalation", 1), true],
  [telling("escalation", 2), true],
])("%j is a reminder: %s", (given, isOne) => {
  expect(isReminder(given)).toBe(isOne);
});

const words = { locale: "en-GB", timeZone: "UTC" };
const text = { title: "BTC-USD rose", body: "45,001" };
const minuteMs = 60_000;
const later = eventOf("later", { decidedAt: "2026-01-05T12:03:00.000Z" });
const first = eventOf("first", { decidedAt: at });

test.each<[string, Telling, number | null, string, string]>([
  [
    "again",
    telling("event", 2),
    null,
    "BTC-USD rose (again, 2nd time)",
    "Happened at 12:00:00; nobody has acknowledged it yet.",
  ],
  [
    "by the second step",
    telling("escalation", 1),
    null,
    "BTC-USD rose (nobody has acknowledged it)",
    "Nobody has acknowledged it for 5 min. It happened at 12:00:00.",
  ],
  [
    "again by the second step",
    telling("escalation", 2),
    null,
    "BTC-USD rose (again, 2nd time)",
    "Nobody has acknowledged it for 5 min. It happened at 12:00:00.",
  ],
  [
    "after the clock was set: by what has really passed",
    telling("escalation", 1),
    2 * minuteMs,
    "BTC-USD rose (nobody has acknowledged it)",
    "Nobody has acknowledged it for 2 min. It happened at 12:00:00.",
  ],
  [
    "after the clock was set back behind it",
    telling("escalation", 1),
    -minuteMs,
    "BTC-USD rose (nobody has acknowledged it)",
    "Nobody has acknowledged it for 0 s. It happened at 12:00:00.",
  ],
])("told %s, of several since the first of them", (_what, given, agoMs, title, why) => {
  const options = agoMs === null ? words : { ...words, agoMs: () => agoMs };
  expect(reminderText(text, given, [later, first], atMs + 5 * minuteMs, options)).toEqual({
    title,
    body: `${why}\n45,001`,
  });
});
