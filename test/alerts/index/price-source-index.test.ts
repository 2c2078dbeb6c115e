/** One quantity of one instrument: which rules a price is offered to, at, beside and between what they wait for; and no other. */
import { describe, expect, test } from "vitest";
import { tickOf } from "../../../main/alerts/dry-run/bar-paths.ts";
import { newRule, type EngineRule } from "../../../main/alerts/engine-rule.ts";
import { PriceSourceIndex } from "../../../main/alerts/index/price-source-index.ts";
import type { RulePlacement } from "../../../main/alerts/index/rule-placement.ts";
import { bound } from "../../../main/alerts/conditions/quantity.ts";
import type { Tick, TickGap } from "../../../preload/contract/tick.ts";
import { key, spec } from "../engine-harness.ts";

const level = { kind: "crosses", level: "100" };
const rises = { kind: "rises", by: { amount: "5" }, windowMs: 10_000 };
const pullsBack = { kind: "pulls-back", by: { amount: "5" } };
const quiet = "quiet";

/** An index with a clock of its own: a price each 100 ms. Rules stand where the test puts them, and nothing decides. */
class Watched {
  readonly index: PriceSourceIndex;
  monoMs = 0;
  #order = 0;

  constructor(isBlind = false) {
    this.index = new PriceSourceIndex("last", isBlind);
  }

