import { describe, expect, test } from "vitest";
import { groupMessageOf, messageOf } from "../../main/delivery/message.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";

const atMs = Date.parse("2026-01-05T12:00:00.000Z");
const words = { locale: "en-GB", timeZone: "UTC" };

function fired(note: string, kind: "fired" | "expired" = "fired"): AlertEvent {
  const at = new Date(atMs).toISOString();
  const instrument = { venue: "demo", symbol: "BTC-USD" } as const;
  return {
    seq: 1,
    id: "event-1",
    kind,
    ruleId: "rule-1",
    generation: 1,
    instrument,
    rule: {
      instrument,
      source: "last",
      condition: { kind: "crosses-up", level: "45000" },
      holdForMs: 0,
      repeat: "once",
      rearmBy: null,
      cooldownMs: 0,
      expiresAt: null,
      notify: { to: "default", urgency: "normal" },
      note,
    },
    receivedAt: at,
    decidedAt: at,
    decisionMicros: null,
    previous: null,
    tick: { price: "45001", at, tradeId: null },
    gap: null,
    blind: null,
    deliveries: [],
    readAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
  };
}

const lastLine = (note: string): string | undefined =>
  messageOf(fired(note), atMs, null, words).body.split("\n").at(-1);

describe("a note in a message", () => {
  test.each([
    ["a right-to-left override", "sell \u202E00054", "sell 00054"],
    ["an isolate that it does not close", "\u2067sell", "sell"],
    ["the end of an isolate that is ours", "מכור\u2069\u202E 54", "\u2068מכור 54\u2069"],
    ["a terminal's command", "\u001B[31msell", "[31msell"],
  ])("changes nothing beside it: %s", (_what, note, expected) => {
    expect(lastLine(note)).toBe(expected);
  });

  test("keeps its lines, its letters and its emoji", () => {
    const { body } = messageOf(fired("first 👩\u200D🚀\nsecond"), atMs, null, words);
    expect(body.split("\n").slice(-2)).toEqual(["first 👩\u200D🚀", "second"]);
  });

  test("of nothing but such characters is none", () => {
    expect(messageOf(fired("\u202E \u2066"), atMs, null, words).body).toBe(
      messageOf(fired(""), atMs, null, words).body,
    );
  });
});

test("several events in one message: none of their notes or symbols reorders the lines after it", () => {
  // No venue has such a symbol today: the schema of one refuses it. That is no reason to trust it here.
  const instrument = { venue: "demo", symbol: "BTC\u202E-USD" } as const;
  const events = (["fired", "expired"] as const).map((kind): AlertEvent => {
    const event = fired("\u202Enote", kind);
    return { ...event, instrument, rule: event.rule === null ? null : { ...event.rule, instrument } };
  });
  const { title, body } = groupMessageOf({ id: "joined:1", events, superseded: [], externalId: null }, atMs, words);
  expect(`${title}\n${body}`).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/u);
  expect(body).toContain("BTC-USD crossed above 45,000");
});
