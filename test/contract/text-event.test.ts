import { expect, test } from "vitest";
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { Condition, RuleSpec } from "../../preload/contract/rule.ts";
import { eventBody, eventTitle, formatGroupMessage } from "../../preload/contract/text.ts";
import { sampleRule } from "./sample-rule.ts";

const venueNames = new Map([
  ["demo", "the demo exchange"],
  ["securitypro", "SecurityPro"],
]);
const options = { locale: "en", timeZone: "UTC", venueName: (id: string) => venueNames.get(id) };
const range = { low: "44000", high: "46000" };

function fired(condition: Condition, rest: Partial<AlertEvent> = {}, spec: Partial<RuleSpec> = {}): AlertEvent {
  return {
    id: "e1",
    seq: 1,
    kind: "fired",
    ruleId: "r1",
    generation: 1,
    rule: sampleRule(condition, spec),
    instrument: { venue: "securitypro", symbol: "BTC-USD" },
    previous: { price: "44999.99", at: "2026-01-05T14:25:30.900Z", tradeId: null },
    tick: { price: "45000.12", at: "2026-01-05T14:25:31.125Z", tradeId: null },
    receivedAt: "2026-01-05T14:25:31.200Z",
    decidedAt: "2026-01-05T14:25:31.201Z",
    decisionMicros: 38,
    gap: null,
    blind: null,
    deliveries: [],
    readAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    ...rest,
  };
}

function blind(
  from: string,
  to: string | null,
  because: NonNullable<AlertEvent["blind"]>["because"],
  rest: Partial<AlertEvent> = {},
): AlertEvent {
  return {
    ...fired({ kind: "crosses", level: "1" }),
    kind: "blind",
    ruleId: null,
    generation: null,
    rule: null,
    instrument: null,
    previous: null,
    tick: null,
    decidedAt: "2026-01-05T14:25:00.000Z",
    blind: { from, to, because },
    ...rest,
  };
}

const falling = {
  previous: { price: "45000.01", at: "2026-01-05T14:25:30.900Z", tradeId: null },
  tick: { price: "44999.00", at: "2026-01-05T14:25:31.125Z", tradeId: null },
};

const titles: readonly (readonly [Condition, Partial<AlertEvent>, string])[] = [
  [{ kind: "at-or-above", level: "45000" }, {}, "BTC-USD at 45,000 or more"],
  [{ kind: "at-or-below", level: "45000" }, falling, "BTC-USD at 45,000 or less"],
  [{ kind: "crosses-up", level: "45000" }, {}, "BTC-USD crossed above 45,000"],
  [{ kind: "crosses-down", level: "45000" }, falling, "BTC-USD crossed below 45,000"],
  [{ kind: "crosses", level: "45000" }, {}, "BTC-USD crossed above 45,000"],
  [{ kind: "crosses", level: "45000" }, falling, "BTC-USD crossed below 45,000"],
  [{ kind: "crosses", level: "45000" }, { previous: null }, "BTC-USD crossed 45,000"],
  [{ kind: "inside", ...range }, {}, "BTC-USD between 44,000 and 46,000"],
  [{ kind: "outside", ...range }, {}, "BTC-USD outside 44,000 to 46,000"],
  [{ kind: "enters", ...range }, {}, "BTC-USD came into 44,000 to 46,000"],
  [{ kind: "leaves", ...range }, {}, "BTC-USD left 44,000 to 46,000"],
  [{ kind: "rises", by: { percent: "5" }, windowMs: 600_000 }, {}, "BTC-USD rose 5% or more within 10 min"],
  [{ kind: "falls", by: { amount: "100" }, windowMs: 600_000 }, falling, "BTC-USD fell 100 or more within 10 min"],
  [{ kind: "moves", by: { percent: "5" }, windowMs: 600_000 }, {}, "BTC-USD rose 5% or more within 10 min"],
  [{ kind: "moves", by: { percent: "5" }, windowMs: 600_000 }, falling, "BTC-USD fell 5% or more within 10 min"],
  [{ kind: "pulls-back", by: { percent: "2" } }, falling, "BTC-USD fell 2% from its high"],
  [{ kind: "rebounds", by: { amount: "500" } }, {}, "BTC-USD rose 500 from its low"],
  [{ kind: "spread-at-least", by: { amount: "5" } }, {}, "BTC-USD spread at 5 or more"],
  [{ kind: "trade-size-at-least", size: "10" }, {}, "BTC-USD trade of 10 or more"],
];

test.each(titles)("title of %o", (condition, rest, words) => {
  expect(eventTitle(fired(condition, rest), options)).toBe(words);
});

const up: Condition = { kind: "crosses-up", level: "45000" };

test("what fired says its price and the time of its tick, then the note", () => {
  expect(eventBody(fired(up), options)).toBe("45,000.12 at 14:25:31");
  expect(eventBody(fired(up, {}, { note: " sell half " }), options)).toBe("45,000.12 at 14:25:31\nsell half");
});

test("a source other than the last price is named", () => {
  expect(eventTitle(fired(up, {}, { source: "ask" }), options)).toBe("BTC-USD ask crossed above 45,000");
});

test("what was held says when it became true and until when it stayed so", () => {
  const event = fired(up, { decidedAt: "2026-01-05T14:30:31.125Z" }, { holdForMs: 300_000 });
  expect(eventTitle(event, options)).toBe("BTC-USD crossed above 45,000, held for 5 min");
  expect(eventBody(event, options)).toBe("45,000.12 at 14:25:31, and it stayed so until 14:30:31");
});

