/** A hold of a transition that an outage breaks: it starts anew at the first price, or is over (the truth table, H3). */
import { describe, expect, test } from "vitest";
import { spec, EngineHarness } from "./engine-harness.ts";

const up = { kind: "crosses-up", level: "100" };
const start = (condition: object, rest: object = {}, prices = "95"): EngineHarness => {
  const harness = new EngineHarness().add(spec(condition, rest)).ticks(prices);
  harness.heard();
  return harness;
};

describe("a hold that an outage breaks", () => {
  const held = { holdForMs: 60_000 };
  /** Crossed, holding for a while, then out of sight for a second. */
  const interrupted = (condition: object, prices: string, after: string): EngineHarness => {
    const harness = start(condition, held, prices);
    harness.lost();
    harness.clock.advance(1_000);
    return harness.price(after, {}, harness.gap());
  };

  test.each([
    [up, "95 101", "102", "holding"],
    [up, "95 101", "100", "holding"],
    [up, "95 101", "99", "armed"],
    [{ kind: "crosses-down", level: "100" }, "105 99", "98", "holding"],
    [{ kind: "crosses-down", level: "100" }, "105 99", "101", "armed"],
    [{ kind: "crosses", level: "100" }, "95 101", "102", "holding"],
    [{ kind: "crosses", level: "100" }, "105 100", "100", "holding"],
    [{ kind: "crosses", level: "100" }, "105 99", "98", "holding"],
    [{ kind: "enters", low: "90", high: "100" }, "105 95", "96", "holding"],
    [{ kind: "enters", low: "90", high: "100" }, "105 95", "101", "armed"],
    [{ kind: "leaves", low: "90", high: "100" }, "95 105", "89", "holding"],
    [{ kind: "leaves", low: "90", high: "100" }, "95 105", "95", "armed"],
  ])("%j at %s: where the first price after it is %s the rule is %s", (condition, prices, after, state) => {
    const harness = interrupted(condition, prices, after);
    expect(harness.engine.get("r")?.state).toBe(state);
    expect(harness.engine.get("r")?.holdingSinceMs).toBe(state === "holding" ? harness.now().wallMs : null);
  });

  test("starts anew at that price, for its whole length, and is told without a gap: nothing of it happened unseen", () => {
    const harness = start(up, held, "95 101").wait(59_000);
    const before = harness.last;
    harness.lost();
    harness.clock.advance(1_000);
    harness.price("102", {}, harness.gap()).heard();
    const after = harness.last;
    expect(harness.wait(59_999).heard()).toEqual([]);
    expect(harness.wait(1).heard()).toEqual(["fired 102 gen 1"]);
    expect(harness.decisions.at(-1)).toMatchObject({ gap: null, tick: after, previous: before });
  });

  test("goes on waiting through a second outage, and through a restart on either side of it", () => {
    const harness = start(up, held, "95 101").lost().restart().lost().restart();
    expect(harness.engine.get("r")).toMatchObject({ state: "armed", holdingSinceMs: expect.any(Number) as number });
    harness.clock.advance(1_000);
    harness.price("102", {}, harness.gap());
    expect(harness.engine.get("r")?.state).toBe("holding");
  });

  test.each([
    ["95 101", "102", "holding"],
    ["105 99", "98", "holding"],
    ["95 101 103", "100", "holding"],
    ["95 101", "99", "holding"],
  ])("after a restart `crosses` knows its side by the last price before: %s, then %s: %s", (prices, after, state) => {
    const harness = start({ kind: "crosses", level: "100" }, held, prices).restart();
    harness.clock.advance(1_000);
    harness.price(after, {}, harness.gap());
    expect(harness.engine.get("r")?.state).toBe(state);
  });

  test("is forgotten once a price has said that it is over", () => {
    const harness = interrupted(up, "95 101", "99");
    expect(harness.said.at(-1)).toBe("armed gen 1");
    // Armed on the far side again without a crossing that was seen: the second outage has nothing to start anew.
    harness.lost().restart().price("102");
    expect(harness.engine.get("r")?.state).toBe("armed");
  });

  test("is forgotten by a person's edit", () => {
    const harness = start(up, held, "95 101").lost();
    harness.note(harness.engine.edit("r", spec(up, held), harness.now(), null));
    harness.clock.advance(1_000);
    harness.price("102", {}, harness.gap());
    expect(harness.engine.get("r")?.state).toBe("armed");
  });

  test("fires where it was complete before the last frame, though its timer comes late", () => {
    const harness = start(up, held, "95 101");
    harness.clock.advance(61_000);
    expect(harness.lost().heard()).toEqual(["fired 101 gen 1"]);
  });
});
