/** What the engine tells those who carry it: instruments, due times, extremes, previews; and that a quiet tick costs nothing. */
import { expect, test } from "vitest";
import { Engine } from "../../main/alerts/engine.ts";
import { key, spec, EngineHarness } from "./engine-harness.ts";

test("where nothing happens the same frozen empty array comes back", () => {
  const harness = new EngineHarness().add(spec({ kind: "crosses-up", level: "100" })).ticks("90");
  const quiet = harness.engine.onTick(harness.tick("91"));
  expect(quiet).toHaveLength(0);
  expect(Object.isFrozen(quiet)).toBe(true);
  expect(harness.engine.onTick(harness.tick("92"))).toBe(quiet);
  expect(new Engine({ micros: () => 0 }).onTick(harness.tick("1"))).toBe(quiet);
});

test("a quiet tick reads no clock and no rule", () => {
  let reads = 0;
  const harness = new EngineHarness();
  harness.engine = new Engine({ micros: () => ++reads });
  harness
    .add(spec({ kind: "crosses-up", level: "100" }))
    .add(spec({ kind: "pulls-back", by: { amount: "50" } }), "s")
    .ticks("90 91");
  const before = reads;
  for (let step = 0; step < 1_000; step++) harness.ticks(String(91 + (step % 7)));
  expect(reads).toBe(before);
});

test("decisionMicros is the time from the tick's arrival to its decision", () => {
  let micros = 0;
  const harness = new EngineHarness();
  harness.engine = new Engine({ micros: () => (micros += 5) });
  harness.add(spec({ kind: "at-or-above", level: "100" })).ticks("100");
  const fired = harness.decisions.at(-1);
  expect(fired?.kind === "fired" && fired.decisionMicros).toBe(5);
});

test("a move is told with the extreme that it was measured from, as it was when the move became true", () => {
  const proofs = (condition: Parameters<typeof spec>[0], prices: string, more = {}) => {
    const harness = new EngineHarness().add(spec(condition, more)).ticks(prices);
    return harness.decisions.flatMap((decision) =>
      decision.kind === "fired"
        ? [decision.measuredFrom?.price ?? null, decision.measuredFrom?.tick?.last ?? null]
        : [],
    );
  };
  expect(proofs({ kind: "rises", by: { amount: "5" }, windowMs: 60_000 }, "102 100.0 103 105")).toEqual([
    "100.0",
    "100.0",
  ]);
  expect(proofs({ kind: "moves", by: { percent: "5" }, windowMs: 60_000 }, "102 100 95")).toEqual(["102", "102"]);
  expect(proofs({ kind: "pulls-back", by: { amount: "5" } }, "100 110 108 105")).toEqual(["110", "110"]);
  expect(proofs({ kind: "at-or-above", level: "100" }, "100")).toEqual([null, null]);
  const held = new EngineHarness()
    .add(spec({ kind: "pulls-back", by: { amount: "5" } }, { holdForMs: 1_000 }))
    .ticks("110 105 104");
  held.clock.advance(2_000);
  held.ticks("103");
  const fired = held.decisions.find(({ kind }) => kind === "fired");
  expect(fired?.kind === "fired" && [fired.tick.last, fired.measuredFrom?.price]).toEqual(["105", "110"]);
});

test("a tick that was held back for a while does not turn time back", () => {
  const harness = new EngineHarness().add(spec({ kind: "rises", by: { amount: "5" }, windowMs: 1000 })).ticks("100");
  const late = harness.tick("100");
  harness.clock.advance(900);
  harness
    .note(harness.engine.onTick(harness.tick("101")))
    .note(harness.engine.onTick({ ...late, last: "105", lastNumber: 105 }));
  expect(harness.heard()).toEqual(["armed gen 1", "fired 105 gen 1"]);
});

test("instruments, armed counts and what is needed of each follow the rules", () => {
  const harness = new EngineHarness()
    .add(spec({ kind: "trade-size-at-least", size: "10" }))
    .add(spec({ kind: "at-or-above", level: "1" }), "s");
  expect([harness.engine.instruments(), harness.engine.armedCount(key), harness.engine.needsOf(key)]).toEqual([
    [key],
    2,
    { everyTrade: true, size: true, quotes: false },
  ]);
  harness.note(harness.engine.pause("r", harness.now(), null));
  expect([harness.engine.armedCount(key), harness.engine.needsOf(key)]).toEqual([
    1,
    { everyTrade: true, size: false, quotes: false },
  ]);
  harness.ticks("5");
  expect([harness.engine.instruments(), harness.engine.armedCount(key)]).toEqual([[], 0]);
  expect(harness.engine.all().map((rule) => rule.state)).toEqual(["paused", "done"]);
});

