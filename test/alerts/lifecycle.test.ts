/** Hold, repeat, re-arm, cooldown, expiry, pause, snooze, edit: the states of a rule. */
import { describe, expect, test } from "vitest";
import { spec, EngineHarness } from "./engine-harness.ts";

const up = { kind: "crosses-up", level: "100" };
const above = { kind: "at-or-above", level: "100" };
const start = (condition: object, rest: object = {}): EngineHarness => {
  const harness = new EngineHarness().add(spec(condition, rest));
  harness.heard();
  return harness;
};

describe("hold", () => {
  test("fires by timer, with the tick at which it became true and the moment it was complete", () => {
    const harness = start(above, { holdForMs: 1000 }).ticks("99 100");
    const sinceMs = harness.now().wallMs;
    harness.ticks("101 102").wait(2000);
    expect(harness.heard()).toEqual(["holding gen 1", "fired 100 gen 1"]);
    const fired = harness.decisions.at(-1);
    expect(fired?.kind === "fired" && [fired.previous?.last, fired.decidedWallMs - sinceMs]).toEqual(["99", 1000]);
  });
  test("fires at the first tick when no timer came, even one that breaks it", () => {
    const harness = start(above, { holdForMs: 1000 }).ticks("99 100");
    harness.clock.advance(1500);
    harness.ticks("99");
    expect(harness.heard()).toEqual(["holding gen 1", "fired 100 gen 1"]);
  });
  test("fires at a tick of the very moment at which it is complete, even one that breaks it", () => {
    const harness = start(above, { holdForMs: 200 }).ticks("99 100 100 99");
    expect(harness.heard()).toEqual(["holding gen 1", "fired 100 gen 1"]);
  });
  test("a break returns it to armed, in the same generation", () => {
    const harness = start(above, { holdForMs: 1000 }).ticks("100 99").wait(5000).ticks("100").wait(999);
    expect(harness.heard()).toEqual(["holding gen 1", "armed gen 1", "holding gen 1"]);
    expect(harness.wait(1).heard()).toEqual(["fired 100 gen 1"]);
  });
  test("after a crossing, touching the level is still the far side", () => {
    expect(start(up, { holdForMs: 1000 }).ticks("99 101 100 101 100").wait(1000).heard()).toEqual([
      "holding gen 1",
      "fired 101 gen 1",
    ]);
    expect(start(up, { holdForMs: 1000 }).ticks("99 101 99.99").wait(2000).heard()).toEqual([
      "holding gen 1",
      "armed gen 1",
    ]);
  });
  test("crosses: the tick that leaves one side may cross to the other", () => {
    const harness = start({ kind: "crosses", level: "100" }, { holdForMs: 1000 }).ticks("99 101 99").wait(1000);
    expect(harness.heard()).toEqual(["holding gen 1", "holding gen 1", "fired 99 gen 1"]);
  });
  test("leaves: out on the other side is still out", () => {
    const harness = start({ kind: "leaves", low: "99", high: "101" }, { holdForMs: 1000 })
      .ticks("100 98 102 98")
      .wait(1000);
    expect(harness.heard()).toEqual(["holding gen 1", "fired 98 gen 1"]);
  });
  test("an outage breaks it: what was not seen was not held", () => {
    const harness = start(above, { holdForMs: 1000 }).ticks("99 100").lost().wait(5000);
    expect(harness.heard()).toEqual(["holding gen 1", "armed gen 1"]);
    expect(harness.price("101", {}, harness.gap()).wait(1000).heard()).toEqual(["holding gen 1", "fired 101 gen 1"]);
  });
  test("one that was complete before the outage fires, though its timer comes after the loss is known", () => {
    const harness = start(above, { holdForMs: 1000 }).ticks("99 100");
    harness.clock.advance(1000);
    expect(harness.lost().heard()).toEqual(["holding gen 1", "fired 100 gen 1"]);
    const short = start(above, { holdForMs: 1000 }).ticks("99 100");
    short.clock.advance(999);
    const lastFrame = short.now();
    short.clock.advance(5000);
    short.note(short.engine.onLost("demo", lastFrame));
    expect(short.heard()).toEqual(["holding gen 1", "armed gen 1"]);
  });
  test("a wall clock set forward does not complete it", () => {
    const harness = start(above, { holdForMs: 60_000 }).ticks("99 100");
    harness.clock.stepWall(3_600_000);
    expect(harness.ticks("101").time().heard()).toEqual(["holding gen 1"]);
  });
  test("a move within a window breaks when its low leaves the window", () => {
    const rise = start({ kind: "rises", by: { amount: "5" }, windowMs: 1000 }, { holdForMs: 5000 }).ticks(
      "100 105 105 105 105 105 105 105 105 105",
    );
    expect(rise.heard()).toEqual(["holding gen 1"]);
    expect(rise.ticks("105").heard()).toEqual(["armed gen 1"]);
  });
});

