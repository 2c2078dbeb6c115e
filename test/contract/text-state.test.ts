import { noDeadManSwitch } from "../../preload/contract/dead-man-switch.ts";
import { expect, test } from "vitest";
import type { FeedStatus, VenueStatus } from "../../preload/contract/feed.ts";
import type { Condition, Rule } from "../../preload/contract/rule.ts";
import { formatDelivery, formatFeedState, formatRuleState } from "../../preload/contract/text.ts";

const now = Date.parse("2026-01-05T14:04:00Z");
const options = { locale: "en", timeZone: "UTC" };

function rule(rest: Partial<Rule>, condition: Condition = { kind: "crosses-up", level: "45000" }): Rule {
  return {
    instrument: { venue: "demo", symbol: "BTC-USD" },
    source: "last",
    condition,
    holdForMs: 0,
    repeat: "always",
    rearmBy: { percent: "0.1" },
    cooldownMs: 300_000,
    expiresAt: null,
    note: "",
    notify: { to: "default", urgency: "normal" },
    id: "r1",
    generation: 1,
    state: "armed",
    createdAt: "2026-01-05T10:00:00Z",
    stateAt: "2026-01-05T14:02:00Z",
    lastFiredAt: null,
    cooldownUntil: null,
    rearmAt: null,
    holdingSince: null,
    snoozedUntil: null,
    ...rest,
  };
}

const fired = "2026-01-05T14:02:00Z";
const trailing: Condition = { kind: "pulls-back", by: { percent: "2" } };
const window: Condition = { kind: "rises", by: { percent: "2" }, windowMs: 60_000 };

const states: readonly (readonly [Partial<Rule>, Condition | undefined, string])[] = [
  [{}, undefined, "armed"],
  [{ notWatched: "Kraken is off.", lastFiredAt: fired }, undefined, "Kraken is off."],
  [{ lastFiredAt: fired }, undefined, "armed, last fired at 14:02"],
  [{ lastFiredAt: "2026-01-04T14:02:00Z" }, undefined, "armed, last fired on Jan 4, 14:02"],
  [
    {
      state: "triggered",
      lastFiredAt: fired,
      rearmAt: { below: "44955", above: null },
      cooldownUntil: "2026-01-05T14:07:00Z",
    },
    undefined,
    "fired at 14:02, re-arms below 44,955, cooling down for 3 min",
  ],
  [
    {
      state: "triggered",
      lastFiredAt: fired,
      rearmAt: { below: "44955", above: null },
      cooldownUntil: "2026-01-05T14:04:00Z",
    },
    undefined,
    "fired at 14:02, re-arms below 44,955",
  ],
  [
    {
      state: "triggered",
      lastFiredAt: fired,
      rearmAt: { below: null, above: "45045" },
      cooldownUntil: "2026-01-05T14:04:00.400Z",
    },
    undefined,
    "fired at 14:02, re-arms above 45,045, cooling down for 1 s",
  ],
  [
    { state: "triggered", lastFiredAt: fired, rearmAt: { below: "44955", above: "45045" } },
    { kind: "crosses", level: "45000" },
    "fired at 14:02, re-arms below 44,955 or above 45,045",
  ],
  [
    { state: "triggered", lastFiredAt: fired, rearmAt: { below: "45954", above: "44044" } },
    { kind: "leaves", low: "44000", high: "46000" },
    "fired at 14:02, re-arms between 44,044 and 45,954",
  ],
  [{ state: "triggered", lastFiredAt: fired }, window, "fired at 14:02, re-arms when that is no longer so"],
  [{ state: "triggered", lastFiredAt: fired }, trailing, "fired at 14:02, re-arms with the next price"],
  [
    { state: "triggered", lastFiredAt: fired, cooldownUntil: "2026-01-05T14:05:30Z" },
    trailing,
    "fired at 14:02, re-arms with the first price after that, cooling down for 1 min 30 s",
  ],
  [
    { state: "holding", holdForMs: 300_000, holdingSince: "2026-01-05T14:02:00Z" },
    undefined,
    "true since 14:02:00, fires if it stays so for another 3 min",
  ],
  [{ state: "paused" }, undefined, "paused at 14:02"],
  [{ state: "paused", snoozedUntil: "2026-01-05T14:17:00Z" }, undefined, "snoozed until 14:17"],
  [{ state: "done", lastFiredAt: fired }, undefined, "fired at 14:02, done"],
  [{ state: "expired" }, undefined, "expired at 14:02 without firing"],
  [{ state: "expired", lastFiredAt: "2026-01-05T11:00:00Z" }, undefined, "expired at 14:02, last fired at 11:00"],
];

