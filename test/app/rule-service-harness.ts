/** The calls on alerts, over a real engine and a real database, with what a test can change beneath them. */
import { Engine } from "../../main/alerts/engine.ts";
import { CommitQueue } from "../../main/app/persistence/commit-queue.ts";
import { RuleService } from "../../main/app/rule-service.ts";
import { ruleViewer } from "../../main/app/rule-view.ts";
import type { Store } from "../../main/store/store-interface.ts";
import { fail } from "../../preload/contract/result.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { ManualClock } from "../doubles/clock.ts";
import { openIn, tempDir, tick, value } from "./app-harness.ts";

export const above = (level: string) => ({
  instrument: { symbol: "BTC-USD" },
  condition: { kind: "at-or-above", level },
});

export interface RuleServiceHarness {
  readonly clock: ManualClock;
  store: Store;
  engine: Engine;
  commitQueue: CommitQueue;
  rules: RuleService;
  fresh: Tick | null;
  last: Tick | null;
  /** Venues that are on. */
  on: readonly string[];
  /** A destination that there is not. */
  unknown: string | null;
  /** While true decisions are refused, though all else can be written. */
  refusing: boolean;
  /** What the database holds, and what the engine does. */
  stored(): string[];
  known(): string[];
  price(text: string): void;
}

export function startRuleService(): RuleServiceHarness {
  const clock = new ManualClock();
  const store = openIn(tempDir(), clock.now().wallMs);
  const engine = new Engine({ micros: () => 0 });
  const commitQueue = new CommitQueue({
    clock,
    store: {
      commit: (...args) => (at.refusing ? fail("store-failed", "The disk is full.") : at.store.commit(...args)),
    },
    inMemoryFallback: { alreadyDelivered: () => [], inFlight: false, whenSettled: () => undefined },
    destinationsOf: () => ["desktop", "history"],
    lastTick: () => null,
    soon: (run) => run(),
  });
  let ids = 0;
  const notWatched = (venue: string): string | null => (at.on.includes(venue) ? null : `${venue} is off.`);
  const at: RuleServiceHarness = {
    clock,
    store,
    engine,
    commitQueue,
    rules: new RuleService({
      clock,
      engine,
      commitQueue,
      store,
      newId: () => `r${(ids += 1)}`,
      venuesOn: () => at.on,
      venueIds: ["demo", "securitypro"],
      fresh: () => at.fresh,
      lastTick: () => at.last,
      notWatched,
      unknownDestination: ({ to }) => {
        const index = at.unknown === null || to === "default" ? -1 : to.indexOf(at.unknown);
        return index === -1 ? null : { index, words: `There is no destination ${String(at.unknown)}.` };
      },
      toldInstead: () => null,
      toRule: ruleViewer(notWatched, () => null),
      resolveSymbol: (_venue, written) => written.replace("/", "-"),
    }),
    fresh: null,
    last: null,
    on: ["securitypro"],
    unknown: null,
    refusing: false,
    stored: () => value(at.store.rules.all()).map(({ id, state, generation }) => `${id} ${state} ${generation}`),
    known: () => at.engine.all().map(({ id, state, generation }) => `${id} ${state} ${generation}`),
    price: (text) => void (at.fresh = at.last = tick(text, clock.now())),
  };
  return at;
}