  rule(id: string, condition: object = level): EngineRule {
    const rule = newRule({ id, order: this.#order++, createdMs: 0 }, spec(condition));
    this.index.addRule(rule);
    rule.window?.startAt(this.index.seq);
    return rule;
  }

  placement(rule: EngineRule): RulePlacement {
    return this.index.placementOf(rule);
  }

  /** A rule that waits for these prices. */
  at(id: string, ...prices: readonly number[]): EngineRule {
    const rule = this.rule(id);
    for (const price of prices) this.index.addThreshold(this.placement(rule), bound(String(price)));
    return rule;
  }

  tick(price: number | string): Tick {
    return tickOf({ instrument: key }, String(price), this.monoMs);
  }

  seed(price: number): this {
    this.index.seed(this.tick(price), price, this.monoMs);
    return this;
  }

  /** To which rules the price is offered, in order; that they stand where they stood is up to the test. */
  price(price: number | string, ms = 100): string {
    this.monoMs += ms;
    const [tick, n] = [this.tick(price), Number(price)];
    if (this.index.passQuietly(tick, n, this.monoMs)) return quiet;
    const offered: string[] = [];
    this.index.begin(tick, n, this.monoMs, ({ id }) => offered.push(id));
    this.index.commit(tick, n, this.monoMs);
    this.index.settle();
    return offered.sort().join(" ");
  }

  prices(...prices: readonly (number | string)[]): string[] {
    return prices.map((price) => this.price(price));
  }
}

test("what is in between passes quietly; a price at a threshold, or beyond it, is offered to its rules", () => {
  const watched = new Watched().seed(100);
  watched.at("low", 90);
  watched.at("high", 110);
  watched.at("same", 110);
  expect(watched.prices(105, 109.9, 110, 111, 110.5, 100, 90.1, 89, 90, 95)).toEqual([
    quiet,
    quiet,
    "high same",
    "high same",
    quiet,
    "high same",
    quiet,
    "low",
    "low",
    "low",
  ]);
});

test("a price that stays at a threshold is offered once, and one with other digits again", () => {
  const watched = new Watched().seed(99);
  watched.at("r", 100);
  expect(watched.prices(100, 100, 100, "100.0", 100)).toEqual(["r", "", "", "r", "r"]);
});

test("a rule of which two thresholds are passed is offered once", () => {
  const watched = new Watched().seed(95);
  watched.at("range", 100, 110);
  watched.at("other", 105);
  expect(watched.prices(120, 95)).toEqual(["other range", "other range"]);
});

describe("put in between two prices, without the bounds being worked out anew", () => {
  test.each<[string, number, readonly number[], readonly string[]]>([
    ["above: quiet below it", 110, [105, 110], [quiet, "r"]],
    ["below: quiet above it", 90, [95, 90], [quiet, "r"]],
    ["at the price: one tick down leaves it", 100, [99], ["r"]],
    ["at the price: one tick up leaves it", 100, [101], ["r"]],
  ])("%s", (_what, threshold, prices, offered) => {
    const watched = new Watched().seed(100);
    watched.at("r", threshold);
    expect(watched.prices(...prices)).toEqual(offered);
  });

  test("a further threshold does not hide the nearer one", () => {
    const watched = new Watched().seed(100);
    watched.at("near", 99, 101);
    watched.at("far", 90, 110);
    expect([watched.price(101), watched.price(99)]).toEqual(["near", "near"]);
  });

  test("one that waits for the next price gets it whatever that is, and no further one", () => {
    const watched = new Watched().seed(100);
    const rule = watched.rule("next");
    watched.index.addPending(watched.placement(rule));
    expect(watched.prices(100, 100, 101)).toEqual(["next", quiet, quiet]);
    watched.index.addPending(watched.placement(rule));
    watched.index.settle();
    expect(watched.prices(101, 102)).toEqual(["next", quiet]);
  });
});

test("what a rule waited for is gone with it, and its price passes quietly once that has been seen", () => {
  const watched = new Watched().seed(100);
  const rules = [watched.at("a", 90, 110), watched.rule("b"), watched.rule("c")] as const;
  watched.index.wakeAt(watched.placement(rules[1]), 500);
  watched.index.addPending(watched.placement(rules[2]));
  for (const rule of rules) watched.index.removeRule(rule);
  watched.index.settle();
  expect(watched.prices(111, 89, 100)).toEqual([quiet, quiet, quiet]);
  expect(watched.price(100, 1_000)).toBe(quiet);
  expect(watched.index.ruleCount).toBe(0);
  expect(() => watched.index.placementOf(rules[0])).toThrow("does not look at this price");
});

test("a rule that is unwatched stands nowhere, and one of whose move is true is let go by its window", () => {
  const watched = new Watched().seed(100);
  const rule = watched.rule("r", rises);
  expect(watched.prices(103, 110)).toEqual([quiet, quiet]);
  const from = watched.index.windowExtreme(rule, "low", watched.monoMs);
  if (from === null) throw new Error("There is no price in the window.");
  watched.index.beginWatch(watched.placement(rule), "break");
  expect(watched.index.followMove(watched.placement(rule), "low", from)).toBe(true);
  watched.index.addThreshold(watched.placement(rule), bound("105"));
  expect(watched.index.placementOf(rule)).toMatchObject({ watch: "break", satisfiedMove: { windowMs: 10_000 } });
  watched.index.unwatch(rule);
  expect(watched.index.placementOf(rule)).toMatchObject({ watch: "none", thresholds: [], satisfiedMove: null });
  watched.index.settle();
  expect(watched.price(101)).toBe(quiet);
});

test("a rule is woken at its time, not a millisecond before, and once", () => {
  const watched = new Watched().seed(100);
  watched.index.wakeAt(watched.placement(watched.rule("r")), 500);
  expect([watched.price(100, 499), watched.price(100, 1), watched.price(100, 1)]).toEqual([quiet, "r", quiet]);
});

describe("following extremes", () => {
  test("a new extreme passes quietly and is followed, but not one that is at a threshold, nor one far enough", () => {
    const watched = new Watched().seed(100);
    const rule = watched.rule("trailing", pullsBack);
    watched.index.follow(watched.placement(rule), "high", { n: 100, tick: null, text: "100" });
    watched.at("level", 110);
    expect(watched.prices(105, 109, 110, 111)).toEqual([quiet, quiet, "level", "level"]);
    expect([watched.index.isFollowing(rule), watched.index.extremeOf(rule)?.n]).toEqual([true, 111]);
    expect(watched.prices(109.5, 106.1, 106)).toEqual(["level", quiet, "trailing"]);
    // It has its extreme back.
    expect([watched.index.isFollowing(rule), watched.index.extremeOf(rule)?.n]).toEqual([false, 111]);
  });

  test("a price is far enough from an extreme that passed quietly", () => {
    const watched = new Watched().seed(100);
    watched.index.follow(watched.placement(watched.rule("trailing", pullsBack)), "high", {
      n: 100,
      tick: null,
      text: "100",
    });
    expect(watched.prices(105, 109, 104.1, 104)).toEqual([quiet, quiet, quiet, "trailing"]);
  });

  test("at a threshold below as well: a new least price", () => {
    const watched = new Watched().seed(100);
    const rule = watched.rule("trailing", { kind: "rebounds", by: { amount: "5" } });
    watched.index.follow(watched.placement(rule), "low", { n: 100, tick: null, text: "100" });
    watched.at("level", 90);
    expect(watched.prices(95, 90, 89)).toEqual([quiet, "level", "level"]);
  });

  test("that one may have moved is told once, and never where no rule follows any", () => {
    const watched = new Watched().seed(100);
    const moved = (): boolean => watched.index.takeMoved();
    watched.price(105);
    expect(moved()).toBe(false);
    const rule = watched.rule("trailing", pullsBack);
    watched.index.follow(watched.placement(rule), "high", { n: 105, tick: null, text: "105" });
    expect([moved(), moved()]).toEqual([true, false]);
    watched.price(106);
    expect([moved(), moved()]).toEqual([true, false]);
    watched.price(105);
    expect(moved()).toBe(false);
  });
});

describe("windows", () => {
  const least = (watched: Watched, rule: EngineRule): number | undefined =>
    watched.index.windowExtreme(rule, "low", watched.monoMs)?.n;

  test("of a rule it begins with the price that it was armed at, however many have passed quietly", () => {
    const watched = new Watched().seed(100);
    const first = watched.rule("first", rises);
    watched.prices(90, 95);
    const second = watched.rule("second", rises);
    expect([least(watched, first), least(watched, second)]).toEqual([90, 95]);
    watched.price(97);
    expect([least(watched, first), least(watched, second)]).toEqual([90, 95]);
  });

  test("a price that somebody else knows is in the window of those that were there before", () => {
    const watched = new Watched();
    const first = watched.rule("first", rises);
    watched.seed(100);
    watched.price(102);
    expect(least(watched, first)).toBe(100);
  });

  test("a price from before is in none", () => {
    const watched = new Watched(true);
    const rule = watched.rule("r", rises);
    const { index, monoMs } = watched;
    index.gap = { fromWallMs: 0, toWallMs: 1, because: "disconnected", before: null, candles: [], seen: null };
    index.begin({ ...watched.tick(90), ageMs: 70_000 }, 90, monoMs, () => undefined);
    expect(least(watched, rule)).toBe(undefined);
  });

  test("is forgotten with its last rule, and not before", () => {
    const watched = new Watched().seed(90);
    const [first, second] = [watched.rule("first", rises), watched.rule("second", rises)];
    watched.price(95);
    watched.index.removeRule(first);
    expect(least(watched, second)).toBe(90);
    watched.index.removeRule(second);
    const third = watched.rule("third", rises);
    third.window?.startAt(0);
    expect(least(watched, third)).toBe(95);
  });
});

describe("blind", () => {
  test("the first price is offered to every rule, whatever they waited for, and those stand where they are put then", () => {
    const watched = new Watched().seed(100);
    const [a, b] = [watched.at("a", 200), watched.at("b", 300)];
    watched.index.markBlind();
    watched.monoMs += 100;
    const offered: string[] = [];
    watched.index.begin(watched.tick(100), 100, watched.monoMs, ({ id }) => offered.push(id));
    expect(offered).toEqual(["a", "b"]);
    watched.index.commit(watched.tick(100), 100, watched.monoMs);
    for (const price of [120, 90]) watched.index.addThreshold(watched.placement(a), bound(String(price)));
    watched.index.addThreshold(watched.placement(b), bound("110"));
    watched.index.settle();
    expect(watched.prices(105, 110, 120, 250, 90, 350)).toEqual([quiet, "b", "a b", "a", "a b", "a b"]);
    // Once they all stand, one more is seen at once.
    watched.at("c", 340);
    expect(watched.prices(345, 340)).toEqual([quiet, "c"]);
  });

  test("a gap that was not told yet is none of the outage that begins now", () => {
    const { index } = new Watched().seed(100);
    const gap: TickGap = { fromWallMs: 0, toWallMs: 1, because: "disconnected", before: null, candles: [], seen: null };
    index.gap = gap;
    index.markBlind();
    expect([index.gap, index.blind]).toEqual([null, true]);
  });

  test("a price from before is the latest one known, and of now only where none is", () => {
    const watched = new Watched(true);
    expect(watched.index.latest).toBe(null);
    watched.monoMs = 700;
    const before = watched.tick(95);
    watched.index.takePrevious(before, 95, 700);
    expect(watched.index.latest).toEqual({ n: 95, tick: before, text: null });
    expect([watched.index.blind, watched.index.monoMs]).toEqual([true, 700]);
    watched.at("r", 1_000);
    expect(watched.price(96)).toBe("r");
    watched.index.takePrevious(before, 95, 700);
    expect(watched.index.n).toBe(96);
  });
});
