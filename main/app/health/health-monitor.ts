/** Looks once a second whether the app is well, and tells when that is another answer. */
import type { AppHealth } from "../../../preload/contract/health.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { Clock } from "../../lib/clock.ts";
import { Signal } from "../../lib/signal.ts";
import type { StoreHealth } from "../../store/store-interface.ts";
import { judgeHealth, type Unwatched } from "./judge-health.ts";
import { Standstill } from "./standstill.ts";

/** How often {@link HealthMonitor.look} is to be called. Milliseconds. */
export const lookEveryMs = 1_000;

export interface HealthMonitorOptions {
  readonly clock: Clock;
  readonly unwatched: () => readonly Unwatched[];
  /** The tick that was taken last, while nothing has been decided on it; null: on all of them. */
  readonly undecidedTick: () => object | null;
  /** Since when a timer of the rules is due that has not run, monotonic; null: none is. */
  readonly overdueSinceMs: () => number | null;
  readonly store: () => StoreHealth;
  /** The first decision that is not written; null: all are. */
  readonly unwritten: () => object | null;
  /** Of each destination the delivery that could be sent now and is due longest. */
  readonly sendable: () => readonly { readonly destination: DestinationId; readonly row: number }[];
  readonly nameOf: (destination: DestinationId) => string;
}

export class HealthMonitor {
  /** Not more often than the answer changes. */
  readonly changed = new Signal<AppHealth>();
  /** After each look, whatever it found. */
  readonly looked = new Signal<void>();
  readonly #options: HealthMonitorOptions;
  readonly #undecided = new Standstill();
  readonly #overdue = new Standstill();
  readonly #unwritten = new Standstill();
  readonly #queues = new Map<DestinationId, Standstill>();
  #lookedMs: number | null = null;
  #lateBeforeMs = 0;
  #current: AppHealth = { isWell: false, reasons: [startingReason()] };

  constructor(options: HealthMonitorOptions) {
    this.#options = options;
  }

  /** As of the last look. */
  get current(): AppHealth {
    return this.#current;
  }

  /** To be called once a second. */
  look(): void {
    const { unwatched, undecidedTick, overdueSinceMs, store, unwritten } = this.#options;
    const before = JSON.stringify(this.#current);
    this.#current = judgeHealth({
      unwatched: unwatched(),
      undecidedSeconds: this.#undecided.look(undecidedTick()),
      overdueSeconds: this.#overdue.look(overdueSinceMs()),
      lateMs: this.#lateMs(),
      store: store(),
      unwrittenSeconds: this.#unwritten.look(unwritten()),
      waiting: this.#waiting(),
    });
    if (JSON.stringify(this.#current) !== before) this.changed.emit(this.#current);
    this.looked.emit();
  }

  #lateMs(): number {
    const { monoMs } = this.#options.clock.now();
    const late = this.#lookedMs === null ? 0 : monoMs - this.#lookedMs - lookEveryMs;
    const least = Math.max(0, Math.min(late, this.#lateBeforeMs));
    this.#lookedMs = monoMs;
    this.#lateBeforeMs = late;
    return least;
  }

  #waiting(): { name: string; seconds: number }[] {
    const { sendable, nameOf } = this.#options;
    const now = sendable();
    for (const id of this.#queues.keys())
      if (!now.some(({ destination }) => destination === id)) this.#queues.delete(id);
    return now.map(({ destination, row }) => {
      const queue = this.#queues.get(destination) ?? new Standstill();
      this.#queues.set(destination, queue);
      return { name: nameOf(destination), seconds: queue.look(row) };
    });
  }
}

function startingReason(): AppHealth["reasons"][number] {
  return { code: "starting", words: message("app-health.starting", { what: message("app-health.everything") }) };
}
