/**
 * Decisions on their way into the database, in order. What falls together is written together: a burst of fires costs one
 * commit. While the database refuses, decisions wait here, the engine goes on, what fired is handed on to be shown unsaved,
 * and each retry offers them again.
 */
import { message } from "../../../preload/contract/messages/message.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import { instrumentKey } from "../../../preload/contract/instrument.ts";
import { fail, ok, type Result } from "../../../preload/contract/result.ts";
import type { Decision, RuleSnapshot } from "../../alerts/decision.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import { failpoint } from "../../lib/failpoint.ts";
import type { DestinationsOf, LastTick, Store } from "../../store/store-interface.ts";
import { inMemoryEvent } from "../../store/events-table.ts";
import { compacted } from "./compact-decisions.ts";
import { Signal } from "../../lib/signal.ts";
import type { InMemoryFallback } from "./in-memory-fallback.ts";

/** How soon a refused commit is tried again: a full disk may be freed at any moment, and each try is one write. */
const retryAfterMs = 2_000;

/** So many in one transaction: while the disk is full, each try costs that much and not more. */
const maxCommit = 2_000;

/** Events that wait at most. Days without a database must not end in a process without memory. */
export const maxWaiting = 10_000;

export interface Committed {
  /** Each rule that changed, once, as it is now. */
  readonly rules: readonly RuleSnapshot[];
  readonly events: readonly AlertEvent[];
}

/** What was decided and could not be written. */
export interface Refused {
  readonly rules: readonly RuleSnapshot[];
  /** As they will be written; they have no `seq` yet. */
  readonly events: readonly AlertEvent[];
}

export interface CommitQueueOptions {
  readonly clock: Clock;
  readonly store: Pick<Store, "commit">;
  /** Where events are shown that could not be written. */
  readonly inMemoryFallback: Pick<InMemoryFallback, "alreadyDelivered" | "inFlight" | "whenSettled">;
  /** Where a new event of a rule is told. */
  readonly destinationsOf: DestinationsOf;
  /** The last price known of an instrument; written with a decision about it, so that a restart judges from there. */
  readonly lastTick: (key: InstrumentKey) => LastTick | null;
  /** Runs after the present batch of input has been worked through; `setImmediate` outside tests. */
  readonly soon: (run: () => void) => void;
}

export class CommitQueue {
  readonly committed = new Signal<Committed>();
  /** Each decision once, the first time that it is refused. */
  readonly refused = new Signal<Refused>();
  /** Ids of events that are given up: more wait than memory is kept for. */
  readonly givenUp = new Signal<readonly string[]>();
  /** The database began or stopped refusing. */
  readonly healthChanged = new Signal<void>();
  readonly #options: CommitQueueOptions;
  #waiting: Decision[] = [];
  /** How many of those waiting, from the first on, have been refused and handed on. */
  #handedOn = 0;
  #flushing = false;
  /** Why the last commit was refused; null where it was not. */
  #refusal: string | null = null;
  #retry: Timer | null = null;
  #stopped = false;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  /** Decisions that are made and not yet durable. */
  get waiting(): readonly Decision[] {
    return this.#waiting;
  }

  get failing(): boolean {
    return this.#refusal !== null;
  }

  /** Why decisions cannot be written; null while they can. */
  get refusal(): string | null {
    return this.#refusal;
  }

  /** Takes decisions; they are committed together with everything else of the same burst. */
  add(decisions: readonly Decision[]): void {
    if (decisions.length === 0) return;
    for (const decision of decisions) this.#waiting.push(decision);
    if (this.#flushing) return;
    this.#flushing = true;
    this.#options.soon(() => {
      this.#flushing = false;
      if (this.failing) this.#handOn();
      else this.flush();
    });
  }

  /** Commits what is waiting, now. On failure everything that is left stays and is offered again. */
  flush(): Result<null> {
    if (this.#stopped) return ok(null);
    while (this.#waiting.length > 0) {
      const result = this.#commit();
      if (!result.ok) return result;
    }
    return ok(null);
  }

  #commit(): Result<null> {
    const { clock, store, destinationsOf, lastTick, inMemoryFallback } = this.#options;
    if (inMemoryFallback.inFlight) {
      // Nobody can say yet whether it was shown: written now, it would be shown again.
      inMemoryFallback.whenSettled(() => void this.flush());
      return fail("store-failed", this.#refusal ?? message("answer.database-busy"));
    }
    const decisions = this.#waiting.slice(0, maxCommit);
    failpoint("decided");
    const alreadyDelivered = inMemoryFallback.alreadyDelivered("event");
    const result = store.commit(
      decisions,
      destinationsOf,
      clock.now().wallMs,
      ticksOf(decisions, lastTick),
      alreadyDelivered,
    );
    if (!result.ok) {
      this.#refused(result.error.message);
      return result;
    }
    this.#waiting = this.#waiting.slice(decisions.length);
    this.#handedOn = Math.max(0, this.#handedOn - decisions.length);
    const isOver = this.failing && this.#waiting.length === 0;
    if (isOver) this.#refusal = null;
    this.committed.emit({ rules: rulesOf(decisions), events: result.value });
    if (isOver) this.healthChanged.emit();
    return ok(null);
  }

  /** Last commit; afterwards nothing is written. */
  stop(): void {
    this.flush();
    this.#stopped = true;
    this.#retry?.cancel();
  }

  #refused(why: string): void {
    const isFirst = !this.failing;
    this.#refusal = why;
    this.#retry?.cancel();
    this.#retry = this.#options.clock.after(retryAfterMs, () => void this.flush());
    if (isFirst) this.healthChanged.emit();
    this.#handOn();
  }

  /** What fired reaches the person all the same, and windows see their rules as they are. */
  #handOn(): void {
    const decisions = this.#waiting.slice(this.#handedOn);
    if (decisions.length === 0) return;
    const { kept, givenUp } = compacted(this.#waiting, maxWaiting);
    this.#waiting = [...kept];
    this.#handedOn = kept.length;
    const events = decisions.filter((decision) => decision.kind !== "changed").map(inMemoryEvent);
    this.refused.emit({ rules: rulesOf(decisions), events });
    if (givenUp.length > 0) this.givenUp.emit(givenUp.map((decision) => inMemoryEvent(decision).id));
  }
}

/** Each rule once, as the last of these decisions left it. */
function rulesOf(decisions: readonly Decision[]): RuleSnapshot[] {
  return [...new Map(decisions.map((decision) => [decision.rule.id, decision.rule])).values()];
}

function ticksOf(decisions: readonly Decision[], lastTick: CommitQueueOptions["lastTick"]): LastTick[] {
  const keys = new Set(decisions.map((decision) => instrumentKey(decision.rule.spec.instrument)));
  return [...keys].map(lastTick).filter((tick) => tick !== null);
}
