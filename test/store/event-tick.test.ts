import { describe, expect, it } from "vitest";
import { keptMeasuredFrom, keptTick } from "../../main/store/event-tick.ts";
import { exchangeMs } from "../../preload/contract/exchange-time.ts";
import type { Condition, Source } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { spec, t0, tick } from "./sample-values.ts";

const at = Date.parse("2025-08-17T14:25:31.125Z");

/** Decided after everything here. */
const laterMs = t0 + 86_400_000;

describe("the time of a tick", () => {
  it.each<[string, string | number | null, number | null]>([
    ["ISO", "2025-08-17T14:25:31.125Z", at],
    ["ISO with microseconds", "2025-08-17T14:25:31.125999Z", at],
    ["ISO with an offset", "2025-08-17T16:25:31.125+02:00", at],
    ["ISO with an offset without colon", "2025-08-17T16:25:31.125+0200", at],
    ["ISO with a space", "2025-08-17 14:25:31.125Z", at],
    ["seconds", 1_755_440_731, at - 125],
    ["seconds with a fraction", 1_755_440_731.125, at],
    ["milliseconds", at, at],
    ["microseconds", at * 1_000 + 999, at],
    ["nanoseconds", at * 1_000_000, at],
    ["milliseconds as text", String(at), at],
    ["seconds as text", "1755440731.125", at],
    ["nothing", null, null],
    ["no zone", "2025-08-17T14:25:31.125", null],
    ["a date alone", "2025-08-17", null],
    ["zero", 0, null],
    ["a count of hours", 487_622, null],
    ["negative", -at, null],
    ["not a number", Number.NaN, null],
    ["infinite", Number.POSITIVE_INFINITY, null],
    ["words", "yesterday", null],
    ["empty", "", null],
    ["a 13th month", "2025-13-17T14:25:31.125Z", null],
  ])("%s", (_name, from, expected) => {
    expect(exchangeMs(from)).toBe(expected);
  });

  it("is the time of receipt to the millisecond that it is in, also where it is decided at the very same time", () => {
    const receivedWallMs = t0 + 7.75;
    const atOf = (decidedMs: number): string | null =>
      keptTick(tick("1", { exchangeAt: null, receivedWallMs }), spec, decidedMs).value.at;
    expect([atOf(receivedWallMs), atOf(receivedWallMs + 1)]).toEqual(Array(2).fill("2026-01-05T12:00:00.007Z"));
  });

  it("is the time of receipt where the venue gave none that makes sense", () => {
    expect(keptTick(tick("1", { exchangeAt: "soon", receivedWallMs: t0 + 7 }), spec, t0 + 7).value).toEqual({
      price: "1",
      at: "2026-01-05T12:00:00.007Z",
      tradeId: null,
    });
  });
});

describe("the price of a tick", () => {
  const both = tick("100", { bid: "99.5", ask: "100.6" });
  const spread: Condition = { kind: "spread-at-least", by: { amount: "1" } };
  const size: Condition = { kind: "trade-size-at-least", size: "1" };

  it.each<[string, Source, Condition, string]>([
    ["the last", "last", spec.condition, "100"],
    ["the bid of a rule on the bid", "bid", spec.condition, "99.5"],
    ["the ask of a rule on the ask", "ask", spec.condition, "100.6"],
    ["exactly half way for a rule on the mid", "mid", spec.condition, "100.05"],
    ["the last where the rule is about the spread", "bid", spread, "100"],
    ["the last where the rule is about the size", "mid", size, "100"],
  ])("is %s", (_name, source, condition, price) => {
    const rule = { ...spec, source, condition };
    // Asked twice, and for other sources between: what is remembered of a tick is not mixed up.
    expect([keptTick(both, rule, laterMs).value.price, keptTick(both, spec, laterMs).value.price]).toEqual([
      price,
      "100",
    ]);
    expect(JSON.parse(keptTick(both, rule, laterMs).json)).toMatchObject({ price });
  });

  it.each<[Source, Partial<Tick>, string]>([
    ["last", { bid: "99", ask: "101.5" }, "100.25"],
    ["last", { bid: "99" }, "99"],
    ["last", { ask: "101" }, "101"],
    ["mid", { bid: "99" }, "99"],
    ["mid", { ask: "101" }, "101"],
    ["bid", { ask: "101" }, "101"],
    ["ask", { bid: "99" }, "99"],
    ["bid", { bid: "99", ask: "101" }, "99"],
  ])("of a rule on the %s, of a quote %j, is %s", (source, sides, price) => {
    const quote = tick("1", { last: null, lastNumber: Number.NaN, ...sides });
    expect(keptTick(quote, { ...spec, source }, laterMs).value.price).toBe(price);
  });

  it.each<[Source, Partial<Tick>]>([
    ["mid", { bid: "99" }],
    ["mid", { ask: "101" }],
    ["bid", { ask: "101" }],
    ["ask", { bid: "99" }],
  ])("of a rule on the %s is the last price where the tick has %j alone", (source, sides) => {
    expect(keptTick(tick("100", sides), { ...spec, source }, laterMs).value.price).toBe("100");
  });

  it("is the last where the tick has no side", () => {
    expect(keptTick(tick("100"), { ...spec, source: "mid" }, laterMs).value.price).toBe("100");
    expect(keptTick(tick("100"), { ...spec, source: "ask" }, laterMs).value.price).toBe("100");
  });
});

describe("what a move was measured from", () => {
  it("is told by the tick it came from, by its price alone where that is not known, and not at all where it was from nothing", () => {
    const from = tick("98", { tradeId: "t-9", exchangeAt: "2026-01-05T12:00:00.250Z" });
    expect(keptMeasuredFrom({ price: "97.5", tick: from }, spec, laterMs)).toEqual({
      price: "97.5",
      at: "2026-01-05T12:00:00.250Z",
      tradeId: "t-9",
    });
    expect(keptMeasuredFrom({ price: "97.5", tick: null }, spec, laterMs)).toEqual({
      price: "97.5",
      at: null,
      tradeId: null,
    });
    expect(keptMeasuredFrom(null, spec, laterMs)).toBeNull();
  });

  it("is not later than the decision where the venue gave no time: the clock was set back since", () => {
    const from = tick("98", { exchangeAt: null, receivedWallMs: t0 + 9.4 });
    const at = (decidedMs: number) => keptMeasuredFrom({ price: "98", tick: from }, spec, decidedMs)?.at;
    expect(at(t0 + 5.4)).toBe("2026-01-05T12:00:00.005Z");
    expect(at(t0 + 10)).toBe("2026-01-05T12:00:00.009Z");
    expect(at(t0 + 5.4)).toBe("2026-01-05T12:00:00.005Z");
  });
});
