/** Pausing, removing and taking back alerts, kept over restarts and while the database refuses. */
import { beforeEach, describe, expect, it } from "vitest";
import { pausedOf } from "../../main/app/rule-view.ts";
import { lock, tick, value } from "./app-harness.ts";
import { above, startRuleService, type RuleServiceHarness } from "./rule-service-harness.ts";

describe("alerts that a person pauses or removes", () => {
  let harness: RuleServiceHarness;
  beforeEach(() => {
    harness = startRuleService();
  });

  it("a pause holds at once though it cannot be written, and is written later", () => {
    value(harness.rules.create(above("200")));
    const unlock = lock(harness.store);
    expect(harness.rules.pause("r1")).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect(harness.engine.get("r1")?.state).toBe("paused");
    unlock();
    harness.clock.advance(2_000);
    expect(harness.stored()).toEqual(["r1 paused 1"]);
  });

  it("are snoozed for a while, by themselves or together, and wake together", () => {
    for (const level of ["200", "300", "400"]) value(harness.rules.create(above(level)));
    value(harness.rules.pause("r3"));
    const nowMs = harness.clock.now().wallMs;
    value(harness.rules.snooze("r1", 60_000));
    expect(harness.rules.paused(), "r2 still waits").toEqual({ pausedUntil: null, pausedHow: null });
    value(harness.rules.pauseAll(3_600_000));
    expect(harness.rules.list().map(({ state, snoozedUntil }) => [state, snoozedUntil])).toEqual([
      ["paused", new Date(nowMs + 60_000).toISOString()],
      ["paused", new Date(nowMs + 3_600_000).toISOString()],
      ["paused", null],
    ]);
    expect(harness.rules.paused()).toEqual({
      pausedUntil: new Date(nowMs + 60_000).toISOString(),
      pausedHow: "together",
    });
    value(harness.rules.pauseAll(0));
    expect(
      harness.rules.list().map(({ state }) => state),
      "a pause without an end stays one",
    ).toEqual(["armed", "armed", "paused"]);
    expect(harness.stored()).toEqual(harness.known());
    expect(harness.rules.paused()).toEqual({ pausedUntil: null, pausedHow: null });
  });

  it("say whether they were paused together or each was snoozed by itself, though there be but one", () => {
    value(harness.rules.create(above("200")));
    value(harness.rules.snooze("r1", 60_000));
    expect(harness.rules.paused().pausedHow).toBe("each");
    value(harness.rules.resume("r1"));
    value(harness.rules.pauseAll(60_000));
    expect(harness.rules.paused().pausedHow).toBe("together");
    harness.clock.advance(1_000);
    value(harness.rules.snooze("r1", 60_000));
    expect(harness.rules.paused().pausedHow, "snoozed since by itself").toBe("each");
  });

  it("know after a restart that several were paused in one moment", () => {
    const paused = { state: "paused", snoozedUntilMs: 9_000 } as const;
    value(harness.rules.create(above("200")));
    const snapshot = harness.engine.get("r1");
    if (snapshot === null) throw new Error("there is none");
    const at = (...began: number[]) =>
      pausedOf(
        began.map((stateMs) => ({ ...snapshot, ...paused, stateMs })),
        null,
      ).pausedHow;
    expect([at(5_000), at(5_000, 6_000), at(4_000, 5_000, 5_000), at()]).toEqual(["each", "each", "together", null]);
  });

  it("removed, their history stays", () => {
    harness.price("100");
    value(harness.rules.create(above("90")));
    const removed: string[] = [];
    harness.rules.removed.listen((id) => removed.push(id));
    value(harness.rules.remove("r1"));
    expect([removed, harness.stored(), harness.rules.list()]).toEqual([["r1"], [], []]);
    expect(value(harness.store.events.list({ ruleId: "r1" }))).toHaveLength(1);
    expect(harness.rules.remove("r1")).toMatchObject({ ok: false, error: { code: "rule-not-found" } });
  });

  it("removed and taken back, one at rest is at rest again: it does not fire because of that", () => {
    harness.price("100");
    value(harness.rules.create(above("90")));
    value(harness.rules.create(above("200")));
    value(harness.rules.pause("r2"));
    value(harness.rules.create(above("210")));
    const until = value(harness.rules.snooze("r3", 60_000)).snoozedUntil;
    const before = harness.rules.list();
    for (const { id } of before) value(harness.rules.remove(id));
    expect([harness.stored(), harness.known()]).toEqual([[], []]);
    harness.price("300");
    for (const { id } of before)
      expect(value(harness.rules.restore(id))).toEqual(before.find((rule) => rule.id === id));
    expect(harness.known()).toEqual(["r1 done 1", "r2 paused 1", "r3 paused 1"]);
    expect(harness.stored()).toEqual(harness.known());
    expect(value(harness.store.events.list({ ruleId: "r1" }))).toHaveLength(1);
    // Its snooze still ends.
    expect(harness.engine.nextDue(harness.clock.now())).toBe(Date.parse(until ?? "") - harness.clock.now().wallMs);
    expect(harness.rules.restore("r1")).toMatchObject({ ok: false, error: { code: "rule-not-found" } });
  });

  it("removed and brought back by a backup, it is there already and cannot be taken back", () => {
    value(harness.rules.create(above("200")));
    const lives = harness.engine.all();
    value(harness.rules.remove("r1"));
    harness.engine.load(lives, harness.clock.now());
    expect(harness.rules.restore("r1")).toMatchObject({ ok: false, error: { code: "rule-not-found" } });
    expect(harness.known()).toEqual(["r1 armed 1"]);
  });

  it("removed and taken back while the database refuses, it stays away", () => {
    value(harness.rules.create(above("200")));
    value(harness.rules.remove("r1"));
    lock(harness.store);
    expect(harness.rules.restore("r1")).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect([harness.known(), harness.stored()]).toEqual([[], []]);
  });

  it("removed and taken back, one that waited is armed anew and keeps its history", () => {
    harness.price("100");
    value(harness.rules.create(above("200")));
    value(harness.rules.remove("r1"));
    expect(value(harness.rules.restore("r1"))).toMatchObject({ id: "r1", state: "armed", generation: 2 });
    expect(harness.stored()).toEqual(["r1 armed 2"]);
    harness.price("250");
    harness.commitQueue.add(harness.engine.onTick(tick("250", harness.clock.now())));
    harness.commitQueue.flush();
    expect(harness.known()).toEqual(["r1 done 2"]);
    expect(value(harness.store.events.list({ ruleId: "r1" }))).toHaveLength(1);
  });
});
