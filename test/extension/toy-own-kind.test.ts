/** A kind of condition that brings an evaluation of its own, as the engine runs it: state, hold, re-arming, pauses and outages. */
import { describe, expect, it } from "vitest";
import { furtherKindOf, registerConditionKinds } from "../../preload/contract/further-kinds.ts";
import { formatWhen } from "../../preload/contract/text/condition.ts";
import { EngineHarness, key, spec } from "../alerts/engine-harness.ts";
import { toyOwnKind } from "./toy-own-kind.ts";

registerConditionKinds([toyOwnKind]);
const climbs = { kind: "climbs-to", level: "100" };
const always = { repeat: "always" };

function armed(rest: object = {}): EngineHarness {
  const harness = new EngineHarness().ticks("90");
  harness.add(spec(climbs, rest));
  harness.said.length = 0;
  return harness;
}

describe("a kind with an evaluation of its own", () => {
  it("is given every price in order, and fires when it says so", () => {
    expect(armed().ticks("98 99 99 100 101").said).toEqual([]);
    expect(armed().ticks("98 99 100").said).toEqual(["fired 100 gen 1"]);
    expect(armed().ticks("91 92 93 94 101 102").said, "a level it had not reached by then").toEqual([
      "fired 101 gen 1",
    ]);
  });

  it("takes the price at which it is armed as its first, and no price from before that", () => {
    const harness = new EngineHarness().ticks("97 98 99");
    harness.add(spec(climbs));
    expect(harness.ticks("100 101").said).toEqual(["armed gen 1"]);
    expect(harness.ticks("102").said).toEqual(["armed gen 1", "fired 102 gen 1"]);
  });

  it("re-arms where it is false, and begins anew at that price; the price that re-arms never fires", () => {
    const harness = armed(always).ticks("100 101 102 103");
    expect(harness.said).toEqual(["fired 102 gen 1"]);
    harness.ticks("103");
    expect(harness.said).toEqual(["fired 102 gen 1", "armed gen 2"]);
    harness.ticks("104 105");
    expect(harness.said).toHaveLength(2);
    expect(harness.ticks("106").said.at(-1)).toBe("fired 106 gen 2");
  });

  it("is given the prices of a cooldown too", () => {
    const harness = armed({ ...always, cooldownMs: 1_000 }).ticks("100 101 102 103 104");
    harness.clock.advance(1_000);
    expect(harness.ticks("105").said, "still true").toEqual(["fired 102 gen 1"]);
    expect(harness.ticks("104").said).toEqual(["fired 102 gen 1", "armed gen 2"]);
  });

  it("holds, and its hold is broken where it is false", () => {
    expect(armed({ holdForMs: 150 }).ticks("100 101 102 103 104").said).toEqual(["holding gen 1", "fired 102 gen 1"]);
    expect(armed({ holdForMs: 150 }).ticks("100 101 102 101 102").said).toEqual(["holding gen 1", "armed gen 1"]);
  });

  it("begins anew after an outage: what was not seen is none of its prices, and nothing is told as if it were in the gap", () => {
    const harness = armed().ticks("99 100");
    harness.note(harness.engine.onLost([key], harness.now()));
    harness.clock.advance(1_000);
    expect(harness.ticks("101 102 103").said).toEqual([]);
    expect(harness.ticks("104").said).toEqual(["fired 104 gen 1"]);
  });

  it("is said by its own words", () => {
    expect(
      formatWhen(spec(climbs).condition.kind, { level: "100" }, { subject: "BTC", symbol: "BTC", since: "" }, {}),
    ).toBe("BTC climbs to 100");
    expect(furtherKindOf("climbs-to")).toBe(toyOwnKind);
  });
});
