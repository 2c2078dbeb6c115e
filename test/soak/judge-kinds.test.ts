/** The judge on what is measured from an extreme, on spreads and sizes, and on holds and cooldowns. */
import { describe, expect, it } from "vitest";
import { judge, type JudgedRule, type RuleJudgement } from "./judge.ts";
import { event, up, view, viewOfPrices } from "./judge-cases.ts";

const right: RuleJudgement = { wrong: null, exact: true, tooOpen: false };
const wrongOf = (judgement: RuleJudgement): string | undefined => judgement.wrong?.what;

describe("what is measured from the extreme since it was armed", () => {
  const back: JudgedRule = { ...up, kind: "pulls-back", by: 3 };
  const prices = [100, 104, 102, 101, 99];

  it("fires at the price that is far enough from the extreme, and at no other", () => {
    expect(judge(back, view(prices), [event(prices, 3)])).toEqual(right);
    expect(wrongOf(judge(back, view(prices), []))).toBe("missed");
    expect(judge(back, view(prices), [event(prices, 2)]).wrong).not.toBeNull();
    expect(judge({ ...back, kind: "rebounds", by: 5 }, view(prices), [])).toEqual(right);
  });

  it("keeps its extreme over a gap, and tells what it then finds as of the gap", () => {
    const blind = view(prices, { to: 2 }, { connection: 2, from: 4 });
    expect(judge(back, blind, [event(prices, 4, { gap: true, previousUnits: 104 })])).toEqual(right);
    expect(wrongOf(judge(back, blind, []))).toBe("missed");
    expect(judge(back, blind, [event(prices, 4, { previousUnits: 104 })]).wrong).not.toBeNull();
  });

  it("keeps over a kill the extreme that was surely written down, and leaves the later ones open", () => {
    const killed = (extremesTo: number) =>
      view(prices, { to: 2, certainTo: 2, extremesTo }, { run: 1, connection: 2, from: 2 });
    const atLast = event(prices, 3);
    expect(wrongOf(judge(back, killed(2), []))).toBe("missed");
    expect(judge(back, killed(2), [atLast]).wrong).toBeNull();
    // With 100 as its highest price before, 102 is the highest, and 99 is far enough from it.
    const later = event(prices, 4);
    expect(judge(back, killed(2), [later]).wrong).not.toBeNull();
    expect(judge(back, killed(1), [later]).wrong).toBeNull();
    expect(judge(back, killed(1), [atLast]).wrong).toBeNull();
  });

  it("starts anew at the price at which it fires, and fires again from there", () => {
    const always: JudgedRule = { ...back, always: true };
    const long = [100, 97, 96, 94, 99, 96];
    const events = [1, 3, 5].map((seq, index) => event(long, seq, { generation: index + 1 }));
    expect(judge(always, view(long), events)).toEqual(right);
    expect(wrongOf(judge(always, view(long), events.slice(0, 2)))).toBe("missed");
    expect(wrongOf(judge(always, view(long), [...events, event(long, 5, { generation: 4 })]))).toBe("doubled");
  });
});

describe("a spread and a size", () => {
  const prices = [100, 101, 102, 103, 104];

  it("fires at the price that has the spread, once until it is less again", () => {
    const spread: JudgedRule = { ...up, kind: "spread-at-least", low: 5, always: true };
    const seen = viewOfPrices(prices, { spreads: [2, 5, 6, 4, 5] });
    const events = [1, 4].map((seq, index) => event(prices, seq, { generation: index + 1 }));
    expect(judge(spread, seen, events)).toEqual(right);
    expect(wrongOf(judge(spread, seen, events.slice(0, 1)))).toBe("missed");
    expect(judge(spread, seen, [event(prices, 1), event(prices, 2, { generation: 2 })]).wrong).not.toBeNull();
    expect(judge({ ...spread, low: 7 }, seen, [])).toEqual(right);
  });

  it("tells a spread that is true after an outage as of the gap", () => {
    const spread: JudgedRule = { ...up, kind: "spread-at-least", low: 5 };
    const blind = viewOfPrices(prices, { spreads: [2, 2, 6, 6, 6] }, { to: 2 }, { connection: 2, from: 3 });
    expect(judge(spread, blind, [event(prices, 3, { gap: true, previousUnits: 101 })])).toEqual(right);
    expect(judge(spread, blind, [event(prices, 3, { previousUnits: 101 })]).wrong).not.toBeNull();
  });

  it("fires at the trade that has the size, where trades were sent", () => {
    const size: JudgedRule = { ...up, kind: "trade-size-at-least", low: 8 };
    const seen = viewOfPrices(prices, { sizes: [1, 9, 1, 8, 1] });
    expect(judge(size, seen, [event(prices, 1)])).toEqual(right);
    expect(wrongOf(judge(size, seen, []))).toBe("missed");
    seen.prices.tradesSent[1] = 0;
    expect(judge(size, seen, [event(prices, 3, { previousUnits: 102 })])).toEqual(right);
    expect(judge(size, seen, [event(prices, 1)]).wrong).not.toBeNull();
  });
});

