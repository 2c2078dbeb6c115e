import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CommitQueue, maxWaiting, type Committed } from "../../../main/app/persistence/commit-queue.ts";
import type { Decision, RuleSnapshot } from "../../../main/alerts/decision.ts";
import type { Store } from "../../../main/store/store-interface.ts";
import { openStore } from "../../../main/store/store.ts";
import { fail } from "../../../preload/contract/result.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { ManualClock } from "../../doubles/clock.ts";

function snapshot(id: string, state: RuleSnapshot["state"] = "armed"): RuleSnapshot {
  return {
    id,
    spec: {
      instrument: { venue: "securitypro", symbol: "BTC-USD" },
      source: "last",
      condition: { kind: "at-or-above", level: "100" },
      holdForMs: 0,
      repeat: "once",
      rearmBy: null,
      cooldownMs: 0,
      expiresAt: null,
      note: "",
      notify: { to: "default", urgency: "normal" },
    },
    generation: 1,
    state,
    createdMs: 1,
    stateMs: 1,
    armedMs: 1,
    armedBlind: false,
    lastFiredMs: null,
    cooldownUntilMs: null,
    rearmAt: null,
    holdingSinceMs: null,
    snoozedUntilMs: null,
    extreme: null,
  };
}

const tick: Tick = {
  instrument: "securitypro:BTC-USD",
  last: "100",
  lastNumber: 100,
  bid: null,
  ask: null,
  size: null,
  tradeId: null,
  exchangeAt: null,
  receivedWallMs: 5,
  receivedMonoMs: 5,
};

function fired(id: string): Decision {
  return {
    kind: "fired",
    rule: snapshot(id, "done"),
    generation: 1,
    previous: null,
    tick,
    measuredFrom: null,
    gap: null,
    decidedWallMs: 6,
    decisionMicros: 1,
  };
}

describe("decisions on their way into the database", () => {
  let folder: string;
  let store: Store;
  let clock: ManualClock;
  let soon: (() => void)[];
  let commits: number;
  /** While true every commit is refused, as on a full disk. */
  let refusing: boolean;
  let commitQueue: CommitQueue;
  let committed: Committed[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pricebell-commit-queue-"));
    const opened = openStore({ shownByWriting: ["history"], dataDir: folder, nowMs: 1 });
    if (!opened.ok) throw new Error(opened.error.message);
    store = opened.value;
    clock = new ManualClock();
    soon = [];
    commits = 0;
    refusing = false;
    committed = [];
    commitQueue = new CommitQueue({
      clock,
      store: {
        ...store,
        commit(...args) {
          commits += 1;
          return refusing ? fail("store-failed", "The disk is full.") : store.commit(...args);
        },
      },
      inMemoryFallback: { alreadyDelivered: () => [], inFlight: false, whenSettled: () => undefined },
      destinationsOf: () => ["desktop", "history"],
      lastTick: () => ({ tick, seen: null }),
      soon: (run) => soon.push(run),
    });
    commitQueue.committed.listen((batch) => committed.push(batch));
  });

  afterEach(() => {
    commitQueue.stop();
    store.close();
    rmSync(folder, { recursive: true });
  });

  function runSoon(): void {
    for (const run of soon.splice(0)) run();
  }

  it("writes what fell together in one commit, and tells of it only then", () => {
    commitQueue.add([fired("a")]);
    commitQueue.add([fired("b"), fired("c")]);
    expect(committed).toEqual([]);
    runSoon();
    expect(commits).toBe(1);
    expect(committed[0]?.events.map((event) => event.ruleId)).toEqual(["a", "b", "c"]);
    expect(store.events.list()).toMatchObject({ ok: true, value: [{ ruleId: "c" }, { ruleId: "b" }, { ruleId: "a" }] });
  });

  it("writes the last price with the decision, so that a restart judges from there", () => {
    commitQueue.add([{ kind: "changed", rule: snapshot("a") }]);
    runSoon();
    expect(store.ticks.all()).toMatchObject({ ok: true, value: [{ tick: { last: "100", receivedWallMs: 5 } }] });
  });

  it("keeps decisions while the database refuses, in order, and writes each once when it no longer does", () => {
    const health: boolean[] = [];
    commitQueue.healthChanged.listen(() => health.push(commitQueue.failing));
    refusing = true;
    commitQueue.add([fired("a")]);
    runSoon();
    commitQueue.add([fired("b")]);
    runSoon();
    clock.advance(10_000);
    expect([commitQueue.failing, commitQueue.waiting.length, committed.length]).toEqual([true, 2, 0]);
    refusing = false;
    clock.advance(2_000);
    expect(committed.flatMap((batch) => batch.events.map((event) => event.ruleId))).toEqual(["a", "b"]);
    expect([commitQueue.failing, commitQueue.waiting.length]).toEqual([false, 0]);
    expect(health).toEqual([true, false]);
    clock.advance(60_000);
    expect(store.events.list()).toMatchObject({ value: { length: 2 } });
  });

  it("hands on what is refused, each once, in the order in which it was decided", () => {
    const refused: string[] = [];
    commitQueue.refused.listen(({ events, rules }) =>
      refused.push(`${events.map(({ ruleId }) => ruleId).join()} of ${rules.length}`),
    );
    refusing = true;
    commitQueue.add([fired("a"), { kind: "changed", rule: snapshot("b") }]);
    runSoon();
    clock.advance(6_000);
    commitQueue.add([fired("c")]);
    runSoon();
    clock.advance(6_000);
    expect(refused).toEqual(["a of 2", "c of 1"]);
  });

  it("keeps no more than so many events, and offers them in pieces", () => {
    const givenUp: string[] = [];
    commitQueue.givenUp.listen((ids) => givenUp.push(...ids));
    refusing = true;
    const all = Array.from({ length: maxWaiting + 5 }, (_, i) => fired(`r${i}`));
    commitQueue.add(all);
    runSoon();
    expect(givenUp).toHaveLength(5);
    expect(commitQueue.waiting.filter(({ kind }) => kind !== "changed")).toHaveLength(maxWaiting);
    commits = 0;
    clock.advance(2_000);
    expect(commits, "one try of one piece").toBe(1);
    refusing = false;
    clock.advance(2_000);
    expect([commitQueue.waiting.length, commitQueue.failing]).toEqual([0, false]);
    expect(commits).toBeGreaterThan(5);
    expect(committed.flatMap(({ events }) => events)).toHaveLength(maxWaiting);
  });

  it("leaves no timer behind when stopped", () => {
    refusing = true;
    commitQueue.add([fired("a")]);
    runSoon();
    commitQueue.stop();
    expect(clock.pending).toBe(0);
  });
});