test("what was missed says between when, and never now", () => {
  const event = fired(up, { gap: { from: "2026-01-05T03:12:00.000Z", to: "2026-01-05T03:31:00.000Z" } });
  expect(eventBody(event, options)).toBe(
    "Some time between 03:12 and 03:31, while disconnected. The first price afterwards was 45,000.12",
  );
  expect(`${eventTitle(event, options)} ${eventBody(event, options)}`).not.toMatch(/\bnow\b|14:25/);
});

test("a short gap is told to the second, one across midnight or on another day with its days", () => {
  const body = (from: string, to: string, now?: string) =>
    eventBody(fired(up, { gap: { from, to }, tick: null }), {
      ...options,
      now: now === undefined ? undefined : Date.parse(now),
    });
  expect(body("2026-01-05T03:12:05Z", "2026-01-05T03:12:41Z")).toBe(
    "Some time between 03:12:05 and 03:12:41, while disconnected",
  );
  // Nobody knows when it began: the clock was ahead then.
  expect(body("2026-01-05T03:12:41Z", "2026-01-05T03:12:41Z")).toBe("Some time before 03:12:41, while disconnected");
  expect(body("2026-01-04T23:50:00Z", "2026-01-05T00:10:00Z", "2026-01-05T00:10:00Z")).toBe(
    "Some time between Jan 4, 23:50 and 00:10, while disconnected",
  );
  expect(body("2026-01-03T03:12:00Z", "2026-01-03T03:31:00Z", "2026-01-05T00:10:00Z")).toBe(
    "Some time between Jan 3, 03:12 and Jan 3, 03:31, while disconnected",
  );
});

test("an expiry says when, and what is no longer watched", () => {
  const event = fired(up, { kind: "expired", tick: null, previous: null });
  expect(eventTitle(event, options)).toBe("Alert on BTC-USD expired");
  expect(eventBody(event, options)).toBe(
    "It ended at 14:25 and is no longer watched.\nIt was: Tell me once when BTC-USD crosses above 45,000.",
  );
});

test("blind: while it lasts, and when it is over", () => {
  const named = { ...options, venue: "securitypro" } as const;
  const lasting = blind("2026-01-05T14:22:00.000Z", null, "disconnected");
  expect(eventTitle(lasting, named)).toBe("Pricebell has been unable to watch SecurityPro for 3 min: disconnected");
  expect(eventBody(lasting, named)).toBe("Since 14:22:00. Alerts there cannot fire until it is back.");
  const over = blind("2026-01-05T14:22:00.000Z", "2026-01-05T14:25:00.000Z", "disconnected");
  expect(eventTitle(over, named)).toBe("Pricebell could not watch SecurityPro for 3 min: disconnected");
  const ofVenue: AlertEvent = { ...over, blind: over.blind === null ? null : { ...over.blind, venue: "demo" } };
  expect(eventTitle(ofVenue, named)).toBe("Pricebell could not watch the demo exchange for 3 min: disconnected");
  expect(eventBody(over, named)).toBe("From 14:22:00 to 14:25:00. It is being watched again.");
});

test("a venue without a name is told by its id", () => {
  const event = blind("2026-01-05T14:22:00.000Z", "2026-01-05T14:25:00.000Z", "disconnected");
  const nameless = { ...options, venue: "elsewhere" };
  expect(eventTitle(event, nameless)).toBe("Pricebell could not watch elsewhere for 3 min: disconnected");
});

test.each([
  ["not-running", "Pricebell could not watch prices for 3 min: Pricebell was not running"],
  ["asleep", "Pricebell could not watch prices for 3 min: this computer was asleep"],
  ["key-refused", "Pricebell could not watch prices for 3 min: the key was refused"],
  ["venue-silent", "Pricebell could not watch prices for 3 min: the venue sent nothing"],
] as const)("blind because %s", (because, words) => {
  expect(eventTitle(blind("2026-01-05T14:22:00.000Z", "2026-01-05T14:25:00.000Z", because), options)).toBe(words);
});

test("blind on one instrument names it", () => {
  const event = blind("2026-01-05T14:22:00Z", "2026-01-05T14:25:00Z", "venue-silent", {
    instrument: { venue: "demo", symbol: "ETH-USD" },
  });
  expect(eventTitle(event, options)).toBe(
    "Pricebell could not watch ETH-USD on the demo exchange for 3 min: the venue sent nothing",
  );
});

const manyFired = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    fired({ kind: "crosses-up", level: String(1000 + index) }, { id: `e${index}`, seq: index }),
  );

test("a joined message names every alert, newest first, with its price and time", () => {
  const message = formatGroupMessage(manyFired(7), options);
  expect(message.title).toBe("7 alerts fired");
  expect(message.body.split("\n")).toEqual(
    [1006, 1005, 1004, 1003, 1002, 1001, 1000].map(
      (level) => `BTC-USD crossed above ${level.toLocaleString("en")} (45,000.12 at 14:25:31)`,
    ),
  );
});

test("a joined message of many names 40 and counts the rest", () => {
  const lines = formatGroupMessage(manyFired(52), options).body.split("\n");
  expect(lines).toHaveLength(41);
  expect(lines[0]).toBe("BTC-USD crossed above 1,051");
  expect(lines.at(-1)).toBe("and 12 more");
});

test("a joined message with an expiry among them does not say that all fired", () => {
  const [first, ...others] = manyFired(3);
  expect(formatGroupMessage([{ ...(first as AlertEvent), kind: "expired" }, ...others], options).title).toBe(
    "3 alerts",
  );
});

test("tells a price as the venue wrote it, to its last zero", () => {
  const event = fired({ kind: "crosses-down", level: "45000" }, { tick: { ...falling.tick, price: "44999.50" } });
  expect(eventBody(event, options)).toContain("44,999.50 at");
});
