/** Looks once a second whether the app is well, and tells when that is another answer. */
import type { AppHealth } from "../../../preload/contract/health.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { Clock } from "../../lib/clock.ts";
import { Signal } from "../../lib/signal.ts";
import type { StoreHealth } from "../../store/store-interface.ts";
import { judgeHealth, type Unwatched } from "./judge-health.ts";
import { HeadOfQueueAge } from "./head-of-queue-age.ts";

/** How often {@link HealthMonitor.look} is to be called. Milliseconds. */
export const checkEveryMs = 1_000;

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
  readonly checked = new Signal<void>();
  readonly #options: HealthMonitorOptions;
  readonly #undecided = new HeadOfQueueAge();
  readonly #overdue = new HeadOfQueueAge();
  readonly #unwritten = new HeadOfQueueAge();
  readonly #queues = new Map<DestinationId, HeadOfQueueAge>();
  #checkedMs: number | null = null;
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
  check(): void {
    const { unwatched, undecidedTick, overdueSinceMs, store, unwritten } = this.#options;
    const before = JSON.stringify(this.#current);
    this.#current = judgeHealth({
      unwatched: unwatched(),
      undecidedSeconds: this.#undecided.update(undecidedTick()),
      overdueSeconds: this.#overdue.update(overdueSinceMs()),
      lateMs: this.#lateMs(),
      store: store(),
      unwrittenSeconds: this.#unwritten.update(unwritten()),
      waiting: this.#waiting(),
    });
    if (JSON.stringify(this.#current) !== before) this.changed.emit(this.#current);
    this.checked.emit();
  }

  #lateMs(): number {
    const { monoMs } = this.#options.clock.now();
    const late = this.#checkedMs === null ? 0 : monoMs - this.#checkedMs - checkEveryMs;
    const least = Math.max(0, Math.min(late, this.#lateBeforeMs));
    this.#checkedMs = monoMs;
    this.#lateBeforeMs = late;
    return least;
  }

  #waiting(): { name: string; seconds: number }[] {
    const { sendable, nameOf } = this.#options;
    const now = sendable();
    for (const id of this.#queues.keys())
      if (!now.some(({ destination }) => destination === id)) this.#queues.delete(id);
    return now.map(({ destination, row }) => {
      const queue = this.#queues.get(destination) ?? new HeadOfQueueAge();
      this.#queues.set(destination, queue);
      return { name: nameOf(destination), seconds: queue.update(row) };
    });
  }
}

function startingReason(): AppHealth["reasons"][number] {
  return { code: "starting", words: message("app-health.starting", { what: message("app-health.everything") }) };
}
