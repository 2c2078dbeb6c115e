/** Ticks without a last price: what they are for rules on bid, ask, mid and spread, and that they are nothing for the others. */
import { describe, expect, test } from "vitest";
import type { Tick } from "../../preload/contract/tick.ts";
import { keptTick } from "../../main/store/event-tick.ts";
import { spec, EngineHarness } from "./engine-harness.ts";

/** A stage that is given quotes too. */
class QuoteStage extends EngineHarness {
  quote(bid: string | null, ask: string | null): this {
    this.clock.advance(100);
    const tick: Tick = { ...this.tick("1"), last: null, lastNumber: Number.NaN, bid, ask };
    return this.note(this.engine.onTick(tick));
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
