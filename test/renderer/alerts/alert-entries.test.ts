import { describe, expect, it } from "vitest";
import {
  arrange,
  keepOrder,
  matches,
  wordsOf,
  type AlertEntry,
  type AlertFilter,
  type Arrangement,
} from "../../../renderer/alerts/alert-entries.ts";
import { alertSortKey } from "../../../renderer/alerts/alert-sort.ts";
import type { Rule } from "../../../preload/contract/rule.ts";
import { ruleOf, spec } from "../scenes.ts";

const nowMs = Date.parse("2026-03-01T12:00:00Z");
const all: AlertFilter = { text: "", stages: new Set(), kinds: new Set(), venues: new Set(), instrument: null };
const alert = (id: string, level: string, more: Partial<Rule> = {}): Rule =>
  ruleOf(id, spec({ kind: "at-or-above", level }), nowMs, more);

/** The price is 100. */
const distanceOf = (rule: Rule): number | null =>
  "level" in rule.condition ? Math.abs(Number(rule.condition.level) - 100) : null;
const shown = (rules: readonly Rule[], filter = all, bySymbol = false, sort: Arrangement["sort"] = null): string[] =>
  arrange(rules, {
    filter,
    sort,
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

  it.each([
    ["condition", false, ["near", "far", "far-older", "trail"]],
    ["condition", true, ["trail", "far", "far-older", "near"]],
    ["note", false, ["far-older", "trail", "near", "far"]],
    ["note", true, ["trail", "far-older", "near", "far"]],
    ["expiry", true, ["far", "near", "far-older", "trail"]],
    ["repeat", true, ["trail", "near", "far", "far-older"]],
    ["told", false, ["trail", "near", "far", "far-older"]],
    ["distance", true, ["far", "far-older", "near", "trail"]],
    ["fired", false, ["near", "far", "far-older", "trail"]],
    ["symbol", true, ["far", "near", "far-older", "trail"]],
  ] as const)(
    "sorted by %s, descending %s, stands in its groups, what is the same as it was",
    (column, isDescending, ids) => {
      const eth = { venue: "demo", symbol: "ETH-USD" } as const;
      const rules = [
        alert("far", "140", { expiresAt: "2026-03-05T00:00:00Z", instrument: eth }),
        alert("far-older", "140", { createdAt: "2020-03-01T09:00:00Z", note: "Alpha" }),
        alert("near", "99", { expiresAt: "2026-03-04T00:00:00Z" }),
        ruleOf("trail", spec({ kind: "pulls-back", by: { percent: "1" } }), nowMs, {
          note: "beta",
          repeat: "always",
          createdAt: "2019-03-01T09:00:00Z",
        }),
        alert("done", "100", { state: "done" }),
      ];
      const needs = {
        distanceOf,
        labelOfInstrument: ({ instrument }: Rule) => instrument.symbol,
        toldAt: ({ id }: Rule) => (id === "trail" ? "Ada" : "default"),
      };
      const sort = { keyOf: alertSortKey(column, needs), isDescending };
      expect(shown(rules, all, false, sort)).toEqual(["waiting 4", ...ids, "fired 1", "done"]);
    },
  );

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
    const filter = { ...all, ...part };
    expect(matches(alert("a", "1", { note: "Range of the straddle" }), filter, text, wordsOf(filter))).toBe(expected);
  });
});
