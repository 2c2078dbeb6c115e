/** Rules that are taken away, many or one, and brought back as long as this run lasts. */
import { instrumentKey } from "../../preload/contract/instrument.ts";
import { ok, type Result } from "../../preload/contract/result.ts";
import type { Decision, RuleSnapshot } from "../alerts/decision.ts";
import { maxBatch } from "./rule-batch.ts";
import { anew } from "./rule-arming.ts";
import type { RuleServiceOptions } from "./rule-service.ts";

/** Rules that are back, with what they did at once. */
interface Restored {
  readonly ids: readonly string[];
  readonly decisions: readonly Decision[];
}

export class RemovedRules {
  readonly #options: RuleServiceOptions;
  /** As they were when they were removed, the newest last; as many as one call may remove. Not kept over a restart. */
  readonly #gone = new Map<string, RuleSnapshot>();

  constructor(options: RuleServiceOptions) {
    this.#options = options;
  }

  /** In one transaction. Answers those of them that there were; where the database refuses, all stay. */
  remove(ids: readonly string[]): Result<readonly string[]> {
    const { engine, commitQueue, store } = this.#options;
    const found = unique(ids).flatMap((id) => engine.get(id) ?? []);
    if (found.length === 0) return ok([]);
    const flushed = commitQueue.flush();
    if (!flushed.ok) return flushed;
    const removed = store.rules.remove(...found.map(({ id }) => id));
    if (!removed.ok) return removed;
    for (const snapshot of found) {
      engine.remove(snapshot.id);
      this.#gone.set(snapshot.id, snapshot);
    }
    for (const oldest of this.#gone.keys()) {
      if (this.#gone.size <= maxBatch) break;
      this.#gone.delete(oldest);
    }
    return ok(found.map(({ id }) => id));
  }

  /**
   * In one transaction. A rule that could fire is armed anew; one that has fired, is paused or is over comes back as it was,
   * for it must not fire because someone changed their mind about a line in a list. Those that are there already, as a backup
   * restored meanwhile may have it, and those that were never removed, are left out.
   */
  restore(ids: readonly string[]): Result<Restored> {
    const { engine, clock, commitQueue, store, fresh } = this.#options;
    const found = unique(ids).flatMap((id) => (engine.get(id) === null ? (this.#gone.get(id) ?? []) : []));
    if (found.length === 0) return ok({ ids: [], decisions: [] });
    const flushed = commitQueue.flush();
    if (!flushed.ok) return flushed;
    const now = clock.now();
    const back = found.map((snapshot) => {
      const known = fresh(instrumentKey(snapshot.spec.instrument));
      const couldFire = snapshot.state === "armed" || snapshot.state === "holding";
      const saved = couldFire ? anew(snapshot, snapshot.spec, now.wallMs, known === null) : snapshot;
      return { snapshot, known, couldFire, saved };
    });
    const saved = store.rules.save(...back.map((one) => one.saved));
    if (!saved.ok) return saved;
    const decisions = back.flatMap(({ snapshot, known, couldFire }) => {
      this.#gone.delete(snapshot.id);
      if (!couldFire) return engine.restore(snapshot, now);
      engine.restore({ ...snapshot, state: "paused", holdingSinceMs: null }, now);
      return engine.edit(snapshot.id, snapshot.spec, now, known);
    });
    return ok({ ids: found.map(({ id }) => id), decisions });
  }
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)];
