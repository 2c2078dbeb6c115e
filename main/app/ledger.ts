/**
 * Decisions on their way into the database, in order. What falls together is written together: a burst of fires costs one
 * commit. While the database refuses, decisions wait here, the engine goes on, and each retry offers them again.
 */
import type { AlertEvent, ChannelId } from "../../preload/contract/event.ts";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import { instrumentKey } from "../../preload/contract/instrument.ts";
import { ok, type Result } from "../../preload/contract/result.ts";
import type { Decision, RuleLife } from "../alerts/decision.ts";
import type { Clock, Timer } from "../clock.ts";
import { failpoint } from "../failpoint.ts";
import type { LastTick, Store } from "../store/interface.ts";
import { Signal } from "./signal.ts";

/** How soon a refused commit is tried again: a full disk may be freed at any moment, and each try is one write. */
const retryAfterMs = 2_000;

export interface Committed {
  /** Each rule that changed, once, as it is now. */
  readonly rules: readonly RuleLife[];
  readonly events: readonly AlertEvent[];
}

export interface LedgerOptions {
  readonly clock: Clock;
  readonly store: Store;
  /** Channels that a new event is to be delivered on. */
  readonly channels: () => readonly ChannelId[];
  /** The last price known of an instrument; written with a decision about it, so that a restart judges from there. */
  readonly lastTick: (key: InstrumentKey) => LastTick | null;
  /** Runs after the present batch of input has been worked through; `setImmediate` outside tests. */
  readonly soon: (run: () => void) => void;
}

export class Ledger {
  readonly committed = new Signal<Committed>();
  /** The database began or stopped refusing. */
  readonly healthChanged = new Signal<void>();
  readonly #options: LedgerOptions;
  #waiting: Decision[] = [];
  #flushing = false;
  #failing = false;
  #retry: Timer | null = null;
  #stopped = false;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** Decisions that are made and not yet durable. */
  get waiting(): readonly Decision[] {
    return this.#waiting;
  }

  get failing(): boolean {
    return this.#failing;
  }

  /** Takes decisions; they are committed together with everything else of the same burst. */
  add(decisions: readonly Decision[]): void {
    if (decisions.length === 0) return;
    for (const decision of decisions) this.#waiting.push(decision);
    if (this.#flushing || this.#failing) return;
    this.#flushing = true;
    this.#options.soon(() => {
      this.#flushing = false;
      this.flush();
    });
  }

  /** Commits what is waiting, now. On failure everything stays and is offered again. */
  flush(): Result<null> {
    if (this.#stopped || this.#waiting.length === 0) return ok(null);
    const { clock, store, channels, lastTick } = this.#options;
    const decisions = this.#waiting;
    failpoint("decided");
    const result = store.commit(decisions, channels(), clock.now().wallMs, ticksOf(decisions, lastTick));
    if (!result.ok) {
      this.#refused();
      return result;
    }
    this.#waiting = [];
    const wasFailing = this.#failing;
    this.#failing = false;
    const rules = new Map<string, RuleLife>();
    for (const decision of decisions) rules.set(decision.rule.id, decision.rule);
    this.committed.emit({ rules: [...rules.values()], events: result.value });
    if (wasFailing) this.healthChanged.emit();
    return ok(null);
  }

  /** Takes back decisions of a rule that were refused and that the caller undoes in the engine. */
  withdraw(ruleId: string): void {
    this.#waiting = this.#waiting.filter((decision) => decision.rule.id !== ruleId);
  }

  /** Last commit; afterwards nothing is written. */
  stop(): void {
    this.flush();
    this.#stopped = true;
    this.#retry?.cancel();
  }

  #refused(): void {
    const first = !this.#failing;
    this.#failing = true;
    this.#retry?.cancel();
    this.#retry = this.#options.clock.after(retryAfterMs, () => void this.flush());
    if (first) this.healthChanged.emit();
  }
}

function ticksOf(decisions: readonly Decision[], lastTick: LedgerOptions["lastTick"]): LastTick[] {
  const keys = new Set(decisions.map((decision) => instrumentKey(decision.rule.spec.instrument)));
  return [...keys].map(lastTick).filter((tick) => tick !== null);
}
