import { describe, expect, it } from "vitest";
import {
  arrange,
  keepOrder,
  matches,
  type AlertEntry,
  type AlertFilter,
} from "../../../renderer/alerts/alert-entries.ts";
import type { Rule } from "../../../preload/contract/rule.ts";
import { ruleOf, spec } from "../scenes.ts";

const nowMs = Date.parse("2026-03-01T12:00:00Z");
const all: AlertFilter = { text: "", stages: new Set(), kinds: new Set(), venues: new Set(), instrument: null };
const alert = (id: string, level: string, more: Partial<Rule> = {}): Rule =>
  ruleOf(id, spec({ kind: "at-or-above", level }), nowMs, more);

/** The price is 100. */
const distanceOf = (rule: Rule): number | null =>
  "level" in rule.condition ? Math.abs(Number(rule.condition.level) - 100) : null;
const shown = (rules: readonly Rule[], filter = all, bySymbol = false): string[] =>
  arrange(rules, {
    filter,
    bySymbol,
    textOf: (rule) => JSON.stringify(rule).toLowerCase(),
    distanceOf,
    labelOfStage: (stage) => stage,
    labelOfInstrument: ({ instrument }) => instrument.symbol,
    isFolded: () => false,
  }).map((entry) => (entry.kind === "group" ? `${entry.label} ${entry.count}` : entry.id));

describe("the order of alerts", () => {
  it("is the nearest first, then what has no distance, and what fired by itself, the newest first", () => {
    const rules = [
      alert("far", "140"),
      ruleOf("trail", spec({ kind: "pulls-back", by: { percent: "1" } }), nowMs),
      alert("near", "99"),
      alert("old", "1", { state: "done", lastFiredAt: "2026-03-01T09:00:00Z" }),
      alert("new", "1", { state: "done", lastFiredAt: "2026-03-01T11:00:00Z" }),
      alert("held", "150", { state: "paused" }),
      alert("off", "101", { notWatched: "Kraken is off." }),
    ];
    expect(shown(rules)).toEqual([
      ...["waiting 3", "near", "far", "trail"],
      ...["unwatched 1", "off"],
      ...["paused 1", "held"],
      ...["fired 2", "new", "old"],
    ]);
  });

  it("by symbol keeps each instrument's together, what waits before what is over", () => {
    const eth = { venue: "demo", symbol: "ETH-USD" };
    const rules = [
      alert("b2", "100.5", { state: "done", lastFiredAt: "2026-03-01T09:00:00Z" }),
      alert("e1", "103", { instrument: eth }),
      alert("b1", "140"),
    ];
    expect(shown(rules, all, true)).toEqual(["BTC-USD 2", "b1", "b2", "ETH-USD 1", "e1"]);
  });

  it("stays as it is while it is pointed at: what is gone goes, what is new comes last", () => {
    const entry = (key: string): AlertEntry => ({ kind: "alert", key, id: key });
    expect(keepOrder(["a", "b", "c"].map(entry), ["c", "d", "a"].map(entry)).map(({ key }) => key)).toEqual([
      "a",
      "c",
      "d",
    ]);
  });
});

describe("a filter of alerts", () => {
  const text = (rule: Rule): string => `${rule.instrument.symbol} ${rule.note}`.toLowerCase();
  it.each<[string, Partial<AlertFilter>, boolean]>([
    ["every word, in any order", { text: "straddle btc" }, true],
    ["a word that is not there", { text: "btc strangle" }, false],
    ["its state", { stages: new Set(["waiting"]) }, true],
    ["another state", { stages: new Set(["paused", "fired"]) }, false],
    ["its kind", { kinds: new Set(["level"]) }, true],
    ["another kind", { kinds: new Set(["trail"]) }, false],
    ["its venue", { venues: new Set(["demo"]) }, true],
    ["another venue", { venues: new Set(["kraken"]) }, false],
    ["its instrument", { instrument: "demo:BTC-USD" }, true],
    ["another instrument", { instrument: "demo:ETH-USD" }, false],
  ])("goes by %s", (_name, part, expected) => {
    expect(matches(alert("a", "1", { note: "Range of the straddle" }), { ...all, ...part }, text)).toBe(expected);
  });
});
