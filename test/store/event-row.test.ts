/** A row of the events table as the event that it is read as: every column, what it may be left out for, and what it must not hold. */
import { describe, expect, it } from "vitest";
import { aboutEvent, eventOf, keptOf, type FoundEvent } from "../../main/store/event-row.ts";
import { RowReader } from "../../main/store/row-reader.ts";
import { UnreadableRow } from "../../main/store/stored-values.ts";
import { spec, t0 } from "./sample-values.ts";

const at = (ms: number): string => new Date(t0 + ms).toISOString();
const stored = (price: string, ms: number) => JSON.stringify({ price, at: at(ms), tradeId: null });
const phone = "abcd1234";
/** As the query gives one: id, destination, state, at_ms, error, name, external_id, is_again, is_kept, kept_until_ms, occasion, nth. */
const delivery = (change: Readonly<Record<number, unknown>> = {}): unknown[] =>
  Object.assign([2, "desktop", "shown", t0 + 30, null, null, null, 0, 0, null, "event", 1], change);

const fired: FoundEvent = {
  seq: 7,
  id: "e",
  kind: "fired",
  rule_id: "r",
  generation: 3,
  rule: JSON.stringify(spec),
  instrument: "demo:BTC-USD",
  previous: stored("99", 1),
  tick: stored("100", 2),
  measured_from: stored("95", 0),
  received_ms: t0 + 10,
  decided_ms: t0 + 11,
  decision_micros: 38.5,
  gap_from_ms: t0 - 60,
  gap_to_ms: t0 - 50,
  blind_scope: null,
  blind_from_ms: null,
  blind_to_ms: null,
  blind_because: null,
  read_ms: t0 + 20,
  acknowledged_ms: t0 + 21,
  acknowledged_by: JSON.stringify({ destination: phone, name: "My phone", person: "Ann" }),
  awaits_answer: 0,
  deliveries: JSON.stringify([delivery()]),
};
const bare: FoundEvent = {
  ...fired,
  ...{ previous: null, measured_from: null, gap_from_ms: null, gap_to_ms: null, decision_micros: null },
  ...{ received_ms: null, read_ms: null, acknowledged_ms: null, acknowledged_by: null, deliveries: "[]" },
};
const blind: FoundEvent = {
  ...bare,
  ...{ kind: "blind", rule_id: null, generation: null, rule: null, tick: null, instrument: null },
  ...{ blind_scope: "demo", blind_from_ms: t0, blind_to_ms: t0 + 5, blind_because: "asleep" },
};
const reader = (): RowReader => new RowReader(["demo"]);
const read = (row: FoundEvent) => eventOf(row, reader());

describe("a row is read as", () => {
  it("what fired, with all that is known of it", () => {
    expect(read(fired)).toEqual({
      id: "e",
      seq: 7,
      kind: "fired",
      ruleId: "r",
      generation: 3,
      instrument: { venue: "demo", symbol: "BTC-USD" },
      rule: spec,
      previous: { price: "99", at: at(1), tradeId: null },
      tick: { price: "100", at: at(2), tradeId: null },
      measuredFrom: { price: "95", at: at(0), tradeId: null },
      receivedAt: at(10),
      decidedAt: at(11),
      decisionMicros: 38.5,
      gap: { from: at(-60), to: at(-50) },
      blind: null,
      readAt: at(20),
      acknowledgedAt: at(21),
      acknowledgedBy: { destination: phone, name: "My phone", person: "Ann" },
      deliveries: [
        {
          destination: "desktop",
          occasion: "event",
          nth: 1,
          state: "shown",
          at: at(30),
          error: null,
          name: null,
          receipt: null,
          isAgain: false,
        },
      ],
    });
  });

  it("the same with nothing but what there must be", () => {
    const event = read(bare);
    expect(event).toMatchObject({ previous: null, receivedAt: null, decisionMicros: null, gap: null, deliveries: [] });
    expect(event).toMatchObject({ readAt: null, acknowledgedAt: null, acknowledgedBy: null });
    expect("measuredFrom" in event).toBe(false);
  });

  it.each<[string, Partial<FoundEvent>, object | null]>([
    ["of a venue", {}, { from: at(0), to: at(5), because: "asleep", venue: "demo" }],
    ["of an instrument", { blind_scope: "demo:X-USD" }, { from: at(0), to: at(5), because: "asleep", venue: "demo" }],
    ["of the app", { blind_scope: "app" }, { from: at(0), to: at(5), because: "asleep" }],
    ["that goes on", { blind_scope: "app", blind_to_ms: null }, { from: at(0), to: null, because: "asleep" }],
  ])("a blind time %s", (_what, change, expected) => {
    expect(read({ ...blind, ...change })).toMatchObject({ kind: "blind", ruleId: null, blind: expected });
  });

  it("one whose gap has one end alone has none", () => {
    expect(read({ ...fired, gap_to_ms: null }).gap).toBe(null);
    expect(read({ ...fired, gap_from_ms: null }).gap).toBe(null);
  });

  it("deliveries in the order in which they were made, each with what became of it", () => {
    const rows = [
      delivery({ 0: 9, 1: phone, 2: "failed", 4: "No route", 5: "My phone", 6: "m1", 7: 1, 10: "escalation", 11: 4 }),
      delivery({ 0: 3, 2: "pending", 8: 1 }),
      delivery({ 0: 2, 2: "skipped", 4: "turned-off", 9: t0 + 60 }),
    ];
    const { deliveries } = read({ ...fired, deliveries: JSON.stringify(rows) });
    expect(deliveries).toMatchObject([
      { state: "skipped", keptUntil: at(60) },
      { state: "pending", isKept: true },
      {
        destination: phone,
        error: "No route",
        name: "My phone",
        receipt: "m1",
        isAgain: true,
        occasion: "escalation",
        nth: 4,
      },
    ]);
    expect(deliveries[0]?.error).not.toBe("turned-off");
  });
});

