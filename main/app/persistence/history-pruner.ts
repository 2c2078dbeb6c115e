/** Keeps the history as long as a person wants it kept: looks once an hour, and deletes in steps that no price waits for. */
import type { Clock } from "../../lib/clock.ts";
import type { Store } from "../../store/store-interface.ts";

const dayMs = 86_400_000;
/** Between two passes over the history. */
const passEveryMs = 3_600_000;
/** Events looked at in one step: a step is one transaction of a few milliseconds, and the next one comes with the next second. */
export const prunedAtOnce = 200;

export interface HistoryPrunerOptions {
  readonly clock: Clock;
  readonly store: { readonly events: Pick<Store["events"], "prune">; health: Store["health"] };
  /** 0: for ever. */
  readonly keptDays: () => number;
  /** Events were deleted: fewer may be unread. */
  readonly pruned: () => void;
}

export class HistoryPruner {
  readonly #options: HistoryPrunerOptions;
  /** The step that comes next; null between two passes. */
  #next: { afterSeq: number; reachedMs: number } | null = null;
  #passMonoMs: number | null = null;

  constructor(options: HistoryPrunerOptions) {
    this.#options = options;
  }

  /** To be called once a second. Does nothing while the database refuses, or where history is kept for ever. */
  run(): void {
    const { clock, store, keptDays, pruned } = this.#options;
    const days = keptDays();
    if (days === 0 || store.health().state === "failing") return;
    const { wallMs: nowMs, monoMs } = clock.now();
    if (this.#next === null) {
      if (this.#passMonoMs !== null && monoMs - this.#passMonoMs < passEveryMs) return;
      this.#passMonoMs = monoMs;
      this.#next = { afterSeq: 0, reachedMs: Number.NEGATIVE_INFINITY };
    }
    const step = store.events.prune({ beforeMs: nowMs - days * dayMs, nowMs, ...this.#next, limit: prunedAtOnce });
    // The store's health says what is wrong; the pass goes on where it was when that is over.
    if (!step.ok) return;
    this.#next = step.value.next;
    if (step.value.deleted > 0) pruned();
  }

  /** A shorter time was chosen: it holds from the next second on, not from the next hour. */
  restart(): void {
    this.#next = null;
    this.#passMonoMs = null;
  }
}
