/** What comes next of an alert, as a table: what was told and when goes in. */
import { describe, expect, test } from "vitest";
import {
  isOver,
  maxTimes,
  nextReminders,
  repeatsAfterMs,
  type ReminderRules,
  type PastDelivery,
} from "../../../main/delivery/reminders/next-reminders.ts";

const rules: ReminderRules = {
  repeatsAfterMs: (destination) => (destination === "history" ? null : destination === "desktop" ? 60 : 300),
  escalatesAfterMs: null,
};
const told = (destination: string, nth: number, state: PastDelivery["state"], sinceMs: number): PastDelivery => ({
  destination,
  occasion: "event",
  nth,
  state,
  sinceMs,
});
const further = (destination: string, nth: number, state: PastDelivery["state"], sinceMs: number): PastDelivery => ({
  ...told(destination, nth, state, sinceMs),
  occasion: "escalation",
});
const said = (list: readonly PastDelivery[], escalatesAfterMs: number | null = null): string[] =>
  nextReminders({ firedMs: 1_000, deliveries: list }, { ...rules, escalatesAfterMs }).map((next) =>
    next.kind === "escalation"
      ? `escalation at ${next.dueMs}`
      : `${next.destination} ${next.occasion} ${next.nth} at ${next.dueMs}`,
  );

test("again after a minute on the desktop, after five elsewhere", () => {
  expect(repeatsAfterMs).toEqual({ desktop: 60_000, elsewhere: 300_000 });
});

describe("next", () => {
  test.each<[string, readonly PastDelivery[], readonly string[]]>([
    ["was not told yet", [told("desktop", 1, "pending", 1_000)], []],
    ["is being told", [told("desktop", 1, "sending", 1_000)], []],
    ["was told", [told("desktop", 1, "shown", 1_001)], ["desktop event 2 at 1061"]],
    ["was taken", [told("phone-1", 1, "sent", 1_001)], ["phone-1 event 2 at 1301"]],
    ["may have been taken", [told("phone-1", 1, "unknown", 1_001)], ["phone-1 event 2 at 1301"]],
    ["could not be told", [told("phone-1", 1, "failed", 1_001)], []],
    ["was skipped there", [told("phone-1", 1, "skipped", 1_001)], []],
    ["is in the history", [told("history", 1, "shown", 1_000)], []],
    [
      "was told again",
      [told("desktop", 1, "shown", 1_001), told("desktop", 2, "shown", 1_070)],
      ["desktop event 3 at 1130"],
    ],
    [
      "was told again, by a clock that had been set back: only the last time counts",
      [told("desktop", 1, "shown", 1_900), told("desktop", 2, "shown", 1_070)],
      ["desktop event 3 at 1130"],
    ],
    ["waits to be told again", [told("desktop", 1, "shown", 1_001), told("desktop", 2, "pending", 1_061)], []],
    ["could not be told again", [told("desktop", 1, "shown", 1_001), told("desktop", 2, "failed", 1_070)], []],
    ["was told often enough", [told("desktop", maxTimes, "shown", 1_900)], []],
    ["was told once less", [told("desktop", maxTimes - 1, "shown", 1_900)], [`desktop event ${maxTimes} at 1960`]],
    [
      "was told again, whichever of the two is read first",
      [told("desktop", 2, "shown", 1_070), told("desktop", 1, "shown", 1_001)],
      ["desktop event 3 at 1130"],
    ],
    [
      "was told by the first step and waits to be told by the second",
      [told("desktop", 3, "shown", 1_120), further("desktop", 1, "pending", 1_150)],
      [],
    ],
    [
      "was told by the first step, while the second could not: when that failed is of no matter",
      [told("desktop", 3, "shown", 1_120), further("desktop", 1, "failed", 1_150)],
      ["desktop event 4 at 1180"],
    ],
    [
      "was told at two that are due at once, in the order of their destinations",
      [told("phone-1", 1, "sent", 1_000), told("desktop", 1, "shown", 1_240)],
      ["phone-1 event 2 at 1300", "desktop event 2 at 1300"],
    ],
    [
      "was told at two, the one that is due first coming first",
      [told("phone-1", 1, "sent", 1_001), told("desktop", 5, "shown", 1_200)],
      ["desktop event 6 at 1260", "phone-1 event 2 at 1301"],
    ],
    ["was told by the second step", [further("phone-1", 1, "sent", 1_500)], ["phone-1 escalation 2 at 1800"]],
    [
      "was told by both steps: it goes on counting from the first, and from when it was last heard",
      [told("desktop", 3, "shown", 1_120), further("desktop", 1, "shown", 1_150)],
      ["desktop event 4 at 1210"],
    ],
  ])("what %s", (_name, list, expected) => {
    expect(said(list)).toEqual(expected);
  });

  test.each<[string, readonly PastDelivery[], number | null, readonly string[]]>([
    ["not set", [told("phone-1", 1, "failed", 1_001)], null, []],
    ["set", [told("phone-1", 1, "failed", 1_001)], 200, ["escalation at 1200"]],
    ["set, however often it is repeated", [told("desktop", 12, "shown", 1_700)], 200, ["escalation at 1200"]],
    ["set, while it waits to be told at all", [told("phone-1", 1, "pending", 1_000)], 200, ["escalation at 1200"]],
    [
      "set, after what is repeated at the same moment",
      [told("desktop", 1, "shown", 1_140)],
      200,
      ["desktop event 2 at 1200", "escalation at 1200"],
    ],
    ["done", [told("phone-1", 1, "failed", 1_001), further("mail-1", 1, "failed", 1_200)], 200, []],
  ])("the second step: %s", (_name, list, afterMs, expected) => {
    expect(said(list, afterMs)).toEqual(expected);
  });

  test.each<[string, readonly PastDelivery[], number | null, boolean]>([
    ["something waits", [told("phone-1", 1, "pending", 1_000)], null, false],
    [
      "something waits, while nothing comes elsewhere",
      [told("phone-1", 1, "pending", 1_000), told("desktop", 12, "shown", 1_900)],
      null,
      false,
    ],
    ["something comes", [told("phone-1", 1, "sent", 1_000)], null, false],
    ["the second step comes", [told("phone-1", 12, "sent", 1_000)], 60, false],
    ["nothing comes any more", [told("phone-1", 12, "sent", 1_000), told("desktop", 1, "skipped", 1_000)], null, true],
  ])("it is over: %s", (_name, list, escalatesAfterMs, expected) => {
    expect(isOver({ firedMs: 1_000, deliveries: list }, { ...rules, escalatesAfterMs })).toBe(expected);
  });
});