test("once: fires and is done", () => {
  expect(start(up).ticks("99 100 99 100").heard()).toEqual(["fired 100 gen 1"]);
});

describe("always: re-arms on coming back", () => {
  const always = (condition: object, rearmBy: object | undefined, prices: string, rest: object = {}): string[] =>
    start(condition, { repeat: "always", ...(rearmBy === undefined ? {} : { rearmBy }), ...rest })
      .ticks(prices)
      .heard();
  test("by 0.1 percent of the level unless it says otherwise", () => {
    expect(always(up, undefined, "99 100 99.91 100 99.9 100")).toEqual([
      "fired 100 gen 1",
      "armed gen 2",
      "fired 100 gen 2",
    ]);
  });
  test("by an amount; reaching the bound is enough", () => {
    expect(always(up, { amount: "25" }, "99 100 75.01 100 75 100")).toEqual([
      "fired 100 gen 1",
      "armed gen 2",
      "fired 100 gen 2",
    ]);
  });
  test("amount 0: any tick strictly on the near side", () => {
    expect(always(up, { amount: "0" }, "99 100 100 99.999 100")).toEqual([
      "fired 100 gen 1",
      "armed gen 2",
      "fired 100 gen 2",
    ]);
    expect(always({ kind: "at-or-below", level: "100" }, { amount: "0" }, "100 100 100.001 100")).toEqual([
      "fired 100 gen 1",
      "armed gen 2",
      "fired 100 gen 2",
    ]);
  });
  test("the tick that re-arms cannot fire; it becomes q", () => {
    expect(always({ kind: "crosses", level: "100" }, { amount: "0" }, "99 101 101 99")).toEqual([
      "fired 101 gen 1",
      "armed gen 2",
      "fired 99 gen 2",
    ]);
  });
  test("crosses: either side", () => {
    expect(always({ kind: "crosses", level: "100" }, { amount: "2" }, "99 101 98 101")).toEqual([
      "fired 101 gen 1",
      "armed gen 2",
      "fired 101 gen 2",
    ]);
  });
  test("inside and enters: outside by so much, a percent of the bound concerned", () => {
    expect(always({ kind: "inside", low: "100", high: "200" }, { percent: "1" }, "150 99.01 150 99 150")).toEqual([
      "fired 150 gen 1",
      "armed gen 2",
      "fired 150 gen 2",
    ]);
    expect(always({ kind: "enters", low: "100", high: "200" }, { percent: "1" }, "99 150 201.99 202 150")).toEqual([
      "fired 150 gen 1",
      "armed gen 2",
      "fired 150 gen 2",
    ]);
  });
  test("outside and leaves: inside both bounds by so much", () => {
    expect(always({ kind: "outside", low: "100", high: "200" }, { amount: "10" }, "99 109 191 110 99")).toEqual([
      "fired 99 gen 1",
      "armed gen 2",
      "fired 99 gen 2",
    ]);
  });
  test("outside a range too narrow for that: anywhere inside", () => {
    expect(always({ kind: "outside", low: "100", high: "101" }, { amount: "10" }, "99 100 99")).toEqual([
      "fired 99 gen 1",
      "armed gen 2",
      "fired 99 gen 2",
    ]);
  });
  test("moves: when the condition is false, and the window starts anew there", () => {
    const rise = { kind: "rises", by: { amount: "5" }, windowMs: 60_000 };
    expect(always(rise, undefined, "100 105 106 104 108 109")).toEqual([
      "fired 105 gen 1",
      "armed gen 2",
      "fired 109 gen 2",
    ]);
  });
  test("pulls-back and rebounds: the firing tick re-arms, and the extreme starts anew there", () => {
    const harness = start({ kind: "pulls-back", by: { amount: "5" } }, { repeat: "always" }).ticks("100 95 90 92 87");
    expect(harness.heard()).toEqual(["fired 95 gen 1", "fired 90 gen 2", "fired 87 gen 3"]);
    const fired = harness.decisions.at(-1);
    expect(fired?.rule).toMatchObject({ generation: 4, state: "armed", extreme: "87" });
  });
  test("pulls-back with a cooldown: the first tick after it re-arms", () => {
    expect(
      always({ kind: "pulls-back", by: { amount: "5" } }, undefined, "100 95 90 80 70 75 69", { cooldownMs: 300 }),
    ).toEqual(["fired 95 gen 1", "armed gen 2", "fired 69 gen 2"]);
  });
  test("spread and size: when the condition is false", () => {
    const harness = start({ kind: "spread-at-least", by: { amount: "2" } }, { repeat: "always" });
    for (const ask of ["102", "103", "101", "102"]) harness.price(ask, { bid: "100", ask });
    expect(harness.heard()).toEqual(["fired 102 gen 1", "armed gen 2", "fired 102 gen 2"]);
  });
});

