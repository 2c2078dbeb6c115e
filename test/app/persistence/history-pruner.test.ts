import { beforeEach, describe, expect, it } from "vitest";
import { HistoryPruner, prunedAtOnce } from "../../../main/app/persistence/history-pruner.ts";
import type { Store } from "../../../main/store/store-interface.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { fired, snapshot, spec } from "../../store/sample-values.ts";
import { lock, openIn, tempDir, value } from "../app-harness.ts";

const dayMs = 86_400_000;

describe("how long history is kept", () => {
  let clock: ManualClock;
  let store: Store;
  let keptDays: number;
  let pruned: number;
  let pruner: HistoryPruner;

  beforeEach(() => {
    clock = new ManualClock();
    store = openIn(tempDir(), clock.now().wallMs);
    keptDays = 30;
    pruned = 0;
    pruner = new HistoryPruner({ clock, store, keptDays: () => keptDays, pruned: () => (pruned += 1) });
  });

  /** Of a rule that fires again and again, so many days before now. */
  function happened(count: number, daysAgo: number): void {
    const decidedWallMs = clock.now().wallMs - daysAgo * dayMs;
    const rule = (i: number) => snapshot(`${daysAgo}-${i}`, { spec: { ...spec, repeat: "always" } });
    const decisions = Array.from({ length: count }, (_, i) => fired(rule(i), { decidedWallMs }));
    value(store.commit(decisions, ["history"], decidedWallMs));
  }
  const kept = (): number => value(store.events.unread());

  it("is for ever, unless a person says otherwise", () => {
    happened(3, 10_000);
    keptDays = 0;
    pruner.run();
    expect([kept(), pruned]).toEqual([3, 0]);
  });

  it("is that many days: older goes a step a second, younger stays", () => {
    happened(prunedAtOnce + 5, 31);
    happened(4, 29);
    pruner.run();
    expect([kept(), pruned]).toEqual([9, 1]);
    pruner.run();
    expect([kept(), pruned]).toEqual([4, 2]);
  });

  it("is looked after once an hour, and at once where it was made shorter", () => {
    happened(2, 20);
    pruner.run();
    expect(kept()).toBe(2);
    keptDays = 10;
    pruner.run();
    expect(kept()).toBe(2);
    pruner.restart();
    pruner.run();
    expect(kept()).toBe(0);
    happened(1, 11);
    clock.advance(3_599_000);
    pruner.run();
    expect(kept()).toBe(1);
    clock.advance(1_000);
    pruner.run();
    expect(kept()).toBe(0);
  });

  it("waits while the database refuses, and goes on where it was", () => {
    happened(prunedAtOnce + 5, 31);
    pruner.run();
    const unlock = lock(store);
    pruner.run();
    expect(store.health().state).toBe("failing");
    pruner.run();
    unlock();
    value(store.settings.set({ theme: "dark" }));
    pruner.run();
    expect(kept()).toBe(0);
  });
});
