import { describe, expect, it, vi } from "vitest";
import { distanceOf, levelsOf, sourcePrice } from "../../../renderer/alerts/distance.ts";
import type { Condition, Rule } from "../../../preload/contract/rule.ts";
import { RuleList } from "../../../renderer/alerts/rules.svelte.ts";
import { nowMs } from "../state-harness.ts";
import { fullScene, ruleOf, spec } from "../scenes.ts";

describe("the rule book", () => {
  it("counts as armed what could fire, and lists it before what rests and what is over", () => {
    const book = new RuleList();
    book.replace(fullScene(nowMs).rules);
    expect(book.armed.get("demo:BTC-USD")).toBe(4);
    expect(book.armed.get("demo:ETH-USD")).toBe(1);
    const states = book.all.map((rule) => rule.state);
    expect(states.indexOf("paused")).toBeGreaterThan(states.lastIndexOf("armed"));
    expect(states.indexOf("done")).toBeGreaterThan(states.lastIndexOf("paused"));
  });

  it("joins many changes at once, and loses none", () => {
    vi.useFakeTimers();
    const book = new RuleList();
    const rules = Array.from({ length: 1000 }, (_, index) =>
      ruleOf(`r${index}`, spec({ kind: "crosses", level: "1" }), nowMs),
    );
    book.replace(rules);
    for (const rule of rules) book.change({ ...rule, state: "done" });
    vi.advanceTimersByTime(100);
    expect(book.all.filter((rule) => rule.state === "done")).toHaveLength(1000);
    expect(book.armed.size).toBe(0);
    vi.useRealTimers();
  });

  it("does not go back to an older generation", () => {
    const book = new RuleList();
    const rule = ruleOf("r", spec({ kind: "crosses", level: "1" }), nowMs);
    book.change({ ...rule, generation: 2 });
    book.change({ ...rule, generation: 1, state: "done" });
    expect(book.get("r")?.state).toBe("armed");
    book.change({ ...rule, generation: 2, state: "done" });
    expect(book.get("r")?.state).toBe("done");
    book.remove("r");
    expect(book.all).toEqual([]);
  });
});

describe("the distance to a level", () => {
  const price = { last: "100", bid: "98", ask: "102", receivedMs: nowMs, lastMs: nowMs, stale: false };
  const rule = (condition: Condition, more: Partial<Rule> = {}) => ruleOf("r", spec(condition), nowMs, more);

  it("is to the nearest level, from the price that the rule looks at", () => {
    expect(distanceOf(rule({ kind: "inside", low: "90", high: "105" }), price)).toEqual({
      level: "105",
      amount: 5,
      percent: 5,
    });
    expect(distanceOf(rule({ kind: "at-or-below", level: "49" }, { source: "bid" }), price)).toEqual({
      level: "49",
      amount: 49,
      percent: 50,
    });
    expect(sourcePrice(price, "mid")).toBe(100);
  });

  it("is none where there is no level or no price, or it is true already", () => {
    expect(levelsOf({ kind: "pulls-back", by: { percent: "1" } })).toEqual([]);
    expect(distanceOf(rule({ kind: "rebounds", by: { percent: "1" } }), price)).toBeNull();
    expect(distanceOf(rule({ kind: "crosses", level: "1" }, { source: "mid" }), { ...price, bid: null })).toBeNull();
    expect(distanceOf(rule({ kind: "at-or-above", level: "99" }, { state: "holding" }), price)).toBeNull();
  });

  it("is to where it re-arms once it has fired, until that is reached", () => {
    const triggered = (below: string | null, above: string | null) =>
      rule({ kind: "at-or-above", level: "99" }, { state: "triggered", rearmAt: { below, above } });
    expect(distanceOf(triggered("90", null), price)).toEqual({ level: "90", amount: 10, percent: 10 });
    expect(distanceOf(triggered(null, "95"), price)).toBeNull();
    expect(distanceOf(triggered("100", null), price)).toBeNull();
    expect(distanceOf(triggered(null, "100"), price)).toBeNull();
    expect(distanceOf(triggered("99", "102"), price)).toMatchObject({ level: "99" });
    expect(distanceOf(triggered(null, null), price)).toBeNull();
  });
});
