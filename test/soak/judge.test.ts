/** The judge of the soak itself: it must find what is missing and what is too much, and let pass only what is open. */
import { describe, expect, it } from "vitest";
import { judge, type JudgedRule } from "./judge.ts";
import { event, up, view } from "./judge-cases.ts";

describe("the judge", () => {
  const crossing = [98, 99, 101, 102];

  it("holds one crossing with its one event to be right, exactly", () => {
    expect(judge(up, view(crossing), [event(crossing, 2)])).toEqual({ wrong: null, exact: true, tooOpen: false });
    expect(judge(up, view([98, 99]), [])).toEqual({ wrong: null, exact: true, tooOpen: false });
  });

  it("finds a missed crossing", () => {
    expect(judge(up, view(crossing), []).wrong).toMatchObject({ what: "missed" });
  });

  it("finds an event without a crossing, at another price, told twice, or after the rule was done", () => {
    const below = [98, 99, 98];
    expect(judge(up, view(below), [event(below, 1)]).wrong).toMatchObject({ what: "doubled" });
    expect(judge(up, view(crossing), [event(crossing, 3)]).wrong).not.toBeNull();
    expect(judge(up, view(crossing), [event(crossing, 2), event(crossing, 2)]).wrong).toMatchObject({
      what: "doubled",
    });
    const twice = [98, 101, 98, 101];
    expect(judge(up, view(twice), [event(twice, 1), event(twice, 3, { generation: 2 })]).wrong).toMatchObject({
      what: "doubled",
    });
  });

  it("takes neither a gap for now nor now for a gap, nor another price before", () => {
    expect(judge(up, view(crossing), [event(crossing, 2, { gap: true })]).wrong).not.toBeNull();
    expect(judge(up, view(crossing), [event(crossing, 2, { previousUnits: 98 })]).wrong).not.toBeNull();
    const blind = view(crossing, { to: 2 }, { connection: 2, from: 2 });
    expect(judge(up, blind, [event(crossing, 2, { gap: true })])).toEqual({ wrong: null, exact: true, tooOpen: false });
    expect(judge(up, blind, [event(crossing, 2)]).wrong).not.toBeNull();
  });

  it("counts over a gap only the price before and the first one after", () => {
    const thereAndBack = [98, 101, 99, 98];
    expect(judge(up, view(thereAndBack, { to: 1 }, { connection: 2, from: 2 }), [])).toEqual({
      wrong: null,
      exact: true,
      tooOpen: false,
    });
    expect(judge(up, view(thereAndBack, { to: 2 }, { connection: 2, from: 2 }), []).wrong).toMatchObject({
      what: "missed",
    });
  });

  it("leaves open how many of the last prices arrived, and no more", () => {
    const tail = [98, 99, 101, 99, 98];
    const open = view(tail, { to: 3, certainTo: 1 }, { connection: 2, from: 3 });
    expect(judge(up, open, []).wrong).toBeNull();
    expect(judge(up, open, []).exact).toBe(false);
    expect(judge(up, open, [event(tail, 2)]).wrong).toBeNull();
    expect(judge(up, view(tail, { to: 3, certainTo: 3 }, { connection: 2, from: 3 }), []).wrong).toMatchObject({
      what: "missed",
    });
  });

  it("leaves open where in its making a rule was armed", () => {
    const rule = { ...up, armedFrom: 0, armedTo: 3 };
    expect(judge(rule, view(crossing), []).wrong).toBeNull();
    expect(judge(rule, view(crossing), [event(crossing, 2)]).wrong).toBeNull();
    expect(judge({ ...rule, armedTo: 2 }, view(crossing), []).wrong).toMatchObject({ what: "missed" });
    const atOnce: JudgedRule = { ...up, kind: "at-or-above", armedFrom: 3, armedTo: 4 };
    expect(judge(atOnce, view(crossing), [event(crossing, 3, { previousUnits: null })]).wrong).toBeNull();
    expect(judge(atOnce, view(crossing), []).wrong).toMatchObject({ what: "missed" });
  });

  it("gives a rule made while blind no price before", () => {
    const blind = view([98, 98, 98, 101, 102], { to: 1 }, { connection: 2, from: 3 });
    expect(judge({ ...up, armedFrom: 1, armedTo: 3 }, blind, []).wrong).toBeNull();
    expect(judge({ ...up, kind: "at-or-above", armedFrom: 2, armedTo: 3 }, blind, []).wrong).toMatchObject({
      what: "missed",
    });
  });

  it("gives it none either where the process that made it ended before it saw a price", () => {
    const prices = [98, 98, 98, 101, 102];
    const restarted = view(prices, { to: 1 }, { run: 2, connection: 2, from: 3 });
    const rule = { ...up, run: 1, armedFrom: 1, armedTo: 3 };
    expect(judge(rule, restarted, []).wrong).toBeNull();
    expect(judge(rule, restarted, [event(prices, 3, { gap: true })]).wrong).toMatchObject({ what: "doubled" });
    expect(judge(rule, restarted, [event(prices, 3)]).wrong).toMatchObject({ what: "doubled" });
  });

  it("follows a rule that re-arms", () => {
    const prices = [99, 101, 100, 98, 101, 99, 100, 97, 103];
    const always: JudgedRule = { ...up, always: true, rearm: 2 };
    const events = [1, 4, 8].map((seq, index) => event(prices, seq, { generation: index + 1 }));
    expect(judge(always, view(prices), events)).toEqual({ wrong: null, exact: true, tooOpen: false });
    expect(judge(always, view(prices), events.slice(0, 2)).wrong).toMatchObject({ what: "missed" });
    expect(judge(always, view(prices), [...events, event(prices, 8, { generation: 4 })]).wrong).toMatchObject({
      what: "doubled",
    });
    expect(judge({ ...always, rearm: 3 }, view(prices), events).wrong).not.toBeNull();
  });

  it("lets a rule that is made after REST told the first price begin with it", () => {
    const prices = [98, 101, 101, 101];
    const rest = view(prices, { to: 1 }, { connection: 2, from: 2, rest: [1] });
    const rule: JudgedRule = { ...up, kind: "at-or-above", armedFrom: 1, armedTo: 2 };
    const atOnce = event(prices, 1, { previousUnits: null });
    expect(judge(rule, rest, [atOnce]).wrong).toBeNull();
    // Or without one, where the stream had not proven itself.
    expect(judge(rule, rest, [event(prices, 2, { previousUnits: null })]).wrong).toBeNull();
    expect(judge(rule, rest, []).wrong).toMatchObject({ what: "missed" });
  });

  it("lets it do so also where prices of before it was made are as old as what REST told", () => {
    const prices = [98, 101, 101, 101];
    const rest = view(prices, { to: 1 }, { connection: 2, from: 1, rest: [2] });
    // Made in one go, the second and the third are of one time.
    rest.prices.atMs[1] = rest.prices.atMs[2] ?? 0;
    const rule: JudgedRule = { ...up, kind: "at-or-above", armedFrom: 2, armedTo: 3 };
    rest.prices.sent[1] = rest.prices.sent[2] = 0;
    expect(judge(rule, rest, [event(prices, 2, { previousUnits: null })]).wrong).toBeNull();
  });

  it("lets REST tell the first price, and the stream go on after it", () => {
    const prices = [98, 101, 99, 98, 97];
    const rest = view(prices, { to: 1 }, { connection: 2, from: 2, rest: [1] });
    expect(judge(up, rest, [event(prices, 1, { gap: true })]).wrong).toBeNull();
    const late = view([102, 99, 101, 101], { to: 1 }, { connection: 2, from: 1, rest: [2] });
    // 102, then REST says 101: that the stream still says 99 from before is no crossing upward.
    expect(judge(up, late, [event([102, 99, 101, 101], 2)]).wrong).toBeNull();
    expect(judge(up, late, []).wrong).toBeNull();
    expect(
      judge({ ...up, kind: "crosses-down" }, late, [event([102, 101, 99], 2, { previousUnits: 101 })]).wrong,
    ).not.toBeNull();
  });

  it("follows a window that starts anew where nothing was seen and where it re-arms", () => {
    const rises: JudgedRule = { ...up, kind: "rises", by: 3 };
    const prices = [100, 99, 101, 102, 103];
    expect(judge(rises, view(prices), [event(prices, 3)])).toEqual({ wrong: null, exact: true, tooOpen: false });
    expect(judge(rises, view(prices), []).wrong).toMatchObject({ what: "missed" });
    expect(judge(rises, view(prices), [event(prices, 2)]).wrong).not.toBeNull();
    expect(judge({ ...rises, kind: "moves" }, view(prices), [event(prices, 3)]).wrong).toBeNull();
    expect(judge({ ...rises, kind: "falls" }, view(prices), [])).toEqual({ wrong: null, exact: true, tooOpen: false });

    // 99 is forgotten over the gap: 102 is the first of a new window, and fires nothing.
    const blind = view(prices, { to: 2 }, { connection: 2, from: 3 });
    expect(judge(rises, blind, [])).toEqual({ wrong: null, exact: true, tooOpen: false });
    expect(judge(rises, blind, [event(prices, 3, { gap: true })]).wrong).toMatchObject({ what: "doubled" });

    const again = [100, 103, 104, 102, 105, 108];
    const events = [1, 4].map((seq, index) => event(again, seq, { generation: index + 1 }));
    expect(judge({ ...rises, always: true }, view(again), events).wrong).toBeNull();
    expect(judge({ ...rises, always: true }, view(again), events.slice(0, 1)).wrong).toMatchObject({ what: "missed" });
  });
});
