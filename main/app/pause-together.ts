/** All rules paused together for a while, as the tray and the window offer it, and when that ends. */
import type { AppInfo } from "../../preload/contract/app-info.ts";
import { instrumentKey } from "../../preload/contract/instrument.ts";
import type { Result } from "../../preload/contract/result.ts";
import type { RuleServiceOptions } from "./rule-service.ts";
import { isWaiting, pausedOf } from "./rule-view.ts";

export class PauseTogether {
  readonly #options: Pick<RuleServiceOptions, "engine" | "commitQueue" | "clock" | "fresh">;
  /** When all were last paused together in this run, wall time; null where that was ended. */
  #sinceMs: number | null = null;

  constructor(options: RuleServiceOptions) {
    this.#options = options;
  }

  /** Snoozes every waiting rule for `forMs`; 0 resumes every one that is snoozed. */
  pauseAll(forMs: number): Result<null> {
    const { engine, commitQueue, clock, fresh } = this.#options;
    const now = clock.now();
    this.#sinceMs = forMs > 0 ? now.wallMs : null;
    for (const snapshot of engine.all()) {
      if (forMs > 0 && isWaiting(snapshot)) commitQueue.add(engine.pause(snapshot.id, now, now.wallMs + forMs));
      if (forMs === 0 && snapshot.state === "paused" && snapshot.snoozedUntilMs !== null)
        commitQueue.add(engine.resume(snapshot.id, now, fresh(instrumentKey(snapshot.spec.instrument))));
    }
    return commitQueue.flush();
  }

  /** While no rule waits because they are all snoozed: when the first wakes, and how that came. */
  paused(): Pick<AppInfo, "pausedUntil" | "pausedHow"> {
    const { engine } = this.#options;
    // Asked with every event: of a hundred thousand alerts that wait, none has to be looked at.
    if (engine.instruments().length > 0) return { pausedUntil: null, pausedHow: null };
    return pausedOf(engine.all(), this.#sinceMs);
  }
}
