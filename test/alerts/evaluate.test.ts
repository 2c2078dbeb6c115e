/** What one tick means for one rule where the price before it does not count, or was not seen: arming without a price, gaps, restarts. */
import { describe, expect, test } from "vitest";
import { hitOverGap, isTold } from "../../main/alerts/evaluate.ts";
import { CompiledRule } from "../../main/alerts/compiled-rule.ts";
import { newRule, type EngineRule } from "../../main/alerts/engine-rule.ts";
import type { PriceComparison } from "../../main/alerts/conditions/threshold.ts";
import { compareDecimal } from "../../preload/contract/decimal.ts";
import type { TickGap } from "../../preload/contract/tick.ts";
import { EngineHarness, spec, type TickParts } from "./engine-harness.ts";

const up = { kind: "crosses-up", level: "100" };
const crosses = { kind: "crosses", level: "100" };
const atOrAbove = { kind: "at-or-above", level: "100" };
const rises = { kind: "rises", by: { amount: "5" }, windowMs: 60_000 };
const minute = 60_000;

class Stage extends EngineHarness {
  /** A price from before (T6), three days old. */
  before(last: string, parts: TickParts = {}, gap: TickGap | null = null): this {
    this.clock.advance(100);
    return this.note(this.engine.onTick({ ...this.tick(last, parts), ageMs: 3 * 24 * 60 * minute }, gap));
  }
  /** What has fired since this was last asked: `100 after 95`, with `in a gap` where it was told with one. */
  fires(): string[] {
    const fired = this.decisions.splice(0).filter((decision) => decision.kind === "fired");
    this.heard();
    return fired.map(({ tick, previous, gap }) =>
      [tick.last, "after", previous?.last ?? "nothing", ...(gap === null ? [] : ["in a gap"])].join(" "),
    );
  }
}
const started = (condition: object, rest: object, prices: string): Stage =>
  new Stage().add(spec(condition, rest)).ticks(prices);

describe("a rule armed while the price is watched, with none that it may take for just now", () => {
  /** Another rule has the price, and its window, watched. */
  const armed = (condition: object): Stage =>
    new Stage().add(spec(rises), "other").ticks("95").add(spec(condition), "r", null);

  test.each([
    ["has no previous price until its first tick", up, "105", [], "95 105", ["105 after 95"]],
    ["measures its window from its first tick on", rises, "100", [], "104.99 105", ["105 after 104.99"]],
    [
      "follows the extreme from its first tick on",
      { kind: "pulls-back", by: { amount: "5" } },
      "100",
      [],
      "95.01 95",
      ["95 after 95.01"],
    ],
    ["may be true at its first tick, where its kind may", atOrAbove, "105", ["105 after nothing"], "105", []],
  ] as const)("%s", (_, condition, first, atFirst, later, afterwards) => {
    const harness = armed(condition);
    harness.engine.remove("other");
    expect(harness.ticks(first).fires()).toEqual(atFirst);
    expect(harness.ticks(later).fires()).toEqual(afterwards);
  });
});

describe("without a gap to tell it of", () => {
  test("the price before an outage is none of just now", () => {
    expect(started(up, {}, "95").lost().ticks("105").fires()).toEqual([]);
  });

  test("a rule on bids that was armed when the bid alone had not come back is told no gap, and knows no price from before", () => {
    const armed = (condition: object): Stage => {
      const harness = new Stage()
        .add(spec(up, { source: "bid" }), "other")
        .price("1", { bid: "95" })
        .lost();
      harness.clock.advance(minute);
      harness.price("1", {}, harness.gap()).add(spec(condition, { source: "bid" }), "r", null);
      harness.engine.remove("other");
      return harness;
    };
    expect(armed(atOrAbove).price("2", { bid: "105" }).fires()).toEqual(["2 after nothing"]);
    expect(armed(up).before("2", { bid: "95" }).price("3", { bid: "105" }).fires()).toEqual([]);
  });
});

describe("the price before a gap", () => {
  test("of a rule on bids is the last bid, where the last tick was a trade without one", () => {
    const harness = new Stage()
      .add(spec(up, { source: "bid" }))
      .price("1", { bid: "95" })
      .price("2")
      .lost();
    harness.clock.advance(minute);
    expect(harness.price("3", { bid: "105" }, harness.gap()).fires()).toEqual(["3 after 1 in a gap"]);
  });

  test("is one of before the rule, where it was armed while that price was known", () => {
    const harness = new Stage().add(spec(atOrAbove), "other").ticks("95").add(spec(up)).restart();
    harness.engine.remove("other");
    expect(harness.price("105", {}, harness.gap()).fires()).toEqual(["105 after 95 in a gap"]);
  });

  /** Armed while nothing could be seen; then the feed lived again, without a price, and was lost once more. */
  const armedBlind = (condition: object, seenMeanwhile: (harness: Stage) => void = () => undefined): Stage => {
    const harness = new Stage()
      .add(spec({ kind: "at-or-above", level: "1000" }), "other")
      .ticks("95")
      .lost();
    harness.clock.advance(minute);
    harness.add(spec(condition), "r", null);
    seenMeanwhile(harness);
    harness.clock.advance(minute);
    const gap = { ...harness.gap(), fromWallMs: harness.now().wallMs - 1_000 };
    return harness.price("105", {}, gap);
  };
  test("is none for a rule that was armed after it, and knows no other", () => {
    expect(armedBlind(up).fires()).toEqual([]);
  });
  test("is what the venue told as its last price after the rule was armed", () => {
    expect(armedBlind(up, (harness) => harness.before("90")).fires()).toEqual(["105 after 90 in a gap"]);
  });
  test("counts where it came in the millisecond in which the rule was armed", () => {
    const harness = new Stage().add(spec(atOrAbove), "other").lost().add(spec(up));
    const before = harness.tick("95");
    harness.clock.advance(minute);
    const gap = { ...harness.gap(), fromWallMs: before.receivedWallMs, before };
    harness.engine.remove("other");
    expect(harness.price("105", {}, gap).fires()).toEqual(["105 after 95 in a gap"]);
  });
});

