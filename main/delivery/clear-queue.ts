/**
 * Messages to be taken away, or marked as answered, at one service: one after the other and within its limits. An alarm that was answered
 * may stand in a dozen messages there; asked for at once, most of them are refused and stay as if nobody had answered.
 */
import type { Clock, Timer } from "../lib/clock.ts";
import type { SendOutcome } from "./channels/remote-channel.ts";

/** Asked again after these, or after what the service asks for if that is more; then it stays as it is. Milliseconds. */
const retryPausesMs = [1_000, 5_000, 30_000, 120_000] as const;

export interface ClearQueueOptions {
  readonly clock: Clock;
  /** How long until the next may be asked for. Milliseconds. */
  readonly waitMs: () => number;
  readonly clear: (messageId: string, receipt: string | null) => Promise<SendOutcome>;
}

interface WaitingClear {
  readonly messageId: string;
  readonly receipt: string | null;
  readonly settle: () => void;
  failures: number;
}

export class ClearQueue {
  readonly #options: ClearQueueOptions;
  readonly #waiting: WaitingClear[] = [];
  #timer: Timer | null = null;
  #inFlight: { readonly messageId: string; readonly ended: Promise<void> } | null = null;

  constructor(options: ClearQueueOptions) {
    this.#options = options;
  }

  /** Settles once it was done, could not be done, or the queue was stopped. */
  add(messageId: string, receipt: string | null): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ messageId, receipt, settle: resolve, failures: 0 });
    this.#next();
    return promise;
  }

  /**
   * It is sent again in its own place, and names what nobody has seen: what waited to mark it would mark that. Settles at the end
   * of a mark that is being put on it now, which may write what stood there before.
   */
  forget(messageId: string): Promise<void> {
    for (const each of this.#waiting.filter((waiting) => waiting.messageId === messageId)) {
      this.#waiting.splice(this.#waiting.indexOf(each), 1);
      each.settle();
    }
    return this.#inFlight?.messageId === messageId ? this.#inFlight.ended : Promise.resolve();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    for (const each of this.#waiting.splice(0)) each.settle();
  }

  #next(pauseMs = 0): void {
    const [first] = this.#waiting;
    if (first === undefined || this.#inFlight !== null || this.#timer !== null) return;
    const waitMs = Math.max(pauseMs, this.#options.waitMs());
    if (waitMs <= 0) void this.#clear(first);
    else
      this.#timer = this.#options.clock.after(waitMs, () => {
        this.#timer = null;
        this.#next();
      });
  }

  /** `clear` never rejects: a destination makes an outcome of whatever its channel throws. */
  async #clear(each: WaitingClear): Promise<void> {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    this.#inFlight = { messageId: each.messageId, ended };
    const outcome = await this.#options.clear(each.messageId, each.receipt);
    this.#inFlight = null;
    resolve();
    // To mark a message twice does no harm.
    const pauseMs = outcome.kind === "later" || outcome.kind === "unknown" ? retryPausesMs[each.failures] : undefined;
    each.failures += 1;
    const askedMs = outcome.kind === "later" ? (outcome.afterMs ?? 0) : 0;
    // Stopped, or sent again meanwhile, it does not stand there any more.
    if (this.#waiting[0] === each && pauseMs === undefined) {
      this.#waiting.shift();
      each.settle();
    }
    this.#next(pauseMs === undefined ? 0 : Math.max(pauseMs, askedMs));
  }
}
