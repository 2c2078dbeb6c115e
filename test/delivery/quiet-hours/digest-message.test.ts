/** What was kept back as one message: how many lines of it are shown where, and how loud it is. */
import { expect, test } from "vitest";
import { digestMessageOf } from "../../../main/delivery/quiet-hours/digest-message.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import { spec } from "../../store/sample-values.ts";
import { atMs, eventOf } from "../delivery-rows.ts";

const words = { locale: "en-GB", timeZone: "UTC" };
const minuteMs = 60_000;
const nowMs = atMs + 8 * 60 * minuteMs;

/** So many, a second apart, the newest last; of rules that fire again and again, which is nothing that stays on a screen. */
const many = (count: number, repeat: RuleSpec["repeat"] = "always"): AlertEvent[] =>
  Array.from({ length: count }, (_, i) => {
    const decidedAt = new Date(atMs + i * 1_000).toISOString();
    return eventOf(`event-${i}`, { decidedAt, rule: { ...spec, repeat }, previous: null, gap: null, blind: null });
  });

const digestOf = (events: readonly AlertEvent[]) =>
  digestMessageOf({ id: "digest:event-0", events, superseded: [], externalId: "x-1" }, nowMs, words);

test.each([
  [1, 1, 0, 1],
  [12, 12, 0, 12],
  [13, 12, 1, 13],
  [300, 12, 288, 300],
  [301, 12, 289, 300],
])(
  "of %i alerts %i stand in a notification and %i more are counted; a service gets %i",
  (count, shown, more, listed) => {
    const { body, subject } = digestOf(many(count));
    const lines = body.split("\n");
    expect(lines).toHaveLength(shown + (more > 0 ? 1 : 0));
    if (more > 0) expect(lines.at(-1)).toBe(`and ${more} more, in the history`);
    else expect(body).not.toContain("history");
    expect(subject?.list).toEqual({ entries: listed, more: count - listed });
    const remote = subject?.body.split("\n") ?? [];
    expect(remote.slice(0, shown)).toEqual(lines.slice(0, shown));
    expect(remote).toHaveLength(listed + 1);
    expect(remote.at(-1)).toBe("Times are UTC.");
  },
);

test("a digest is of when the last of them happened, opens the history and makes a sound", () => {
  expect(digestOf(many(3))).toMatchObject({
    id: "digest:event-0",
    title: "While it was quiet: 3 alerts",
    urgency: "normal",
    actions: ["open"],
    externalId: "x-1",
    subject: {
      topic: "digest",
      happenedAtMs: atMs + 2_000,
      urgency: "normal",
      actions: ["acknowledge", "open"],
      isSilent: false,
      occasion: "event",
      nth: 1,
    },
  });
});

test.each<[string, AlertEvent[], "normal" | "critical"]>([
  ["all of many", many(2), "normal"],
  ["one of them fires once", [...many(2), ...many(1, "once")], "critical"],
  ["all of them fire once", many(2, "once"), "critical"],
])("it stays on the screen as one of them would have: %s", (_what, events, urgency) => {
  expect(digestOf(events).urgency).toBe(urgency);
});