describe("the first price after an outage", () => {
  test("re-arms a rule that fired and does not fire it, whatever was crossed on the way", () => {
    const always = { repeat: "always", rearmBy: { amount: "1" }, cooldownMs: 1_000 };
    const harness = started(crosses, always, "95 101 95").lost();
    expect(harness.fires()).toEqual(["101 after 95"]);
    harness.clock.advance(minute);
    harness.price("105", {}, harness.gap());
    expect(harness.heard()).toEqual(["armed gen 2"]);
    expect(harness.ticks("99").fires()).toEqual(["99 after 105"]);
  });

  test("fires no size again that a trade of the gap has fired", () => {
    const harness = started({ kind: "trade-size-at-least", size: "10" }, {}, "95").lost();
    harness.clock.advance(minute);
    const gap = harness.gap();
    const trades = [{ tradeId: "1", price: "96", size: "12", atMs: gap.fromWallMs + 1_000 }];
    expect(harness.price("97", { size: "15" }, { ...gap, trades }).fires()).toHaveLength(1);
    expect(harness.engine.get("r")?.state).toBe("done");
  });

  const hold = { holdForMs: minute };
  test.each([
    // It went down to its level, and stays on that side of it.
    ["105 100", false, "98", "holding"],
    ["105 100", false, "101", "armed"],
    ["95 100", false, "102", "holding"],
    // After a restart a price at the level is read as being above it.
    ["95 100", true, "102", "holding"],
    ["95 100", true, "99", "armed"],
  ])("of a rule that crossed and held (%s, restarted: %s): at %s it is %s", (prices, restarts, after, state) => {
    const harness = started(crosses, hold, prices).lost();
    if (restarts) harness.restart();
    harness.clock.advance(1_000);
    harness.heard();
    harness.price(after, {}, harness.gap());
    expect(harness.heard()).toEqual([`${state} gen 1`]);
    expect(harness.engine.get("r")?.holdingSinceMs).toBe(state === "holding" ? harness.now().wallMs : null);
  });
  test("of such a rule of which no price from before is known says by itself on which side it is", () => {
    for (const [after, wayBack] of [
      ["102", "99"],
      ["98", "101"],
    ] as const) {
      const harness = started(crosses, hold, "95 101").restart().ticks(after);
      expect(harness.engine.get("r")?.state, after).toBe("holding");
      expect(harness.wait(minute).fires()).toEqual([`${after} after nothing`]);
      expect(started(up, hold, "95 101").restart().ticks(wayBack).engine.get("r")?.state).not.toBe("done");
    }
  });
});

describe("a rule is told a gap", () => {
  const harness = new EngineHarness();
  const armedAt = (armedMs: number, arm: (rule: EngineRule) => void = () => undefined): EngineRule => {
    const rule = newRule({ id: "r", order: 0, createdMs: 0 }, spec(up));
    rule.lifecycle.arm(armedMs);
    rule.seen.arm(false);
    arm(rule);
    return rule;
  };
  const blind = (rule: EngineRule): void => rule.seen.armBlind(false);
  const over = (rule: EngineRule): void => rule.seen.armBlind(true);
  const gap = { ...harness.gap(), fromWallMs: 1_000, toWallMs: 2_000 };
  const known = { ...gap, knownMs: 1_500 };

  test.each<[string, EngineRule, TickGap | null, boolean]>([
    ["where it was armed before", armedAt(500), gap, true],
    ["where it was armed with a price, though the clock says later", armedAt(1_500), gap, true],
    ["not where there is none", armedAt(500), null, false],
    ["not where it was armed while it went on", armedAt(1_001, blind), gap, false],
    ["where it was armed blind as it began", armedAt(1_000, blind), gap, true],
    ["where it was armed blind before it began", armedAt(999, blind), gap, true],
    ["not where it was armed when it was over for other prices", armedAt(500, over), gap, false],
    ["where it was armed before it was known that trades were missed", armedAt(1_499), known, true],
    ["where it was armed as that was known", armedAt(1_500), known, true],
    ["not where it was armed after that", armedAt(1_501), known, false],
  ])("%s", (_, rule, told, isSo) => {
    expect(isTold(rule, told)).toBe(isSo);
  });
});

test.each<[object, string, string, 1 | -1 | null]>([
  [crosses, "95", "101", 1],
  [crosses, "101", "95", -1],
  [up, "101", "95", null],
  [{ kind: "crosses-down", level: "100" }, "101", "95", 1],
])("a hold of %j over a gap from %s to %s begins on side %s", (condition, before, after, direction) => {
  const price =
    (text: string): PriceComparison =>
    (limit) =>
      compareDecimal(text, limit.text);
  const rule = new CompiledRule(spec(condition, { holdForMs: 1_000 }));
  const hit = hitOverGap(rule, new EngineHarness().gap(), price(before), price(after), []);
  expect(hit?.direction ?? null).toBe(direction);
});