describe("cooldown", () => {
  test("runs from the fire, and later ticks do not move it", () => {
    const harness = start(up, { repeat: "always", rearmBy: { amount: "1" }, cooldownMs: 1000 }).ticks("99 100");
    harness.ticks("99 100 99 100 99 100 99 100 99");
    expect(harness.heard()).toEqual(["fired 100 gen 1"]);
    // 1000 ms after the fire, on the tick, but this one has not come back.
    expect(harness.ticks("100 99 100").heard()).toEqual(["armed gen 2", "fired 100 gen 2"]);
  });
  test("ends by monotonic time whatever the wall clock does", () => {
    const harness = start(up, { repeat: "always", rearmBy: { amount: "1" }, cooldownMs: 1000 }).ticks("99 100");
    harness.clock.stepWall(-86_400_000);
    harness.wait(1000);
    expect(harness.ticks("99").heard()).toEqual(["fired 100 gen 1", "armed gen 2"]);
  });
  test("is over after an outage in which the wall clock alone went on: the machine slept", () => {
    const harness = start(up, { repeat: "always", rearmBy: { amount: "1" }, cooldownMs: 3_600_000 }).ticks("99 100");
    harness.lost().clock.stepWall(1_800_000);
    expect(harness.ticks("99").heard()).toEqual(["fired 100 gen 1"]);
    harness.wait(1_799_700);
    expect(harness.ticks("99 99").heard()).toEqual(["armed gen 2"]);

    const longer = start(up, { repeat: "always", rearmBy: { amount: "1" }, cooldownMs: 3_600_000 }).ticks("99 100");
    longer.lost().clock.stepWall(7_200_000);
    expect(longer.ticks("99").heard()).toEqual(["fired 100 gen 1", "armed gen 2"]);
  });
  test("goes on over a restart, and a clock set back does not make it longer than it was", () => {
    const harness = start(up, { repeat: "always", rearmBy: { amount: "1" }, cooldownMs: 10_000 }).ticks("99 100");
    harness.wait(5000).restart();
    expect(harness.ticks("99").heard()).toEqual(["fired 100 gen 1"]);
    harness.clock.stepWall(-86_400_000);
    harness.restart().wait(10_000);
    expect(harness.ticks("99").heard()).toEqual(["armed gen 2"]);
  });
});

describe("expiry", () => {
  const expiring = (ms: number): EngineHarness =>
    start(above, { expiresAt: new Date(Date.parse("2026-01-05T12:00:00.000Z") + ms).toISOString() });
  test("by timer", () => expect(expiring(1000).wait(999).heard()).toEqual([]));
  test("at the moment itself", () => expect(expiring(1000).wait(1000).heard()).toEqual(["expired"]));
  test("a tick at that moment does not fire any more", () => {
    const harness = expiring(1000);
    harness.clock.advance(900);
    expect(harness.ticks("100").heard()).toEqual(["expired"]);
  });
  test("by wall time: a clock set forward expires it", () => {
    const harness = expiring(3_600_000);
    harness.clock.stepWall(3_600_000);
    expect(harness.time().heard()).toEqual(["expired"]);
  });
  test("a rule that holds expires too", () => {
    const harness = start(above, { holdForMs: 60_000, expiresAt: "2026-01-05T12:00:10.000Z" }).ticks("100");
    expect(harness.wait(10_000).heard()).toEqual(["holding gen 1", "expired"]);
  });
  test.each([0, 1])("a paused rule that is resumed %i ms after its end expires and is not armed", (lateMs) => {
    const harness = expiring(1000);
    harness.note(harness.engine.pause("r", harness.now(), null));
    harness.clock.advance(1000 + lateMs);
    harness.heard();
    expect(harness.note(harness.engine.resume("r", harness.now(), null)).heard()).toEqual(["expired"]);
  });
  test("a paused rule expires too", () => {
    const harness = expiring(1000);
    harness.note(harness.engine.pause("r", harness.now(), null));
    expect(harness.wait(1000).heard()).toEqual(["paused gen 1", "expired"]);
  });
});