test("extremes are handed out once each time they move", () => {
  const harness = new EngineHarness().add(spec({ kind: "pulls-back", by: { amount: "50" } })).ticks("100 105 103");
  expect(harness.engine.drainExtremes()).toEqual([{ ruleId: "r", extreme: "105" }]);
  expect(harness.ticks("104 105").engine.drainExtremes()).toEqual([]);
  expect(harness.ticks("106").engine.drainExtremes()).toEqual([{ ruleId: "r", extreme: "106" }]);
});

test("10,000 trailing rules at many extremes merge, are taken out and fire like one", () => {
  const harness = new EngineHarness();
  for (let index = 0; index < 10_000; index++) {
    if (index % 100 === 0) harness.price(String(2_000 - index / 10));
    harness.add(spec({ kind: "rebounds", by: { amount: String(1_000 + (index % 7)) } }), `r${String(index)}`);
  }
  harness.price("500");
  for (let index = 0; index < 10_000; index += 2) harness.engine.remove(`r${String(index)}`);
  harness.heard();
  expect(harness.price("1499").heard()).toEqual([]);
  expect(harness.price("1503").heard()).toHaveLength(
    Array.from({ length: 5_000 }, (_, at) => (2 * at + 1) % 7).filter((by) => by <= 3).length,
  );
  expect(harness.price("1506").engine.instruments()).toEqual([]);
});

test("thousands of levels, coming and going, fire exactly when they are reached", () => {
  const harness = new EngineHarness().price("0.5");
  const levelOf = (index: number): number => 1 + ((index * 7_919) % 5_000);
  for (let index = 0; index < 5_000; index++)
    harness.add(spec({ kind: "crosses-up", level: String(levelOf(index)) }), `r${String(index)}`);
  for (let index = 0; index < 5_000; index += 3) harness.engine.remove(`r${String(index)}`);
  const left = Array.from({ length: 5_000 }, (_, index) => index).filter((index) => index % 3 !== 0);
  let highest = 0;
  for (const price of [1, 10.5, 700, 699, 3_333, 5_000]) {
    harness.heard();
    harness.price(String(price));
    highest = Math.max(highest, price);
    const fired = harness.decisions.filter((decision) => decision.kind === "fired").length;
    expect(fired).toBe(left.filter((index) => levelOf(index) <= highest).length);
  }
});

test("preview: already true, and how far", () => {
  const harness = new EngineHarness();
  const { engine } = harness;
  const tick = harness.tick("44000", { bid: "43999", ask: "44001" });
  expect(engine.preview(spec({ kind: "at-or-above", level: "45000" }), tick)).toEqual({
    alreadyTrue: false,
    distance: { level: "45000", amount: "1000", percent: "2.2727" },
  });
  expect(engine.preview(spec({ kind: "at-or-below", level: "45000" }), tick).alreadyTrue).toBe(true);
  expect(engine.preview(spec({ kind: "crosses-down", level: "45000" }), tick).alreadyTrue).toBe(false);
  expect(engine.preview(spec({ kind: "inside", low: "40000", high: "44100" }), tick)).toMatchObject({
    alreadyTrue: true,
    distance: { level: "44100" },
  });
  expect(engine.preview(spec({ kind: "pulls-back", by: { percent: "5" } }), tick).distance?.level).toBe("41800");
  expect(engine.preview(spec({ kind: "spread-at-least", by: { amount: "2" } }), tick)).toEqual({
    alreadyTrue: true,
    distance: null,
  });
  expect(engine.preview(spec({ kind: "at-or-above", level: "45000" }), null)).toEqual({
    alreadyTrue: false,
    distance: null,
  });
});

test("an unknown rule is a bug of the caller, and throws", () => {
  const { engine } = new EngineHarness();
  expect(() => engine.pause("nobody", { wallMs: 0, monoMs: 0 }, null)).toThrow("nobody");
  expect(engine.get("nobody")).toBe(null);
});