describe("a hold", () => {
  const held: JudgedRule = { ...up, holdMs: 250 };

  it("fires with the price at which it began, once it has lasted", () => {
    const prices = [99, 101, 102, 103, 104];
    expect(judge(held, view(prices), [event(prices, 1)])).toEqual(right);
    expect(wrongOf(judge(held, view(prices), []))).toBe("missed");
    expect(judge(held, view(prices), [event(prices, 3)]).wrong).not.toBeNull();
  });

  it("does not fire where it is broken before", () => {
    const prices = [99, 101, 100, 99, 99, 99];
    expect(judge(held, view(prices), [])).toEqual(right);
    expect(wrongOf(judge(held, view(prices), [event(prices, 1)]))).toBe("doubled");
    expect(wrongOf(judge({ ...held, holdMs: 150 }, view(prices), []))).toBe("missed");
  });

  it("of a crossing goes on at the side to which the price went, also where it only touched the level at first", () => {
    const crosses: JudgedRule = { ...held, kind: "crosses" };
    const upwards = [99, 100, 101, 102, 103, 104];
    expect(judge(crosses, view(upwards), [event(upwards, 1)])).toEqual(right);
    const downwards = [101, 100, 99, 98, 97, 96];
    expect(judge(crosses, view(downwards), [event(downwards, 1)])).toEqual(right);
    const back = [99, 100, 98, 97, 97, 97];
    expect(judge(crosses, view(back), [])).toEqual(right);
    expect(judge(crosses, view(back), [event(back, 1)]).wrong).not.toBeNull();
  });

  it("is left open where its end and the price that breaks it are too near to tell", () => {
    const prices = [99, 101, 101, 99, 99];
    const near = { ...view(prices), slackMs: () => 60 };
    expect(judge(held, near, [event(prices, 1)]).wrong).toBeNull();
    expect(judge(held, near, []).wrong).toBeNull();
  });

  it("begins anew, and as of now, at the first price after an outage that is still on that side", () => {
    const prices = [99, 101, 102, 103, 104, 105];
    const blind = view(prices, { to: 2 }, { connection: 2, from: 2 });
    expect(judge(held, blind, [event(prices, 2)]).wrong).toBeNull();
    expect(wrongOf(judge(held, blind, []))).toBe("missed");
    expect(judge(held, blind, [event(prices, 2, { gap: true })]).wrong).not.toBeNull();
    // Back on the near side: nothing was held.
    const back = [99, 101, 98, 98, 98, 98];
    expect(judge(held, view(back, { to: 2 }, { connection: 2, from: 2 }), []).wrong).toBeNull();
  });
});

describe("a cooldown", () => {
  const cools: JudgedRule = { ...up, always: true, rearm: 1, cooldownMs: 250 };

  it("lets the rule re-arm at the first price that is back after it, and at none before", () => {
    const prices = [99, 101, 99, 101, 99, 101, 99, 101];
    const events = [1, 5].map((seq, index) => event(prices, seq, { generation: index + 1 }));
    expect(judge(cools, view(prices), events)).toEqual(right);
    const early = [1, 3].map((seq, index) => event(prices, seq, { generation: index + 1 }));
    expect(judge(cools, view(prices), early).wrong).not.toBeNull();
    expect(wrongOf(judge(cools, view(prices), events.slice(0, 1)))).toBe("missed");
  });

  it("keeps a trailing rule from starting anew until it is over", () => {
    const rule: JudgedRule = { ...cools, kind: "pulls-back", by: 3 };
    const prices = [100, 97, 110, 105, 105, 106, 102];
    const events = [event(prices, 1), event(prices, 6, { generation: 2 })];
    expect(judge(rule, view(prices), events)).toEqual(right);
    expect(judge(rule, view(prices), [events[0]!, event(prices, 3, { generation: 2 })]).wrong).not.toBeNull();
  });
});
