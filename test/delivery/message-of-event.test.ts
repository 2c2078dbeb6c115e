/** An event, or several, as a message: how loud it is, what can be done from it, and what it says of when it was. */
import { describe, expect, test } from "vitest";
import type { GroupPlan } from "../../main/delivery/grouping.ts";
import { groupMessageOf, happenedAtMs, messageOf, urgencyOf, zoneLine } from "../../main/delivery/message.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import { actionLabel, snoozeActionMs, type Message, type MessageSubject } from "../../main/delivery/channel.ts";
import { spec } from "../store/sample-values.ts";
import { at, atMs, eventOf as bareEventOf } from "./delivery-rows.ts";

const words = { locale: "en-GB", timeZone: "UTC" };
const minuteMs = 60_000;
const rule = (repeat: "once" | "always", urgency: "normal" | "critical"): RuleSpec => ({
  ...spec,
  repeat,
  notify: { to: "default", urgency },
  note: "sell",
});
const eventOf = (id: string, change: Partial<AlertEvent> = {}): AlertEvent =>
  bareEventOf(id, { ruleId: "r", previous: null, gap: null, blind: null, ...change });
const once = eventOf("once", { rule: rule("once", "normal") });
const repeated = eventOf("repeated", { rule: rule("always", "normal") });
const critical = eventOf("critical", { rule: rule("always", "critical") });
const expired = eventOf("expired", { kind: "expired", rule: rule("once", "normal"), tick: null });
const blindUntil = (to: string | null): AlertEvent =>
  eventOf("blind", {
    kind: "blind",
    rule: null,
    tick: null,
    instrument: null,
    blind: { from: at, to, because: "asleep" },
  });
const later = "2026-01-05T12:05:00.000Z";
function subjectOf({ subject }: Message): MessageSubject {
  if (subject === undefined) throw new Error("The message has no subject.");
  return subject;
}
const [blind, seeing] = [blindUntil(null), blindUntil(later)];

describe.each<[string, AlertEvent, "normal" | "critical", string[], "normal" | "critical", string[], string]>([
  [
    "an alert that fires once",
    once,
    "critical",
    ["open", "snooze"],
    "normal",
    ["acknowledge", "open", "snooze"],
    "alert.fired",
  ],
  [
    "one of many",
    repeated,
    "normal",
    ["open", "snooze", "pause"],
    "normal",
    ["acknowledge", "open", "snooze", "pause"],
    "alert.fired",
  ],
  [
    "a critical one",
    critical,
    "critical",
    ["open", "acknowledge", "snooze"],
    "critical",
    ["acknowledge", "open", "snooze"],
    "alert.fired",
  ],
  ["the end of an alert", expired, "normal", ["open"], "normal", [], "alert.expired"],
  ["that nothing can be watched", blind, "critical", ["open"], "critical", [], "blind.began"],
  ["that all can be watched again", seeing, "normal", ["open"], "normal", [], "blind.ended"],
])("%s", (_what, event, urgency, actions, saidUrgency, remoteActions, topic) => {
  test("is as loud, and can be answered so", () => {
    const message = messageOf(event, atMs, "x-1", words);
    expect(message).toMatchObject({ id: event.id, urgency, actions, externalId: "x-1" });
    expect(message.subject).toMatchObject({
      events: [event],
      topic,
      urgency: saidUrgency,
      actions: remoteActions,
      isSilent: false,
      occasion: "event",
      nth: 1,
      isAgain: false,
    });
    expect(urgencyOf(event)).toBe(urgency);
  });
});

test("a snooze is as long as its button says", () => {
  expect([actionLabel("snooze"), snoozeActionMs]).toEqual(["Snooze 15 min", 15 * minuteMs]);
});

test("a rule that is known no more fires as one that fires once, as its kind says", () => {
  expect(urgencyOf(eventOf("r"))).toBe("critical");
  expect(messageOf(eventOf("r"), atMs, null, words).actions).toEqual(["open", "snooze"]);
  expect(subjectOf(messageOf(eventOf("r"), atMs, null, words)).urgency).toBe("normal");
});

test("it happened when it was decided; a blind time that is over, at its end", () => {
  expect([once, blind, seeing].map(happenedAtMs)).toEqual([atMs, atMs, Date.parse(later)]);
  expect(subjectOf(messageOf(seeing, atMs, null, words)).happenedAtMs).toBe(Date.parse(later));
});

