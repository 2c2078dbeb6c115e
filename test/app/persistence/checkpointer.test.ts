import { describe, expect, it } from "vitest";
import { Checkpointer } from "../../../main/app/persistence/checkpointer.ts";
import { Engine } from "../../../main/alerts/engine.ts";
import type { LastTick } from "../../../main/store/store-interface.ts";
import { parseRule } from "../../../preload/contract/parse-rule.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { lock, openIn, tempDir, tick, value } from "../app-harness.ts";

function make() {
  const clock = new ManualClock();
  const dir = tempDir();
  const store = openIn(dir, clock.now().wallMs);
  const engine = new Engine({ micros: () => 0 });
  let dirty: LastTick[] = [];
  let watched: number | null = null;
  const commitQueue = { waiting: [], failing: false, flush: () => ({ ok: true, value: null }) as const };
  const tries: number[] = [];
  const checkpointer = new Checkpointer({
    clock,
    store: {
      ticks: store.ticks,
      health: () => store.health(),
      keep: (what) => {
        tries.push(clock.now().monoMs);
        return store.keep(what);
      },
    },
    market: {
      save: (write) => void (write?.(dirty) === true && (dirty = [])),
      remembered: (key) => dirty.findLast((one) => one.tick.instrument === key) ?? null,
    },
    engine,
    commitQueue,
    awaitedHistories: { keep: () => undefined },
    watchedUntil: () => new Map(watched === null ? [] : [["securitypro", watched]]),
  });
  const run = (seconds = 1): void => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1_000);
      checkpointer.run();
    }
  };
  return {
    clock,
    dir,
    store,
    engine,
    commitQueue,
    checkpointer,
    run,
    tries,
    move: (last: string) => dirty.push({ tick: tick(last, clock.now()), seen: null }),
    watch: (ms: number | null) => (watched = ms),
  };
}

describe("what is kept though nothing happened", () => {
  it("the last price and the extreme of a trailing alert, for the next start", () => {
    const { clock, store, engine, run, move } = make();
    const spec = value(
      parseRule(
        { instrument: { symbol: "BTC-USD" }, condition: { kind: "pulls-back", by: { amount: "50" } } },
        { nowMs: 0, defaultVenue: "securitypro" },
      ),
    );
    for (const decision of engine.add("r", spec, clock.now(), tick("100", clock.now())))
      value(store.rules.save(decision.rule));
    engine.onTick(tick("120", clock.now()));
    move("120");
    run();
    expect(value(store.ticks.all())).toMatchObject([{ tick: { last: "120" } }]);
    expect(value(store.rules.all())).toMatchObject([{ id: "r", extreme: "120" }]);
  });

  it("that an alert made while blind has had its first price", () => {
    const { clock, store, engine, run, move } = make();
    const condition = { kind: "crosses-up", level: "150" };
    const parsed = parseRule(
      { instrument: { symbol: "BTC-USD" }, condition },
      { nowMs: 0, defaultVenue: "securitypro" },
    );
    for (const decision of engine.add("r", value(parsed), clock.now(), null)) value(store.rules.save(decision.rule));
    run();
    expect(value(store.rules.all())).toMatchObject([{ id: "r", armedBlind: true }]);
    engine.onTick(tick("100", clock.now()));
    move("100");
    run();
    expect(value(store.rules.all())).toMatchObject([{ id: "r", armedBlind: false }]);
  });

  it("the time until which it watched, every five seconds in a quiet market; never one in which it was blind", () => {
    const { clock, dir, store, run, watch } = make();
    run(10);
    watch(clock.now().wallMs);
    run(5);
    const lastMs = clock.now().wallMs - 5_000;
    store.close();
    expect(openIn(dir, clock.now().wallMs).heartbeat.watchedUntil().get("securitypro")).toBe(lastMs);
  });

  it("nothing of a rule whose decision is not written yet", () => {
    const { store, engine, commitQueue, clock, run } = make();
    const spec = value(
      parseRule(
        { instrument: { symbol: "BTC-USD" }, condition: { kind: "pulls-back", by: { amount: "50" } } },
        { nowMs: 0, defaultVenue: "securitypro" },
      ),
    );
    for (const decision of engine.add("r", spec, clock.now(), tick("100", clock.now())))
      value(store.rules.save(decision.rule));
    engine.onTick(tick("120", clock.now()));
    Object.assign(commitQueue, { failing: true });
    run(5);
    expect(value(store.rules.all())).toMatchObject([{ extreme: "100" }]);
    Object.assign(commitQueue, { failing: false });
    run();
    expect(value(store.rules.all())).toMatchObject([{ extreme: "120" }]);
  });

  it("a decision that waits is written first: the state it left its rule in is not durable before its event", () => {
    const { store, engine, commitQueue, clock, run, tries } = make();
    const spec = value(
      parseRule(
        { instrument: { symbol: "BTC-USD" }, condition: { kind: "pulls-back", by: { amount: "50" } } },
        { nowMs: 0, defaultVenue: "securitypro" },
      ),
    );
    for (const decision of engine.add("r", spec, clock.now(), tick("100", clock.now())))
      value(store.rules.save(decision.rule));
    engine.onTick(tick("120", clock.now()));
    Object.assign(commitQueue, { waiting: [{}], flush: () => ({ ok: false }) });
    run(5);
    expect(tries, "where it cannot be, nothing of the rules is tried").toEqual([]);
    expect(value(store.rules.all())).toMatchObject([{ extreme: "100" }]);
    const triesBefore: number[] = [];
    const flush = (): { ok: true } => {
      triesBefore.push(tries.length);
      return { ok: true };
    };
    Object.assign(commitQueue, { flush });
    run();
    expect([triesBefore, tries.length]).toEqual([[0], 1]);
    expect(value(store.rules.all())).toMatchObject([{ extreme: "120" }]);
  });

  it("while the database refuses it is tried every two seconds, and that finds out when it is back", () => {
    const { store, run, move, tries, watch, clock } = make();
    watch(clock.now().wallMs);
    const unlock = lock(store);
    move("120");
    run(5);
    expect(tries).toEqual([2_000, 4_000, 6_000]);
    expect(store.health().state).toBe("failing");
    unlock();
    run(2);
    expect(store.health().state).toBe("ok");
    expect(value(store.ticks.all())).toMatchObject([{ tick: { last: "120" } }]);
  });

  it("a refused beat with nothing else to write is noticed and over by itself", () => {
    const { store, run, watch, clock } = make();
    watch(clock.now().wallMs);
    const unlock = lock(store);
    run(5);
    expect(store.health().state).toBe("failing");
    unlock();
    watch(null);
    run(2);
    expect(store.health().state).toBe("ok");
  });

  it("a price that passed a level, within 50 ms and at most that often, after the decisions about it", () => {
    const { clock, store, checkpointer, commitQueue, move } = make();
    const kept = (): string | null | undefined => value(store.ticks.all())[0]?.tick.last;
    move("99");
    checkpointer.passed("securitypro:BTC-USD");
    move("101");
    checkpointer.passed("securitypro:BTC-USD");
    clock.advance(49);
    expect(kept()).toBeUndefined();
    clock.advance(1);
    expect(kept()).toBe("101");
    expect(clock.pending).toBe(0);

    // Ahead of a decision it must not be: a crossing would be durable as "already seen" and its event not.
    Object.assign(commitQueue, { waiting: [{}], flush: () => ({ ok: false }) });
    move("99");
    checkpointer.passed("securitypro:BTC-USD");
    clock.advance(50);
    expect(kept()).toBe("101");
  });
});
