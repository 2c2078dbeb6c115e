/** Each call of the engine by itself: what it answers, what it refuses, how long its decision took, and what an edit leaves behind. */
import { describe, expect, test } from "vitest";
import { Engine } from "../../main/alerts/engine.ts";
import type { Decision } from "../../main/alerts/decision.ts";
import { above, expiresAt, expiresInMs, paused, restored, snapshotOf, start, up } from "./engine-beginnings.ts";
import { EngineHarness, key, spec } from "./engine-harness.ts";

describe("a decision's time is that since the call which made it", () => {
  /** Reading this clock takes five microseconds; between two calls a second goes by. */
  let micros = 0;
  const started = (): EngineHarness => {
    const harness = new EngineHarness();
    harness.engine = new Engine({ micros: () => (micros += 5) });
    return harness;
  };
  const took = (decisions: readonly Decision[]): number[] =>
    decisions.flatMap((decision) => (decision.kind === "fired" ? [decision.decisionMicros] : []));
  const passed = (harness: EngineHarness): EngineHarness => {
    micros += 1_000_000;
    return harness;
  };

  test.each<[string, (harness: EngineHarness) => readonly Decision[]]>([
    ["a new rule", (at) => at.ticks("101").engine.add("r", spec(above), at.now(), at.last)],
    [
      "an edited one",
      (at) => {
        passed(at.ticks("99").add(spec(above)));
        return at.engine.edit("r", spec({ ...above, level: "98" }), at.now(), at.last);
      },
    ],
    [
      "a resumed one",
      (at) => {
        passed(paused(at.add(spec(above))).ticks("101"));
        return at.engine.resume("r", at.now(), at.last);
      },
    ],
    [
      "a tick",
      (at) => {
        passed(at.add(spec(up)).ticks("99"));
        return at.engine.onTick(at.tick("100"));
      },
    ],
    [
      "a tick after a gap",
      (at) => {
        passed(at.add(spec(up)).ticks("99").lost());
        return at.engine.onTick(at.tick("100"), at.gap());
      },
    ],
    [
      "the history of a gap",
      (at) => {
        const openMs = at.add(spec(up)).ticks("99").now().wallMs + 1_000;
        at.lost().clock.advance(120_000);
        const gap = at.gap([{ openMs, lengthMs: 60_000, open: "99", high: "101", low: "98", close: "99" }]);
        passed(at.price("98", {}, { ...gap, candles: [] }));
        return at.engine.onHistory(gap, at.tick("98"), at.now());
      },
    ],
    [
      "an outage, of a hold that was complete before",
      (at) => {
        passed(at.add(spec(above, { holdForMs: 1_000 })).ticks("101")).clock.advance(2_000);
        return at.engine.onLost("demo", at.now());
      },
    ],
    [
      "time",
      (at) => {
        passed(at.add(spec(above, { holdForMs: 1_000 })).ticks("101")).clock.advance(2_000);
        return at.engine.onTime(at.now(), () => null);
      },
    ],
  ])("%s", (_what, call) => {
    expect(took(call(started()))).toEqual([5]);
  });

  test("and not less than none where that clock goes backwards", () => {
    const harness = new EngineHarness();
    harness.engine = new Engine({ micros: () => (micros -= 5) });
    expect(took(harness.ticks("101").engine.add("r", spec(above), harness.now(), harness.last))).toEqual([0]);
  });
});

test("ticks that may concern a rule are counted, and no others", () => {
  const harness = start(up);
  expect(harness.engine.evaluatedTicks).toBe(0);
  harness.ticks("90 91 92 100");
  expect(harness.engine.evaluatedTicks).toBe(2);
});

describe("what is refused", () => {
  test("a second rule of the same name, new or put back", () => {
    const harness = start(up);
    expect(() => harness.add(spec(up))).toThrow("There is a rule r already");
    expect(() => restored(harness, { ...snapshotOf(harness), state: "paused" })).toThrow("There is a rule r already");
  });

  test.each(["armed", "holding"] as const)("one that is put back %s: it could fire by itself", (state) => {
    const snapshot = snapshotOf(start(up));
    expect(() => restored(new EngineHarness(), { ...snapshot, state })).toThrow("could fire");
  });

  test.each<[string, (harness: EngineHarness) => void]>([
    ["armed", () => undefined],
    ["holding", (harness) => void harness.ticks("101")],
    ["triggered", (harness) => void harness.ticks("101").wait(1_000)],
    ["expired", (harness) => void harness.wait(expiresInMs)],
  ])("to resume one that is %s: nothing happens", (state, happens) => {
    const harness = start(above, { holdForMs: 1_000, repeat: "always", expiresAt });
    happens(harness);
    const before = snapshotOf(harness);
    expect(before.state).toBe(state);
    expect(harness.engine.resume("r", harness.now(), harness.last)).toEqual([]);
    expect(snapshotOf(harness)).toEqual(before);
  });
});

describe("a rule that is edited", () => {
  const edited = (harness: EngineHarness, condition: object, rest: object = {}): EngineHarness =>
    harness.note(harness.engine.edit("r", spec(condition, rest), harness.now(), harness.last));

  test("fires by what it says now alone, and is one rule", () => {
    const harness = edited(start(up).ticks("99"), { kind: "crosses-up", level: "200" });
    expect(snapshotOf(harness).spec.condition).toEqual({ kind: "crosses-up", level: "200" });
    expect(harness.engine.armedCount(key)).toBe(1);
    harness.heard();
    expect(harness.ticks("101 200").heard()).toEqual(["fired 200 gen 2"]);
  });

  test("has no hold of before, and no end of before", () => {
    const harness = edited(start(above, { holdForMs: 1_000, expiresAt }).ticks("101"), {
      kind: "crosses-up",
      level: "200",
    });
    expect(harness.engine.nextDue(harness.now())).toBeNull();
    harness.heard();
    expect(harness.wait(expiresInMs).heard()).toEqual([]);
  });

  test("expires when it says so now", () => {
    const harness = edited(start(up), up, { expiresAt });
    harness.heard();
    expect(harness.wait(expiresInMs).heard()).toEqual(["expired"]);
  });
});
