/** The states of a rule by themselves: what each change sets, what it ends, and what is left of each wait. */
import { beforeEach, describe, expect, test } from "vitest";
import type { RuleSnapshot } from "../../main/alerts/decision.ts";
import { newRule, snapshotOf } from "../../main/alerts/engine-rule.ts";
import { RuleLifecycle, type ProvedCause } from "../../main/alerts/rule-lifecycle.ts";
import { EngineHarness, spec } from "./engine-harness.ts";

const at = { wallMs: 10_000, monoMs: 500 };
const cause: ProvedCause = {
  tick: new EngineHarness().tick("100"),
  previous: null,
  gap: null,
  direction: -1,
  measuredFrom: null,
};
/** What belongs to a generation, where none of it is there. */
const clean = {
  hold: null,
  interruptedHold: null,
  cooldownUntilMs: null,
  cooldownEndMonoMs: Number.NEGATIVE_INFINITY,
  comparedSinceFire: false,
  snoozedUntilMs: null,
};
let life: RuleLifecycle;

beforeEach(() => {
  life = new RuleLifecycle(1_000);
});

/** Everything that can belong to a generation, at once. */
function fill(): void {
  life.pause(20_000, 30_000);
  life.beginHold(cause, at, 100);
  life.interruptHold(20_000);
  life.waitToRearm(at, 700);
  life.compareSinceFire();
  life.beginHold(cause, at, 100);
}

test("made it is armed, of no generation yet, since it was made", () => {
  expect(life).toMatchObject({
    ...clean,
    state: "armed",
    generation: 0,
    stateMs: 1_000,
    armedMs: 1_000,
    lastFiredMs: null,
  });
  expect(life.isWatching).toBe(true);
});

test("armed anew: the next generation, and nothing of the one before", () => {
  fill();
  life.arm(40_000);
  expect(life).toMatchObject({ ...clean, state: "armed", generation: 1, stateMs: 40_000, armedMs: 40_000 });
  life.arm(50_000);
  expect([life.generation, life.armedMs]).toEqual([2, 50_000]);
});

test("fired: when it did, and nothing of that generation", () => {
  fill();
  life.fire(40_000);
  expect(life).toMatchObject({ ...clean, lastFiredMs: 40_000, generation: 0 });
});

test("paused, and with a snooze: since when and until when, and nothing of the generation", () => {
  fill();
  life.pause(40_000, 45_000);
  expect(life).toMatchObject({ ...clean, state: "paused", stateMs: 40_000, snoozedUntilMs: 45_000 });
  life.pause(41_000, null);
  expect(life).toMatchObject({ ...clean, state: "paused", stateMs: 41_000 });
});

describe("a hold", () => {
  test("begins with what it will fire with, and is due after its length on the monotonic clock", () => {
    expect(life.beginHold(cause, at, 60_000)).toBe(60_500);
    expect(life.hold).toEqual({ ...cause, sinceWallMs: 10_000, dueMonoMs: 60_500 });
    expect([life.state, life.stateMs]).toEqual(["holding", 10_000]);
  });

  test("that breaks leaves the rule armed, of the same generation, and nothing to remember", () => {
    life.arm(5_000);
    life.beginHold(cause, at, 60_000);
    life.breakHold(20_000);
    expect(life).toMatchObject({ ...clean, state: "armed", generation: 1, stateMs: 20_000, armedMs: 5_000 });
  });

  test("that an outage broke is remembered with its side, and given out once", () => {
    life.beginHold(cause, at, 60_000);
    life.interruptHold(20_000);
    expect([life.state, life.stateMs, life.hold]).toEqual(["armed", 20_000, null]);
    const interrupted = { sinceWallMs: 10_000, direction: -1 };
    expect([life.interruptedHold, life.takeInterruptedHold(), life.takeInterruptedHold()]).toEqual([
      interrupted,
      interrupted,
      null,
    ]);
  });

  test("that there was none of is not remembered, and does not make one of before forgotten", () => {
    life.interruptHold(20_000);
    expect(life.interruptedHold).toBe(null);
    life.beginHold(cause, at, 60_000);
    life.interruptHold(20_000);
    life.interruptHold(30_000);
    expect(life.interruptedHold?.sinceWallMs).toBe(10_000);
  });
});