test.each(states)("state %o of %o", (rest, condition, words) => {
  expect(formatRuleState(rule(rest, condition), now, options)).toBe(words);
});

function status(
  summary: FeedStatus["summary"],
  blindSince: (string | null)[] = [null],
  store: "ok" | "failing" = "ok",
): FeedStatus {
  const venue = (since: string | null): VenueStatus => ({
    venue: "securitypro",
    demo: false,
    state: "live",
    since: "2026-01-05T14:00:00Z",
    blindSince: since,
    attempt: 0,
    nextDialAt: null,
    lastFrameAt: null,
    lastError: null,
    url: "wss://venue.example/ws",
    heartbeatIntervalMs: null,
    watchdogMs: 45_000,
    counts: { frames: 0, ticks: 0, rejected: {}, late: 0, duplicate: 0, heldBack: 0, absurd: 0, dials: 1 },
    instruments: [],
  });
  const health = { isWell: true, reasons: [] };
  return {
    summary,
    venues: blindSince.map(venue),
    health,
    deadManSwitch: noDeadManSwitch,
    store: { state: store, message: null },
    channels: [],
  };
}

test.each([
  [status("live"), "Live"],
  [status("connecting"), "Connecting"],
  [status("reconnecting"), "Reconnecting"],
  [status("reconnecting", ["2026-01-05T14:03:18Z"]), "Reconnecting, blind for 0:42"],
  [status("reconnecting", ["2026-01-05T14:03:18Z", null, "2026-01-05T13:00:00Z"]), "Reconnecting, blind for 1:04:00"],
  [status("blind", ["2026-01-05T14:01:00Z"]), "Blind for 3:00"],
  [status("blind"), "Blind"],
  [status("key-missing"), "Key missing"],
  [status("key-refused"), "Key refused"],
  [status("idle"), "Nothing watched"],
  [status("live", [null], "failing"), "Live, cannot remember"],
])("feed %#: %o", (value, words) => {
  expect(formatFeedState(value, now)).toBe(words);
});

test.each([
  ["pending", null, "waiting to be shown"],
  ["pending", "no answer", "not shown yet: no answer"],
  ["shown", null, "shown"],
  ["failed", "no notification service", "failed: no notification service"],
  ["unknown", "stopped while it was being shown", "perhaps shown: stopped while it was being shown"],
  ["skipped", "notifications are off", "not shown: notifications are off"],
  ["sent", null, "sent"],
  ["acknowledged", null, "acknowledged there"],
] as const)("delivery %s (%s)", (state, error, words) => {
  const delivery = { destination: "desktop", name: null, at: fired, receipt: null };
  expect(formatDelivery({ ...delivery, state, error, occasion: "event", nth: 1, isAgain: false })).toBe(words);
  expect(formatDelivery({ ...delivery, state, error, occasion: "event", nth: 1, isAgain: true })).toBe(
    `${words}, sent once more because it may have arrived before`,
  );
});

test.each([
  ["pending", { isKept: true }, "2026-01-06T07:00:00Z", "kept back until Jan 6, 07:00"],
  ["pending", { isKept: true }, null, "kept back by your quiet hours"],
  ["shown", { keptUntil: "2026-01-05T07:00:00Z" }, null, "shown, kept back until 07:00"],
] as const)("delivery %s, %o", (state, kept, quietUntil, words) => {
  const delivery = { destination: "desktop", name: null, at: fired, receipt: null, error: null } as const;
  const text = formatDelivery(
    { ...delivery, state, occasion: "event", nth: 1, isAgain: false, ...kept },
    { locale: "en", timeZone: "UTC", now, quietUntil },
  );
  expect(text.replaceAll(/[\u2066-\u2069]/g, "")).toBe(words);
});