describe("more than a minute after it happened it says so", () => {
  const lateBy = (event: AlertEvent, ms: number, more: object = {}): [boolean, string] => {
    const message = messageOf(event, atMs + ms, null, { ...words, ...more });
    return [message.body.startsWith("While"), subjectOf(message).body];
  };

  test.each<[string, AlertEvent, number, object, boolean, RegExp]>([
    ["at a minute", once, minuteMs, {}, false, /^(?!.*late:)/s],
    ["after it", once, minuteMs + 1, {}, true, /1 min(?:ute)? late: it could not be sent before\./],
    ["not of a blind time", blind, 60 * minuteMs, {}, false, /^(?!.*late:)/s],
    ["of the end of an alert", expired, 5 * minuteMs, {}, true, /5 min(?:utes)? late/],
    [
      "by what has really passed, where the clock was set",
      once,
      minuteMs + 1,
      { agoMs: () => 0 },
      false,
      /^(?!.*late:)/s,
    ],
    ["the same the other way round", once, 0, { agoMs: () => 10 * minuteMs }, true, /10 min(?:utes)? late/],
  ])("%s", (_what, event, ms, more, isLate, remote) => {
    const [said, body] = lateBy(event, ms, more);
    expect(said).toBe(isLate);
    expect(body).toMatch(remote);
  });

  test("of what quiet hours kept back, that they did", () => {
    const message = messageOf(once, atMs + 10 * minuteMs, null, { ...words, wasKept: true });
    const subject = subjectOf(message);
    expect(message.body).toMatch(/^While it was quiet: /);
    expect(subject.body).toContain("Kept back by your quiet hours until now.");
    expect(subject.body).not.toContain("late");
  });

  test("but a reminder says when it happened, and is not late", () => {
    const reminder = { occasion: "event", nth: 2, isAgain: false } as const;
    const message = messageOf(once, atMs + 10 * minuteMs, null, words, reminder);
    const [{ title, body }, subject] = [message, subjectOf(message)];
    expect(body).not.toContain("While you were away");
    expect(title).toMatch(/2nd/);
    expect(subject).toMatchObject(reminder);
    expect(subject.body).not.toContain("late:");
  });
});

test("a message for a phone says what the rule waits for below its first line, and whose time its times are", () => {
  const lines = subjectOf(messageOf(once, atMs, null, words)).body.split("\n");
  const shown = messageOf(once, atMs, null, words).body.split("\n");
  expect(lines[0]).toBe(shown[0]);
  expect(lines.slice(2, -1)).toEqual(shown.slice(1));
  expect(lines[1]).toMatch(/45,000/);
  expect(lines.at(-1)).toBe("Times are UTC.");
  // Nothing fired, and there is no rule to tell of.
  expect(subjectOf(messageOf(expired, atMs, null, words)).body.split("\n")).toHaveLength(
    messageOf(expired, atMs, null, words).body.split("\n").length + 1,
  );
  expect(zoneLine(atMs, { locale: "en-GB", timeZone: "Europe/Berlin" })).toBe("Times are CET.");
});

describe("several in one message", () => {
  const plan = (events: readonly AlertEvent[], more: Partial<GroupPlan> = {}): GroupPlan => ({
    id: "joined:once",
    events,
    superseded: [],
    externalId: "x-2",
    ...more,
  });

  test.each<[string, GroupPlan, string]>([
    ["are counted", plan([once, repeated]), "2 alerts fired"],
    ["of which some are the end of one", plan([once, expired]), "2 alerts"],
    [
      "of one tick are told of its instrument",
      plan([once, repeated], { isOfOneTick: true }),
      "BTC-USD: 2 alerts fired",
    ],
    [
      "that were collected are told as more",
      plan([once, repeated], { isFurther: true, isOfOneTick: true }),
      "2 more alerts",
    ],
  ])("%s", (_what, of, title) => {
    expect(groupMessageOf(of, atMs, words).title).toBe(title);
  });

  test.each<[string, GroupPlan, string, string[], string]>([
    ["are loud", plan([repeated, repeated]), "critical", ["open"], "normal"],
    [
      "with a critical one can be acknowledged",
      plan([repeated, critical]),
      "critical",
      ["open", "acknowledge"],
      "critical",
    ],
    [
      "of one tick are as loud as the loudest of them",
      plan([repeated, once], { isOfOneTick: true }),
      "critical",
      ["open"],
      "normal",
    ],
    [
      "of one tick that are all of many are not loud",
      plan([repeated, repeated], { isOfOneTick: true }),
      "normal",
      ["open"],
      "normal",
    ],
  ])("%s", (_what, of, urgency, actions, saidUrgency) => {
    const message = groupMessageOf(of, atMs, words);
    expect(message).toMatchObject({ id: "joined:once", urgency, actions, externalId: "x-2" });
    expect(message.subject).toMatchObject({
      events: of.events,
      topic: "alert.fired",
      urgency: saidUrgency,
      actions: ["acknowledge", "open"],
      isSilent: false,
      occasion: "event",
    });
    expect(subjectOf(message).body).toBe(`${message.body}\nTimes are UTC.`);
  });

  test("happened when the last of them did, and are late where all of them are", () => {
    const fresh = eventOf("fresh", { decidedAt: later, rule: rule("once", "normal") });
    const nowMs = Date.parse(later) + 1_000;
    const both = groupMessageOf(plan([fresh, once]), nowMs, words);
    expect(subjectOf(both).happenedAtMs).toBe(Date.parse(later));
    expect(both.title).toBe("2 alerts fired");
    expect(groupMessageOf(plan([once, once]), nowMs, words).title).toBe("While you were away: 2 alerts fired");
    const again = groupMessageOf(plan([once, once]), nowMs, words, { occasion: "escalation", nth: 1, isAgain: true });
    expect(again.title).toBe("2 alerts fired (nobody has acknowledged it)");
    expect(again.subject).toMatchObject({ occasion: "escalation", nth: 1, isAgain: true });
  });
});
