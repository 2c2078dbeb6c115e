import { expect, it } from "vitest";
import type { InstrumentHealth } from "../../../preload/contract/feed.ts";
import type { Rule } from "../../../preload/contract/rule.ts";
import { standingOf, type Standing } from "../../../renderer/alerts/alert-standing.ts";
import { venueStatus } from "../scene-venues.ts";
import { ruleOf, spec } from "../scenes.ts";

const nowMs = Date.UTC(2025, 7, 17, 14, 25, 31);
const [health] = venueStatus(nowMs).instruments;
const lost = "Pricebell does not answer";

it.each<[string, Partial<Rule>, InstrumentHealth["health"] | null, boolean, Partial<Standing>]>([
  ["armed, where its prices come", {}, "live", false, { name: "armed", why: null, isOld: false }],
  ["armed, where nothing is known of its prices", {}, null, false, { name: "armed", why: null }],
  ["armed, where its venue trades nothing now", {}, "quiet", false, { name: "armed", why: null }],
  [
    "blind, where they do not come",
    {},
    "stale",
    false,
    { name: "blind", why: expect.stringMatching(/^Cannot fire now\. /) },
  ],
  ["paused, though they do not come", { state: "paused" }, "stale", false, { name: "paused", why: null }],
  ["snoozed", { state: "paused", snoozedUntil: new Date(nowMs).toISOString() }, "live", false, { name: "snoozed" }],
  ["not watched, whatever comes", { notWatched: "It is off." }, "stale", true, { name: "unwatched", why: null }],
  ["armed as of before, where Pricebell does not answer", {}, "live", true, { name: "armed", why: lost, isOld: true }],
  ["holding as of before", { state: "holding" }, null, true, { name: "holding", why: lost, isOld: true }],
  ["blind still, where it was when Pricebell last answered", {}, "stale", true, { name: "blind", isOld: false }],
  [
    "fired, whether Pricebell answers or not",
    { state: "done" },
    "live",
    true,
    { name: "done", why: null, isOld: false },
  ],
  ["paused, whether Pricebell answers or not", { state: "paused" }, "live", true, { name: "paused", isOld: false }],
])("an alert is told to be %s", (_what, more, state, hostLost, standing) => {
  if (health === undefined) throw new Error("no instrument");
  const rule = ruleOf("r1", spec({ kind: "at-or-above", level: "45000" }), nowMs, more);
  expect(standingOf(rule, state === null ? null : { ...health, health: state }, hostLost)).toMatchObject(standing);
});
