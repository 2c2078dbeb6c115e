/** What waits for time, what comes back, and what was seen: calls of the engine one after the other, with nothing left over between them. */
import { describe, expect, test } from "vitest";
import type { GapTrade, TickGap } from "../../preload/contract/tick.ts";
import { above, expiresAt, expiresInMs, paused, restored, snapshotOf, start, up } from "./engine-beginnings.ts";
import { EngineHarness, key, spec } from "./engine-harness.ts";

const rises = { kind: "rises", by: { amount: "5" }, windowMs: 10_000 };
const pullsBack = { kind: "pulls-back", by: { amount: "50" } };

describe("time that a rule waits for", () => {
  test("one that was snoozed and is resumed is not armed once more", () => {
    const harness = start(up);
    harness.note(harness.engine.pause("r", harness.now(), harness.now().wallMs + 5_000));
    harness.note(harness.engine.resume("r", harness.now(), harness.last)).heard();
    expect(harness.engine.nextDue(harness.now())).toBeNull();
    expect(harness.wait(6_000).heard()).toEqual([]);
  });

  test("a snooze that ends while prices come is noticed by the timer", () => {
    const harness = start(up)
      .add(spec(above, { holdForMs: 1_000 }), "other")
      .ticks("101");
    harness.note(harness.engine.pause("r", harness.now(), harness.now().wallMs + 5_000)).heard();
    harness.clock.advance(6_000);
    // A price completes the hold; only the timer knows the price that a rule is armed with.
    expect(harness.ticks("99").heard()).toEqual(["fired 101 gen 1"]);
    expect(harness.engine.get("r")?.state).toBe("paused");
    expect(harness.time().heard()).toEqual(["armed gen 2"]);
  });

  test("one that is done, that was removed, or that is done when the app starts expires no more", () => {
    const done = start(above, { expiresAt }).ticks("101");
    expect(done.engine.nextDue(done.now())).toBeNull();
    expect(done.restart().engine.nextDue(done.now())).toBeNull();
    const removed = start(above, { expiresAt });
    removed.engine.remove("r");
    expect(removed.engine.nextDue(removed.now())).toBeNull();
    for (const harness of [done, removed]) {
      harness.heard();
      expect(harness.wait(expiresInMs).heard()).toEqual([]);
    }
  });

  test("one that is done and resumed, or snoozed, expires when it says so", () => {
    const resumed = start(above, { expiresAt }).ticks("101");
    resumed.note(resumed.engine.resume("r", resumed.now(), null));
    const snoozed = start(above, { expiresAt }).ticks("101");
    snoozed.note(snoozed.engine.pause("r", snoozed.now(), snoozed.now().wallMs + 2 * expiresInMs));
    for (const harness of [resumed, snoozed]) {
      harness.heard();
      expect(harness.wait(expiresInMs - 101).heard()).toEqual([]);
      expect(harness.wait(1).heard()).toEqual(["expired"]);
      expect([harness.engine.armedCount(key), harness.engine.instruments()]).toEqual([0, []]);
    }
  });

  test("those that expire together do so in the order in which they were made", () => {
    const harness = start(up, { expiresAt }).add(spec(up, { expiresAt }), "s");
    harness.clock.advance(expiresInMs);
    harness.time();
    const expired = harness.decisions.flatMap((decision) => (decision.kind === "expired" ? [decision.rule.id] : []));
    expect(expired).toEqual(["r", "s"]);
  });

  test("a hold that was complete before the rule expired fires, and the rule is done; at that very moment it expires", () => {
    const before = start(above, { holdForMs: expiresInMs - 200, expiresAt }).ticks("101");
    before.clock.advance(expiresInMs);
    expect(before.time().heard()).toEqual(["armed gen 1", "holding gen 1", "fired 101 gen 1"]);
    expect([snapshotOf(before).state, before.engine.armedCount(key)]).toEqual(["done", 0]);
    const then = start(above, { holdForMs: expiresInMs - 100, expiresAt }).ticks("101");
    then.clock.advance(expiresInMs);
    expect(then.time().heard()).toEqual(["armed gen 1", "holding gen 1", "expired"]);
    expect([snapshotOf(then).holdingSinceMs, then.engine.armedCount(key)]).toEqual([null, 0]);
  });

  test("a hold begins when the engine has come to, though its tick was received before others", () => {
    const harness = start(above, { holdForMs: 1_000 }).ticks("99");
    const late = { ...harness.tick("100"), receivedMonoMs: harness.now().monoMs };
    harness.clock.advance(5_000);
    harness.note(harness.engine.onTick(harness.tick("98")));
    harness.note(harness.engine.onTick(late));
    expect(harness.engine.nextDue(harness.now())).toBe(1_000);
    const again = start(above, { holdForMs: 1_000 }).ticks("99").lost();
    const early = again.tick("100");
    again.clock.advance(5_000);
    again.note(again.engine.onTick(again.tick("98"), again.gap()));
    again.note(again.engine.onTick(early));
    expect(again.engine.nextDue(again.now())).toBe(1_000);
  });
});

