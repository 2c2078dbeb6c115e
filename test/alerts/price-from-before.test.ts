/** T6: a price from before may become the previous price, and is never taken for one of now. */
import { describe, expect, test } from "vitest";
import type { TickGap } from "../../preload/contract/tick.ts";
import { EngineHarness, spec, type TickParts } from "./engine-harness.ts";

const threeDaysMs = 3 * 24 * 3_600_000;
const up = { kind: "crosses-up", level: "100" };
const atOrAbove = { kind: "at-or-above", level: "100" };

/** A market that has been still: what it sends first is days old. */
class StillMarket extends EngineHarness {
  before(last: string, parts: TickParts = {}, gap: TickGap | null = null): this {
    this.clock.advance(100);
    return this.note(this.engine.onTick({ ...this.tick(last, parts), ageMs: threeDaysMs }, gap));
  }
  fires(): string[] {
    return this.heard().filter((said) => said.startsWith("fired"));
  }
}
const armed = (condition: object, rest: object = {}): StillMarket => new StillMarket().add(spec(condition, rest));

describe("as the first price", () => {
  test.each<[object, object, string, TickParts]>([
    [atOrAbove, {}, "105", {}],
    [{ kind: "at-or-below", level: "110" }, {}, "105", {}],
    [{ kind: "inside", low: "100", high: "110" }, {}, "105", {}],
    [{ kind: "outside", low: "90", high: "100" }, {}, "105", {}],
    [{ kind: "at-or-above", level: "100" }, { source: "bid" }, "105", { bid: "104" }],
    [{ kind: "spread-at-least", by: { amount: "1" } }, {}, "105", { bid: "104", ask: "106" }],
    [{ kind: "trade-size-at-least", size: "1" }, {}, "105", { size: "12" }],
  ])("%j %j, true at it, does not fire, and fires at the next one of now", (condition, rest, price, parts) => {
    const harness = armed(condition, rest).before(price, parts);
    expect(harness.fires()).toEqual([]);
    expect(harness.engine.get("r")).toMatchObject({ state: "armed", armedBlind: true });
    expect(harness.price(price, parts).fires()).toEqual([`fired ${price} gen 1`]);
    expect(harness.decisions.at(-1)).toMatchObject({ gap: null, previous: { ageMs: threeDaysMs } });
  });

  test.each<[object, string, string, boolean]>([
    [up, "95", "105", true],
    [up, "105", "106", false],
    [{ kind: "crosses-down", level: "100" }, "105", "95", true],
    [{ kind: "crosses", level: "100" }, "105", "95", true],
    [{ kind: "enters", low: "90", high: "100" }, "105", "95", true],
    [{ kind: "leaves", low: "90", high: "100" }, "95", "105", true],
    [{ kind: "leaves", low: "90", high: "100" }, "105", "106", false],
  ])("%j is the previous price: %s from before, then %s of now fires: %s", (condition, before, now, fires) => {
    expect(armed(condition).before(before).price(now).fires()).toEqual(fires ? [`fired ${now} gen 1`] : []);
  });

  test("each later one from before takes its place, and none of them fires", () => {
    const harness = armed(up).before("95").before("105").before("98");
    expect(harness.fires()).toEqual([]);
    expect(harness.price("101").decisions.at(-1)).toMatchObject({ kind: "fired", previous: { last: "98" } });
  });

  test("a hold begins at the first price of now", () => {
    const harness = armed(atOrAbove, { holdForMs: 1_000 }).before("105");
    harness.wait(5_000);
    expect(harness.heard()).toEqual(["armed gen 1"]);
    harness.price("106").wait(1_000);
    expect(harness.heard()).toEqual(["holding gen 1", "fired 106 gen 1"]);
  });

  test.each([
    { kind: "rises", by: { amount: "5" }, windowMs: 60_000 },
    { kind: "rebounds", by: { amount: "5" } },
  ])("%j measures from prices of now alone", (condition) => {
    expect(armed(condition).before("50").price("100").price("104").fires()).toEqual([]);
    expect(armed(condition).before("50").price("100").price("105").fires()).toEqual(["fired 105 gen 1"]);
  });

  test("a rule that is armed after it knows no price: nothing is already true", () => {
    const harness = armed(up).before("105").add(spec(atOrAbove), "later", null);
    expect(harness.fires()).toEqual([]);
    expect(harness.price("105").fires()).toEqual(["fired 105 gen 1"]);
  });
});

test("where a price of now is known, one from before is nothing", () => {
  const harness = armed(up).price("95").before("105");
  expect(harness.fires()).toEqual([]);
  expect(harness.price("101").decisions.at(-1)).toMatchObject({ kind: "fired", previous: { last: "95" } });
});

test("it does not re-arm a rule", () => {
  const harness = armed(atOrAbove, { repeat: "always" }).price("101").lost().before("90");
  expect(harness.engine.get("r")?.state).toBe("triggered");
});

describe("as the first price after an outage", () => {
  const outage = (condition: object, rest: object = {}): StillMarket => {
    const harness = armed(condition, rest).price("95").lost();
    harness.clock.advance(600_000);
    return harness;
  };

  test("it is a price of the gap: what it crosses fires with the gap", () => {
    const harness = outage(up);
    expect(harness.before("105", {}, harness.gap()).fires()).toEqual(["fired 105 gen 1"]);
    expect(harness.decisions.at(-1)).toMatchObject({ gap: { toWallMs: harness.now().wallMs } });
  });

  test("a rule armed during the outage waits for a price of now, and has this one as the previous", () => {
    const added = (condition: object): StillMarket => {
      const harness = outage({ kind: "at-or-below", level: "1" }).add(spec(condition), "new", null);
      return harness.before("105", {}, harness.gap());
    };
    expect(added(atOrAbove).fires()).toEqual([]);
    expect(added(atOrAbove).price("106").fires()).toEqual(["fired 106 gen 1"]);
    expect(added({ kind: "crosses-down", level: "100" }).price("99").fires()).toEqual(["fired 99 gen 1"]);
  });

  test("its size is no trade of now", () => {
    const harness = outage({ kind: "trade-size-at-least", size: "10" });
    expect(harness.before("96", { size: "12" }, harness.gap()).fires()).toEqual([]);
    expect(harness.price("96", { size: "12" }).fires()).toEqual(["fired 96 gen 1"]);
  });

  test("a window does not have it in it", () => {
    const harness = outage({ kind: "rises", by: { amount: "5" }, windowMs: 60_000 });
    expect(harness.before("95", {}, harness.gap()).price("105").fires()).toEqual([]);
  });
});
