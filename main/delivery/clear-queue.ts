/**
 * Messages to be taken away, or marked as answered, at one service: one after the other and within its limits. An alarm that was answered
 * may stand in a dozen messages there; asked for at once, most of them are refused and stay as if nobody had answered.
 */
import type { Clock, Timer } from "../lib/clock.ts";
import type { SendOutcome } from "./channels/remote-channel.ts";
import { growingPauseMs } from "./growing-pause.ts";

/** What could not be marked for so long stays as it is: nobody looks at it any more. Milliseconds. */
export const clearWithinMs = 24 * 3_600_000;

export interface ClearQueueOptions {
  readonly clock: Clock;
  /** How long until the next may be asked for. Milliseconds. */
  readonly waitMs: () => number;
  readonly clear: (messageId: string, receipt: string | null) => Promise<SendOutcome>;
}

interface WaitingClear {
  readonly messageId: string;
  readonly receipt: string | null;
  readonly settled: PromiseWithResolvers<boolean>;
  /** Monotonic milliseconds, like {@link dueMs}. */
  readonly sinceMs: number;
  dueMs: number;
  failures: number;
}

export class ClearQueue {
  readonly #options: ClearQueueOptions;
  readonly #waiting: WaitingClear[] = [];
  #timer: Timer | null = null;
  #inFlight: { readonly messageId: string; readonly ended: Promise<void> } | null = null;
  /** Attempts in a row that came to nothing, and until when none is made because of them: one message is tried then, and not each. */
  #failures = 0;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: ClearQueueOptions) {
    this.#options = options;
  }

  /** True once nothing is left to be done; false where it could not be done, or the queue was stopped. */
  add(messageId: string, receipt: string | null): Promise<boolean> {
    const known = this.#waiting.find((each) => each.messageId === messageId && each.receipt === receipt);
    if (known !== undefined) return known.settled.promise;
    const { monoMs } = this.#options.clock.now();
    const settled = Promise.withResolvers<boolean>();
    this.#waiting.push({ messageId, receipt, settled, sinceMs: monoMs, dueMs: monoMs, failures: 0 });
    this.#next();
    return settled.promise;
  }

  /**
   * It is sent again in its own place, and names what nobody has seen: what waited to mark it would mark that. Answers the end of a
   * mark that is being put on it now, which may write what stood there before; null: none is.
   */
  forget(messageId: string): Promise<void> | null {
    for (const each of this.#waiting.filter((waiting) => waiting.messageId === messageId)) this.#end(each, true);
    return this.#inFlight?.messageId === messageId ? this.#inFlight.ended : null;
  }

  stop(): void {
    for (const each of [...this.#waiting]) this.#end(each, false);
    this.#timer?.cancel();
  }

  #end(each: WaitingClear, isDone: boolean): void {
    this.#waiting.splice(this.#waiting.indexOf(each), 1);
    each.settled.resolve(isDone);
  }

  #next(): void {
    this.#timer?.cancel();
    const first = this.#waiting.reduce<WaitingClear | null>(
      (earliest, each) => (earliest === null || each.dueMs < earliest.dueMs ? each : earliest),
      null,
    );
    if (first === null || this.#inFlight !== null) return;
    const { clock, waitMs } = this.#options;
    const leftMs = Math.max(waitMs(), Math.max(first.dueMs, this.#pausedUntilMs) - clock.now().monoMs);
    if (leftMs <= 0) void this.#clear(first);
    else this.#timer = clock.after(leftMs, () => this.#next());
  }

  /** `clear` never rejects: a destination makes an outcome of whatever its channel throws. */
  async #clear(each: WaitingClear): Promise<void> {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    this.#inFlight = { messageId: each.messageId, ended };
    const outcome = await this.#options.clear(each.messageId, each.receipt);
    this.#inFlight = null;
    resolve();
    const { monoMs } = this.#options.clock.now();
    // To mark a message twice does no harm.
    const isPutOff = outcome.kind === "later" || outcome.kind === "unknown";
    this.#failures = isPutOff ? this.#failures + 1 : 0;
    this.#pausedUntilMs = isPutOff ? monoMs + growingPauseMs(this.#failures) : Number.NEGATIVE_INFINITY;
    // Stopped, or sent again meanwhile, it does not stand there any more.
    if (this.#waiting.includes(each)) {
      each.failures += 1;
      each.dueMs = monoMs + growingPauseMs(each.failures);
      if (!isPutOff) this.#end(each, outcome.kind !== "broken");
      else if (monoMs - each.sinceMs >= clearWithinMs) this.#end(each, false);
    }
    this.#next();
  }
}
