/** Attempts at one service that settle, whatever its channel does. */
import { message as text } from "../../preload/contract/messages/message.ts";
import type { Clock } from "../lib/clock.ts";
import type { SendOutcome } from "./channels/remote-channel.ts";

/** A channel settles within 20 s; one that does not is taken for one that never will. Milliseconds. */
export const attemptWithinMs = 25_000;

export class Attempts {
  readonly #clock: Clock;
  readonly #inFlight = new Set<AbortController>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What a channel throws, or never answers, may have been taken. */
  async make(run: (signal: AbortSignal) => Promise<SendOutcome>): Promise<SendOutcome> {
    const attempt = new AbortController();
    this.#inFlight.add(attempt);
    const { promise: tooLate, resolve } = Promise.withResolvers<SendOutcome>();
    const end = (): void => resolve({ kind: "unknown", code: "no-answer", words: text("destination.no-answer") });
    const timer = this.#clock.after(attemptWithinMs, () => attempt.abort());
    attempt.signal.addEventListener("abort", end);
    try {
      return await Promise.race([run(attempt.signal), tooLate]);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      return { kind: "unknown", code: "failed", words };
    } finally {
      timer.cancel();
      this.#inFlight.delete(attempt);
    }
  }

  abort(): void {
    for (const attempt of this.#inFlight) attempt.abort();
  }
}
