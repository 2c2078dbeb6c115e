/** What a person does to a rule: pause, snooze, edit, remove and put back (the truth table, H17). */
import { describe, expect, test } from "vitest";
import { key, spec, EngineHarness } from "./engine-harness.ts";

const up = { kind: "crosses-up", level: "100" };
const above = { kind: "at-or-above", level: "100" };
const start = (condition: object, rest: object = {}): EngineHarness => {
  const harness = new EngineHarness().add(spec(condition, rest));
  harness.heard();
  return harness;
};

describe("a rule that was removed and is put back", () => {
  test("and had fired waits for the price to come back, beside others that are watched all the time", () => {
    const harness = start(up, { repeat: "always", rearmBy: { amount: "1" } }).add(spec(up), "other");
    const snapshot = harness.ticks("99 100").engine.get("r");
    if (snapshot === null) throw new Error("It was made.");
    harness.engine.remove("r");
    harness.ticks("101").heard();
    harness.note(harness.engine.restore(snapshot, harness.now()));
    expect(harness.ticks("101 99 100").heard()).toEqual(["triggered gen 1", "armed gen 2", "fired 100 gen 2"]);
  });
  test("and has expired meanwhile says so", () => {
    const expiresAt = "2026-01-05T12:00:10.000Z";
    const harness = start(up, { repeat: "always", expiresAt }).ticks("99 100");
    const snapshot = harness.engine.get("r");
    if (snapshot === null) throw new Error("It was made.");
    harness.engine.remove("r");
    harness.wait(20_000).heard();
    harness.note(harness.engine.restore(snapshot, harness.now()));
    expect(harness.engine.nextDue(harness.now())).toBe(0);
    expect(harness.time().heard()).toEqual(["triggered gen 1", "expired"]);
  });
});