describe("of what quiet hours kept back", () => {
  it.each<[unknown, boolean, number | null, object]>([
    ["pending", true, null, { isKept: true }],
    ["pending", true, t0, { isKept: true }],
    ["skipped", true, t0, {}],
    ["sent", false, t0, { keptUntil: at(0) }],
    ["sent", false, null, {}],
  ])("%s, kept %s until %j: %j", (state, isKept, untilMs, expected) => {
    expect(keptOf(state, isKept, untilMs)).toEqual(expected);
  });
});

describe("a row that holds something else is not read, and its column named", () => {
  it.each<[string, Record<string, unknown>, FoundEvent?]>([
    ["id", { id: 5 }],
    ["kind", { kind: "seen" }],
    ["rule_id", { rule_id: 5 }],
    ["generation", { generation: -1 }],
    ["instrument", { instrument: "venue:BTC-USD" }],
    ["instrument", { instrument: "demo" }],
    ["decided_ms", { decided_ms: 8.64e15 + 1 }],
    ["received_ms", { received_ms: "soon" }],
    ["gap_from_ms", { gap_from_ms: 0.5 }],
    ["gap_to_ms", { gap_to_ms: -9e15 }],
    ["read_ms", { read_ms: "x" }],
    ["acknowledged_ms", { acknowledged_ms: "x" }],
    ["acknowledged_by", { acknowledged_by: "{}" }],
    ["acknowledged_by", { acknowledged_by: "{" }],
    ["decision_micros", { decision_micros: "fast" }],
    ["rule", { rule: "{" }],
    ["previous", { previous: "7" }],
    ["previous.price", { previous: stored("x", 1) }],
    ["tick.price", { tick: JSON.stringify({ price: 5, at: at(0), tradeId: null }) }],
    ["tick.at", { tick: JSON.stringify({ price: "5", at: "soon", tradeId: null }) }],
    ["tick.at", { tick: JSON.stringify({ price: "5", at: 5, tradeId: null }) }],
    ["tick.tradeId", { tick: JSON.stringify({ price: "5", at: at(0), tradeId: 5 }) }],
    ["tick", { tick: null }],
    ["measured_from", { measured_from: "{}" }],
    ["measured_from", { measured_from: stored("x", 0) }],
    ["kind", { rule_id: null }],
    ["blind_from_ms", { blind_from_ms: 0.5 }, blind],
    ["blind_to_ms", { blind_to_ms: "x" }, blind],
    ["blind_because", { blind_because: "tired" }, blind],
    ["kind", { blind_scope: null }, blind],
    ["kind", { blind_from_ms: null }, blind],
    ["kind", { blind_because: null }, blind],
    ["kind", { rule_id: "r" }, blind],
    ["kind", { kind: "expired" }, blind],
    ["kind", { blind_scope: "app", blind_from_ms: t0, blind_because: "asleep" }],
  ])("%s: %j", (column, change, row = fired) => {
    let words = "";
    try {
      read({ ...row, ...change } as FoundEvent);
    } catch (error) {
      if (!(error instanceof UnreadableRow)) throw error;
      words = error.message;
    }
    expect(words).toContain(column);
    expect(words).not.toBe("");
  });

  it("but what expired needs no price, and what fired may have no time of reception", () => {
    expect(read({ ...bare, kind: "expired", tick: null }).tick).toBe(null);
  });

  it.each<[string, Readonly<Record<number, unknown>>]>([
    ["destination", { 1: "?" }],
    ["state", { 2: "lost" }],
    ["at_ms", { 3: "x" }],
    ["error", { 4: 5 }],
    ["name", { 5: 5 }],
    ["external_id", { 6: 5 }],
    ["is_again", { 7: 2 }],
    ["is_kept", { 8: "x" }],
    ["kept_until_ms", { 9: "x" }],
    ["occasion", { 10: "never" }],
    ["nth", { 11: -1 }],
  ])("of its deliveries one with a bad %s alone is left out", (column, change) => {
    const rows = reader();
    const deliveries = JSON.stringify([delivery({ 0: 4, ...change }), delivery()]);
    expect(eventOf({ ...fired, deliveries }, rows).deliveries).toHaveLength(1);
    const [found] = rows.take();
    expect(found).toMatchObject({ table: "deliveries", key: { id: 4 }, subject: "demo:BTC-USD" });
    expect(found?.reason).toContain(column);
  });
});

it("a bad delivery of an event without an instrument is told by the event's kind", () => {
  const rows = reader();
  eventOf({ ...blind, deliveries: JSON.stringify([delivery({ 2: "lost" })]) }, rows);
  expect(rows.take()).toMatchObject([{ table: "deliveries", subject: "blind" }]);
});

it("it is found again by its number, and told by its instrument, or by its kind where it has none", () => {
  expect(aboutEvent(fired)).toEqual({ key: { seq: 7 }, subject: "demo:BTC-USD" });
  expect(aboutEvent(blind)).toEqual({ key: { seq: 7 }, subject: "blind" });
});
