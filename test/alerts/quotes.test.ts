/** Ticks without a last price: what they are for rules on bid, ask, mid and spread, and that they are nothing for the others. */
import { describe, expect, test } from "vitest";
import type { Tick, TickGap } from "../../preload/contract/tick.ts";
import { keptTick } from "../../main/store/event-tick.ts";
import { spec, EngineHarness } from "./engine-harness.ts";

/** A stage that is given quotes too. */
class QuoteStage extends EngineHarness {
  quote(bid: string | null, ask: string | null, gap: TickGap | null = null): this {
    this.clock.advance(100);
    const tick: Tick = { ...this.tick("1"), last: null, lastNumber: Number.NaN, bid, ask };
    return this.note(this.engine.onTick(tick, gap));
  }
  fires(): number {
    return this.decisions.filter(({ kind }) => kind === "fired").length;
  }
}
const stageWith = (condition: object, rest: object): QuoteStage => {
  const harness = new QuoteStage();
  harness.price("100", { bid: "99", ask: "101" }).add(spec(condition, rest));
  return harness;
};

describe("a quote without a last price", () => {
  test.each<[string, object, object, [string | null, string | null]]>([
    ["bid", { kind: "crosses-down", level: "98" }, { source: "bid" }, ["98", null]],
    ["ask", { kind: "at-or-above", level: "103" }, { source: "ask" }, [null, "103"]],
    ["mid", { kind: "crosses-up", level: "102" }, { source: "mid" }, ["101", "103"]],
    ["spread", { kind: "spread-at-least", by: { amount: "4" } }, {}, ["99", "103"]],
    ["spread in percent", { kind: "spread-at-least", by: { percent: "3" } }, {}, ["99", "103"]],
    ["fall of the bid", { kind: "falls", by: { amount: "5" }, windowMs: 60_000 }, { source: "bid" }, ["94", null]],
    ["rebound of the ask", { kind: "rebounds", by: { amount: "2" } }, { source: "ask" }, [null, "103"]],
  ])("fires a rule on %s", (_, condition, rest, [bid, ask]) => {
    expect(stageWith(condition, rest).quote(bid, ask).fires()).toBe(1);
  });

  test.each<[string, object]>([
    ["a level", { kind: "at-or-below", level: "99.5" }],
    ["a range", { kind: "outside", low: "99.5", high: "100.5" }],
    ["a move", { kind: "moves", by: { amount: "0.5" }, windowMs: 60_000 }],
    ["a trailing distance", { kind: "pulls-back", by: { amount: "0.5" } }],
    ["a size", { kind: "trade-size-at-least", size: "0.1" }],
  ])("is nothing to a rule about %s of the last price", (_, condition) => {
    const harness = stageWith(condition, {});
    harness.quote("50", "60").quote("1", null).quote(null, "900");
    expect(harness.fires()).toBe(0);
  });

  test("stands between two trades without being the price before the second", () => {
    const harness = stageWith({ kind: "crosses-up", level: "102" }, {});
    harness.quote("104", "106").price("103");
    expect(harness.decisions.at(-1)).toMatchObject({ kind: "fired", previous: { last: "100" }, tick: { last: "103" } });
  });

  test("an event tells the price that its rule looks at; of a spread the middle", () => {
    const harness = stageWith({ kind: "crosses-down", level: "98" }, { source: "bid" });
    harness.quote("97.5", "98.5");
    const fired = harness.decisions.at(-1);
    if (fired?.kind !== "fired") throw new Error("nothing fired");
    const about = (condition: object, rest: object): string =>
      keptTick(fired.tick, spec(condition, rest), fired.decidedWallMs).value.price;
    expect(about({ kind: "crosses-down", level: "98" }, { source: "bid" })).toBe("97.5");
    expect(about({ kind: "spread-at-least", by: { amount: "1" } }, {})).toBe("98");
  });
});

describe("a gap that a quote ends", () => {
  /** Ten minutes of outage that `bid` and `ask` end; two minutes later comes the first trade. */
  const afterQuote = (clockStepMs = 0): QuoteStage => {
    const harness = stageWith({ kind: "crosses-up", level: "102" }, {});
    harness.lost();
    harness.clock.advance(600_000);
    harness.quote("99", "101", harness.gap());
    harness.clock.advance(120_000);
    harness.clock.stepWall(clockStepMs);
    harness.price("103");
    return harness;
  };

  test("goes on for the last price until there is one: no later crossing is told as having happened before the quote", () => {
    const harness = afterQuote();
    expect(harness.decisions.at(-1)).toMatchObject({
      kind: "fired",
      previous: { last: "100" },
      gap: { fromWallMs: harness.now().wallMs - 720_200, toWallMs: harness.now().wallMs },
    });
  });

  test.each([-60_000, -3_600_000])(
    "with the clock set by %d ms it ends at the decision and not before it began",
    (ms) => {
      const fired = afterQuote(ms).decisions.at(-1);
      if (fired?.kind !== "fired" || fired.gap === null) throw new Error("nothing fired with a gap");
      expect(fired.gap.toWallMs).toBe(fired.decidedWallMs);
      expect(fired.gap.fromWallMs).toBeLessThanOrEqual(fired.gap.toWallMs);
    },
  );

  test("has ended for the bid: what it does later is of now", () => {
    const harness = stageWith({ kind: "crosses-down", level: "98" }, { source: "bid" });
    harness.lost();
    harness.clock.advance(600_000);
    harness.quote("99", "101", harness.gap()).quote("97", "101");
    expect(harness.decisions.at(-1)).toMatchObject({ kind: "fired", gap: null });
  });
});
