import { beforeEach, describe, expect, it } from "vitest";
import { Engine } from "../../main/alerts/engine.ts";
import { CommitQueue } from "../../main/app/persistence/commit-queue.ts";
import { RuleService } from "../../main/app/rule-service.ts";
import { ruleViewer } from "../../main/app/rule-view.ts";
import type { Store } from "../../main/store/store-interface.ts";
import { ManualClock } from "../doubles/clock.ts";
import { lock, openIn, tempDir, tick, value } from "./app-harness.ts";

describe("many alerts by one call", () => {
  let clock: ManualClock;
  let store: Store;
  let commits: number;
  let rules: RuleService;
  let engine: Engine;
  const removed: string[] = [];

  beforeEach(() => {
    clock = new ManualClock();
    store = openIn(tempDir(), clock.now().wallMs);
    engine = new Engine({ micros: () => 0 });
    commits = 0;
    removed.length = 0;
    let ids = 0;
    rules = new RuleService({
      clock,
      engine,
      commitQueue: new CommitQueue({
        clock,
        store: {
          commit: (...args) => {
            commits++;
            return store.commit(...args);
          },
        },
        inMemoryFallback: { alreadyDelivered: () => [], inFlight: false, whenSettled: () => undefined },
        destinationsOf: () => ["history"],
        lastTick: () => null,
        soon: (run) => run(),
      }),
      store,
      newId: () => `r${(ids += 1)}`,
      venuesOn: () => ["demo"],
      venueIds: ["demo"],
      fresh: () => null,
      lastTick: () => null,
      notWatched: () => null,
      unknownDestination: () => null,
      toldInstead: () => null,
      toRule: ruleViewer(
        () => null,
        () => null,
      ),
      resolveSymbol: (_venue, written) => written,
    });
    rules.removed.listen((id) => removed.push(id));
    const above = (level: string) => ({ instrument: { symbol: "BTC-USD" }, condition: { kind: "at-or-above", level } });
    value(rules.createMany({ rules: ["1", "2", "3", "4"].map(above) }));
    value(rules.pause("r4"));
    commits = 0;
  });

  const states = (): string[] => value(store.rules.all()).map(({ id, state }) => `${id} ${state}`);

  it("are paused in one transaction, and only those that wait", () => {
    expect(value(rules.pauseMany(["r1", "r2", "r4", "gone"], null)).map(({ id }) => id)).toEqual(["r1", "r2"]);
    expect([states(), commits]).toEqual([["r1 paused", "r2 paused", "r3 armed", "r4 paused"], 1]);
    expect(value(rules.resumeMany(["r1", "r2", "r3"])).map(({ id, generation }) => [id, generation])).toEqual([
      ["r1", 2],
      ["r2", 2],
    ]);
    expect([states(), commits]).toEqual([["r1 armed", "r2 armed", "r3 armed", "r4 paused"], 2]);
  });

  it("are snoozed until the same moment", () => {
    const until = new Date(clock.now().wallMs + 60_000).toISOString();
    expect(value(rules.pauseMany(["r1", "r3"], 60_000)).map(({ snoozedUntil }) => snoozedUntil)).toEqual([
      until,
      until,
    ]);
  });

  it("are removed and come back as they were, each told once", () => {
    expect(value(rules.removeMany(["r1", "r4", "r1", "gone"]))).toEqual({ ids: ["r1", "r4"] });
    expect([states(), removed]).toEqual([
      ["r2 armed", "r3 armed"],
      ["r1", "r4"],
    ]);
    expect(value(rules.restoreMany(["r1", "r4", "never"])).map(({ id, state }) => `${id} ${state}`)).toEqual([
      "r1 armed",
      "r4 paused",
    ]);
    expect(states()).toEqual(["r1 armed", "r2 armed", "r3 armed", "r4 paused"]);
  });

  it("all stay where the database refuses", () => {
    lock(store);
    expect(rules.removeMany(["r1", "r2"])).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect(rules.list().map(({ id }) => id)).toEqual(["r1", "r2", "r3", "r4"]);
    expect(removed).toEqual([]);
  });

  it("tells how far those have come of which that can be told, in the order asked, and leaves the others out", () => {
    const make = (condition: object): string =>
      value(rules.create({ instrument: { symbol: "BTC-USD" }, condition })).id;
    const [back, level] = [
      make({ kind: "pulls-back", by: { amount: "10" } }),
      make({ kind: "at-or-above", level: "900" }),
    ];
    expect(rules.progress([back, level])).toEqual([]);
    for (const price of ["100", "96"]) engine.onTick({ ...tick(price, clock.now()), instrument: "demo:BTC-USD" }, null);
    expect(rules.progress([level, "gone", back])).toEqual([
      { id: back, value: "96", sides: [{ side: "high", extreme: "100", firesAt: "90" }] },
    ]);
  });
});