describe("a rule that comes back", () => {
  test("and had fired by a move: its window begins anew, beside others that remember lower prices", () => {
    const harness = new EngineHarness()
      .add(spec({ ...rises, by: { amount: "1000" } }), "other")
      .add(spec(rises, { repeat: "always" }))
      .ticks("100 105");
    const snapshot = snapshotOf(harness);
    harness.engine.remove("r");
    harness.ticks("106").heard();
    restored(harness, snapshot);
    expect(harness.ticks("111").heard()).toEqual(["triggered gen 1"]);
    expect(harness.ticks("110.9").heard()).toEqual(["armed gen 2"]);
  });

  test("paused, has the extreme that it had, on an instrument that was never seen", () => {
    const harness = paused(start(pullsBack).ticks("100 110 105"));
    expect(harness.decisions.at(-1)).toMatchObject({ kind: "changed", rule: { state: "paused", extreme: "110" } });
    const snapshot = snapshotOf(harness);
    expect(snapshot.extreme).toBe("110");
    const fresh = restored(new EngineHarness(), snapshot);
    expect(snapshotOf(fresh).extreme).toBe("110");
    expect(fresh.heard()).toEqual(["paused gen 1"]);
    expect([...fresh.engine.waiting()]).toEqual([]);
  });

  test("at a start: what is paused or done watches nothing, and a hold is told to be none", () => {
    const harness = paused(start(up)).add(spec(above), "done").ticks("101");
    harness.add(spec(above, { holdForMs: 1_000 }), "holding").heard();
    harness.restart();
    expect(harness.heard()).toEqual(["armed gen 1"]);
    expect(harness.decisions.at(-1)).toMatchObject({ kind: "changed", rule: { id: "holding", state: "armed" } });
    expect([harness.engine.armedCount(key), [...harness.engine.waiting()].map(({ id }) => id)]).toEqual([
      1,
      ["holding"],
    ]);
  });
});

describe("whether the instrument can be seen", () => {
  const trade = (atMs: number): GapTrade => ({ tradeId: "1", price: "95", size: "12", atMs });

  test("after a start a price of now ends it, so that a gap without a loss is one", () => {
    const harness = start(up).ticks("98").restart().ticks("99");
    harness.price("101", {}, harness.gap());
    const fired = harness.decisions.at(-1);
    expect(fired).toMatchObject({ kind: "fired" });
    expect(fired?.kind === "fired" && fired.gap).not.toBeNull();
  });

  test.each<[string, boolean, boolean]>([
    ["a price from before alone: the rule is armed blind", false, true],
    ["one that ends the gap: it is not", true, false],
  ])("after an outage, by %s", (_what, endsGap, isArmedBlind) => {
    const harness = start(up).ticks("98").lost();
    harness.note(harness.engine.onTick({ ...harness.tick("98"), ageMs: 70_000 }, endsGap ? harness.gap() : null));
    harness.add(spec(above, { source: "bid" }), "bid", null);
    expect(snapshotOf(harness, "bid").armedBlind).toBe(isArmedBlind);
  });

  test("after an outage a price of now that comes with the end of a hold ends it as well", () => {
    const harness = start(up).ticks("98").lost();
    harness.add(spec(up, { expiresAt }), "expires", null);
    harness.clock.advance(expiresInMs);
    harness.price("98").add(spec(above, { source: "bid" }), "bid", null);
    expect(snapshotOf(harness, "bid").armedBlind).toBe(false);
  });

  test("after a start a price of now ends it for rules on other sources too", () => {
    const harness = start(up).ticks("98").restart().ticks("99");
    harness.add(spec(above, { source: "bid" }), "bid", null);
    expect(snapshotOf(harness, "bid").armedBlind).toBe(false);
  });

  test("rules that were armed blind and fire by the trades of a gap have had their first price", () => {
    const harness = start({ kind: "trade-size-at-least", size: "10" });
    harness.add(spec({ kind: "trade-size-at-least", size: "11" }), "s");
    harness.clock.advance(1_000);
    const fromWallMs = harness.now().wallMs;
    harness.clock.advance(5_000);
    const gap: TickGap = { ...harness.gap(), fromWallMs, trades: [trade(fromWallMs + 1)] };
    harness.price("96", {}, gap);
    expect(harness.heard()).toEqual(["armed gen 1", "armed gen 1", "fired 95 gen 1", "fired 95 gen 1"]);
    expect(harness.engine.drainFirstPrices()).toEqual(["r", "s"]);
    expect([harness.engine.armedCount(key), harness.engine.drainFirstPrices()]).toEqual([0, []]);
  });
});