describe("pause, snooze, edit", () => {
  test("a paused rule sees nothing; resuming arms it anew", () => {
    const harness = start(up).ticks("99");
    harness.note(harness.engine.pause("r", harness.now(), null)).ticks("100 99");
    expect(harness.heard()).toEqual(["paused gen 1"]);
    harness.note(harness.engine.resume("r", harness.now(), harness.last)).ticks("100");
    expect(harness.heard()).toEqual(["armed gen 2", "fired 100 gen 2"]);
  });
  test.each([1, 10])(
    "resumed %d times and removed between two prices it is heard of no more, beside another",
    (times) => {
      const harness = start(up)
        .add(spec({ kind: "crosses-up", level: "500" }), "other")
        .ticks("99");
      for (let nth = 0; nth < times; nth++) {
        harness.note(harness.engine.pause("r", harness.now(), null));
        harness.note(harness.engine.resume("r", harness.now(), harness.last));
      }
      harness.engine.remove("r");
      harness.heard();
      expect(harness.ticks("100 99 101").heard()).toEqual([]);
    },
  );
  test.each([86_400_000, -86_400_000])("a clock set by %d ms makes a snooze neither longer nor shorter", (stepMs) => {
    const harness = start(above);
    harness
      .note(harness.engine.pause("r", harness.now(), harness.now().wallMs + 4_000))
      .ticks("101")
      .heard();
    harness.clock.stepWall(stepMs);
    expect(harness.engine.nextDue(harness.now())).toBe(3_900);
    expect(harness.wait(3_899).heard()).toEqual([]);
    expect(harness.wait(1).heard()).toEqual(["armed gen 2", "fired 101 gen 2"]);
  });
  test.each([
    ["nobody set the clock", 0, 3_000],
    ["set back a day: no more than its own length", -86_400_000, 4_000],
    ["set forward a day: over", 86_400_000, 0],
  ])("over a restart: %s", (_name, stepMs, leftMs) => {
    const harness = start(above);
    harness.note(harness.engine.pause("r", harness.now(), harness.now().wallMs + 4_000));
    harness.wait(1_000).clock.stepWall(stepMs);
    expect(harness.restart().engine.nextDue(harness.now())).toBe(leftMs);
  });
  test("a snooze that a person ended does not end once more", () => {
    const harness = start(above);
    harness.note(harness.engine.pause("r", harness.now(), harness.now().wallMs + 4_000));
    harness.note(harness.engine.pause("r", harness.now(), null)).heard();
    expect([harness.engine.nextDue(harness.now()), harness.wait(5_000).heard()]).toEqual([null, []]);
  });
  test("a snooze ends by itself", () => {
    const harness = start(above);
    harness.note(harness.engine.pause("r", harness.now(), harness.now().wallMs + 900_000)).ticks("101");
    expect(harness.engine.nextDue(harness.now())).toBe(899_900);
    expect(harness.wait(899_900).heard()).toEqual(["paused gen 1", "armed gen 2", "fired 101 gen 2"]);
  });
  test("a snooze of a done rule arms it anew when it ends: told again if it is so", () => {
    const harness = start(above).ticks("100");
    expect(harness.heard()).toEqual(["fired 100 gen 1"]);
    harness.note(harness.engine.pause("r", harness.now(), harness.now().wallMs + 900_000)).ticks("101");
    expect(harness.heard()).toEqual(["paused gen 1"]);
    expect(harness.wait(900_000).heard()).toEqual(["armed gen 2", "fired 101 gen 2"]);
  });
  test("a snooze of a done rule outlives a restart", () => {
    const harness = start(up).ticks("99 100");
    harness
      .note(harness.engine.pause("r", harness.now(), harness.now().wallMs + 900_000))
      .restart()
      .wait(900_000)
      .ticks("99 100");
    expect(harness.heard()).toEqual(["fired 100 gen 1", "paused gen 1", "armed gen 2", "fired 100 gen 2"]);
  });
  test("a done rule that is snoozed can expire", () => {
    const harness = start(above, { expiresAt: "2026-01-05T12:10:00.000Z" }).ticks("100");
    harness.note(harness.engine.pause("r", harness.now(), harness.now().wallMs + 900_000));
    expect(harness.wait(900_000).heard()).toEqual(["fired 100 gen 1", "paused gen 1", "expired"]);
  });
  test("a pause without an end does nothing to a rule that is done", () => {
    const harness = start(above).ticks("100");
    harness.note(harness.engine.pause("r", harness.now(), null));
    expect(harness.heard()).toEqual(["fired 100 gen 1"]);
    expect(harness.engine.get("r")?.state).toBe("done");
  });
  test("an edit arms anew, and is checked at the known price at once", () => {
    const harness = start(above).ticks("99");
    harness.note(harness.engine.edit("r", spec({ kind: "at-or-above", level: "98" }), harness.now(), harness.last));
    expect(harness.heard()).toEqual(["armed gen 2", "fired 99 gen 2"]);
  });
  test("a removed rule is gone", () => {
    const harness = start(above, { holdForMs: 1000 }).ticks("100");
    expect(harness.engine.remove("r")).toBe(true);
    expect(harness.engine.remove("r")).toBe(false);
    expect(harness.wait(5000).ticks("101").heard()).toEqual(["holding gen 1"]);
    expect(harness.engine.nextDue(harness.now())).toBe(null);
    expect(harness.engine.instruments()).toEqual([]);
  });
});

test.each<[string, (harness: EngineHarness) => void, number]>([
  ["paused", (harness) => harness.note(harness.engine.pause("r", harness.now(), null)), 0],
  ["done", (harness) => harness.price("101"), 0],
  ["triggered", (harness) => harness.price("101"), 1],
])(
  "a rule that was %s when it was removed and comes back counts as watching only while it waits for a price",
  (state, happens, count) => {
    const rest = state === "triggered" ? { repeat: "always" } : {};
    const harness = new EngineHarness().add(spec({ kind: "crosses-up", level: "100" }, rest)).price("99");
    happens(harness);
    const snapshot = harness.engine.get("r");
    if (snapshot === null) throw new Error("The rule is gone.");
    expect(snapshot.state).toBe(state);
    harness.engine.remove("r");
    harness.note(harness.engine.restore(snapshot, harness.now()));
    expect(harness.engine.armedCount(key)).toBe(count);
    expect(harness.engine.instruments()).toHaveLength(count);
  },
);
