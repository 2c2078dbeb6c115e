/** What must be in the database for the next start though nothing happened: one transaction a second at most. */
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { Engine } from "../../alerts/engine.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import type { Store, WatchedUntil } from "../../store/store-interface.ts";
import type { AwaitedHistories } from "./awaited-histories.ts";
import type { CommitQueue } from "./commit-queue.ts";
import type { MarketService } from "../market-service.ts";

/** A quiet market is watched too; with prices to write, the beat goes along for nothing. */
const beatEveryMs = 5_000;
/** While the database refuses, each try may wait for a lock, and prices wait with it. */
const retryAfterMs = 2_000;
/** A price on another side of a level is kept within this; a market that goes to and fro over one costs no more than that. */
const sidesAfterMs = 50;

export interface CheckpointerOptions {
  readonly clock: Clock;
  readonly store: Pick<Store, "keep" | "health"> & { readonly ticks: Pick<Store["ticks"], "saveUnsynced"> };
  readonly market: Pick<MarketService, "save" | "remembered">;
  readonly engine: Pick<Engine, "drainExtremes" | "drainFirstPrices" | "get">;
  readonly commitQueue: Pick<CommitQueue, "waiting" | "failing" | "flush">;
  readonly awaitedHistories: Pick<AwaitedHistories, "keep">;
  /**
   * Until when this run watched each venue. Only what was watched counts: after a crash while a venue was blind, its gap
   * begins where the blindness began.
   */
  readonly watchedUntil: () => WatchedUntil;
}

export class Checkpointer {
  readonly #options: CheckpointerOptions;
  /** Rules whose extreme moved, or that saw their first price, and that are not written yet. */
  readonly #moved = new Set<string>();
  /** Instruments whose price may stand on another side of a level than the one that is kept. */
  readonly #passed = new Set<InstrumentKey>();
  #passedTimer: Timer | null = null;
  #beatMonoMs = -Infinity;
  #triedMonoMs = -Infinity;

  constructor(options: CheckpointerOptions) {
    this.#options = options;
  }

  /** To be called once a second. */
  run(): void {
    const { clock, store, market, engine, commitQueue, awaitedHistories, watchedUntil } = this.#options;
    for (const { ruleId } of engine.drainExtremes()) this.#moved.add(ruleId);
    for (const ruleId of engine.drainFirstPrices()) this.#moved.add(ruleId);
    // It tries by itself, and what it has to write comes first.
    if (commitQueue.failing) return;
    const { monoMs } = clock.now();
    if (store.health().state === "failing" && monoMs - this.#triedMonoMs < retryAfterMs) return;
    this.#triedMonoMs = monoMs;
    // The state of a rule that has just fired must not be durable before its event is.
    if (commitQueue.waiting.length > 0 && !commitQueue.flush().ok) return;
    awaitedHistories.keep();
    market.save((ticks) => {
      const rules = [...this.#moved].map((id) => engine.get(id)).filter((snapshot) => snapshot !== null);
      const isBeatDue = ticks.length > 0 || rules.length > 0 || monoMs - this.#beatMonoMs >= beatEveryMs;
      const kept = store.keep({ ticks, rules, watchedUntil: isBeatDue ? watchedUntil() : null });
      if (!kept.ok) return false;
      this.#moved.clear();
      if (isBeatDue) this.#beatMonoMs = monoMs;
      return true;
    });
  }

  /**
   * The price of `key` may have passed some rule's level. Written down soon and not once a second: killed meanwhile, the next
   * start would take the price for being still on the other side, and miss that it came back in the gap.
   */
  passed(key: InstrumentKey): void {
    this.#passed.add(key);
    this.#passedTimer ??= this.#options.clock.after(sidesAfterMs, () => this.#keepSides());
  }

  stop(): void {
    this.#passedTimer?.cancel();
    this.#passedTimer = null;
  }

  #keepSides(): void {
    const { store, market, commitQueue } = this.#options;
    this.#passedTimer = null;
    // What cannot be written now is written with everything else as soon as that can be.
    const isBehind =
      commitQueue.failing ||
      store.health().state === "failing" ||
      (commitQueue.waiting.length > 0 && !commitQueue.flush().ok);
    if (!isBehind)
      store.ticks.saveUnsynced([...this.#passed].map((key) => market.remembered(key)).filter((tick) => tick !== null));
    this.#passed.clear();
  }
}