describe("a cooldown", () => {
  test("of no length there is none", () => {
    life.waitToRearm(at, 0);
    expect(life).toMatchObject({ ...clean, state: "triggered", stateMs: 10_000 });
  });

  test("ends after its length on both clocks", () => {
    life.waitToRearm(at, 700);
    expect([life.cooldownUntilMs, life.cooldownEndMonoMs]).toEqual([10_700, 1_200]);
  });

  test.each<[string, { wallMs: number; monoMs: number }, number]>([
    ["the wall clock went on while the other stood still", { wallMs: 10_600, monoMs: 510 }, 610],
    ["the wall clock has passed its end", { wallMs: 11_000, monoMs: 510 }, 510],
    ["the wall clock was set back", { wallMs: 0, monoMs: 510 }, 1_200],
  ])("where nobody watched meanwhile and %s", (_what, now, endMonoMs) => {
    life.waitToRearm(at, 700);
    life.cooldownEndsByWall(now);
    expect(life.cooldownEndMonoMs).toBe(endMonoMs);
  });

  test("that there is none of does not begin because nobody watched", () => {
    life.cooldownEndsByWall(at);
    expect(life.cooldownEndMonoMs).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("what is left of a snooze", () => {
  test.each<[number, number]>([
    [40_000, 5_000],
    [44_999, 1],
    [45_000, 0],
    [99_000, 0],
    // The clock was set back: never more than its own length.
    [10_000, 5_000],
  ])("at %i: %i ms", (wallMs, leftMs) => {
    life.pause(40_000, 45_000);
    expect(life.snoozeLeftMs(wallMs)).toBe(leftMs);
  });

  test("there is nothing of where none runs", () => {
    expect(life.snoozeLeftMs(0)).toBe(null);
    life.pause(40_000, null);
    expect(life.snoozeLeftMs(0)).toBe(null);
    life.pause(40_000, 45_000);
    life.end("expired", 41_000);
    expect(life.snoozeLeftMs(42_000)).toBe(null);
  });
});

test("ticks matter to it while it is armed, holds or waits to re-arm", () => {
  const isWatching = (change: () => void): boolean => (change(), life.isWatching);
  const watching = [
    isWatching(() => life.beginHold(cause, at, 1)),
    isWatching(() => life.waitToRearm(at, 1)),
    isWatching(() => life.arm(1)),
    isWatching(() => life.pause(1, null)),
    isWatching(() => life.end("done", 7)),
    isWatching(() => life.end("expired", 8)),
  ];
  expect(watching).toEqual([true, true, true, false, false, false]);
  expect([life.state, life.stateMs]).toEqual(["expired", 8]);
});

test("a copy is in the same state in every respect, and goes on by itself", () => {
  fill();
  life.fire(12_000);
  life.arm(13_000);
  fill();
  const { hold } = life;
  const copy = life.copy();
  for (const name of Object.keys(clean) as (keyof typeof clean)[]) expect(copy[name], name).toEqual(life[name]);
  expect(copy).toMatchObject({
    state: "holding",
    generation: 1,
    stateMs: 10_000,
    armedMs: 13_000,
    lastFiredMs: 12_000,
  });
  copy.arm(50_000);
  expect([life.generation, life.hold]).toEqual([1, hold]);
});

describe("as the database remembers it", () => {
  const now = { wallMs: 50_000, monoMs: 7 };
  const saved = (change: Partial<RuleSnapshot>): RuleSnapshot => ({
    ...snapshotOf(
      newRule(
        { id: "r", order: 0, createdMs: 1_000 },
        spec({ kind: "crosses-up", level: "100" }, { repeat: "always", cooldownMs: 5_000 }),
      ),
      null,
    ),
    generation: 3,
    stateMs: 20_000,
    armedMs: 15_000,
    lastFiredMs: 20_000,
    ...change,
  });
  const restored = (change: Partial<RuleSnapshot>, isTransition = true): RuleLifecycle =>
    RuleLifecycle.restored(saved(change), isTransition, now);

  test("it is in the state in which it was, since when it was", () => {
    expect(restored({ state: "done" })).toMatchObject({
      ...clean,
      state: "done",
      generation: 3,
      stateMs: 20_000,
      armedMs: 15_000,
      lastFiredMs: 20_000,
    });
  });

  test("a hold is none any more: of a transition it is remembered, of another kind not", () => {
    const holding = { state: "holding", holdingSinceMs: 18_000 } as const;
    const interruptedHold = { sinceWallMs: 18_000, direction: null };
    expect(restored(holding)).toMatchObject({ ...clean, state: "armed", stateMs: 50_000, interruptedHold });
    expect(restored(holding, false)).toMatchObject({ ...clean, state: "armed", stateMs: 50_000 });
    // One that an outage had broken before.
    expect(restored({ state: "armed", holdingSinceMs: 18_000 })).toMatchObject({ stateMs: 20_000, interruptedHold });
  });

  test.each<[string, number, number]>([
    ["as long as is left of it", 52_000, 2_007],
    ["never longer than it ever was, though the clock was set back", 99_000, 5_007],
    ["no more where it is over", 49_000, 7],
  ])("a cooldown goes on: %s", (_what, cooldownUntilMs, endMonoMs) => {
    expect(restored({ state: "triggered", cooldownUntilMs })).toMatchObject({
      cooldownUntilMs,
      cooldownEndMonoMs: endMonoMs,
    });
  });

  test("without a cooldown, or in another state, there is none", () => {
    expect(restored({ state: "triggered", cooldownUntilMs: null })).toMatchObject({ ...clean, state: "triggered" });
    expect(restored({ state: "armed", cooldownUntilMs: 52_000 })).toMatchObject({ ...clean, state: "armed" });
  });

  test("a snooze is kept with its end", () => {
    expect(restored({ state: "paused", snoozedUntilMs: 60_000 }).snoozeLeftMs(now.wallMs)).toBe(10_000);
  });
});
