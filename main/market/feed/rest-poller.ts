/** One-shot prices by REST, a few at a time, and none while the venue asks us to hold off. */
import type { Clock } from "../../lib/clock.ts";
import type { CurrentPrice, OpenedVenue, RestOutcome } from "../venues/session.ts";

const atOnce = 4;
const holdOffMs = 30_000;

const nothingSaid: RestOutcome<CurrentPrice> = {
  ok: false,
  error: { code: "unknown-symbol", message: "The venue says no price of it.", retryAfterMs: null },
};

export interface RestPollerOptions {
  readonly clock: Clock;
  readonly venue: () => OpenedVenue;
  /** Asked just before a request goes out: the stream may have been faster. */
  readonly isWanted: (symbol: string) => boolean;
  readonly onAnswer: (symbol: string, answer: RestOutcome<CurrentPrice>, askedMonoMs: number) => void;
}

export class RestPoller {
  readonly #options: RestPollerOptions;
  #waiting = new Set<string>();
  #running = new Set<string>();
  #abort = new AbortController();
  #notBeforeMonoMs = 0;
  #paused = false;

  constructor(options: RestPollerOptions) {
    this.#options = options;
  }

  /** Asks for a price. False where the symbol is under way already, or the venue asked us to hold off: try later. */
  ask(symbol: string): boolean {
    if (this.#running.has(symbol) || this.#options.clock.now().monoMs < this.#notBeforeMonoMs) return false;
    this.#waiting.add(symbol);
    this.#next();
    return true;
  }

  /** Lets what waits wait on, and begins nothing new, until {@link resume}; what is under way goes on. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#next();
  }

  /** Ends every request; their answers are no longer wanted. */
  clear(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#waiting.clear();
    this.#running = new Set();
    this.#paused = false;
  }

  /** Another venue or key: what the old one asked for does not bind. */
  forget(): void {
    this.clear();
    this.#notBeforeMonoMs = 0;
  }

  #next(): void {
    for (const symbol of this.#waiting) {
      if (this.#paused || this.#running.size >= atOnce) return;
      this.#waiting.delete(symbol);
      if (this.#options.isWanted(symbol)) this.#run(symbol);
    }
  }

  #run(symbol: string): void {
    const running = this.#running;
    const { signal } = this.#abort;
    const askedMonoMs = this.#options.clock.now().monoMs;
    running.add(symbol);
    this.#options
      .venue()
      .rest.prices([symbol], signal)
      .then(
        (answers) => {
          if (signal.aborted) return;
          running.delete(symbol);
          const answer = answers.ok ? (answers.value.get(symbol) ?? nothingSaid) : answers;
          this.#holdOff(answer);
          this.#options.onAnswer(symbol, answer, askedMonoMs);
          this.#next();
        },
        (error: unknown) => {
          // Requests reject only when they are aborted; anything else is a bug and must be heard.
          if (!signal.aborted) throw error;
        },
      );
  }

  #holdOff(answer: RestOutcome<CurrentPrice>): void {
    if (answer.ok || (answer.error.code !== "rate-limited" && answer.error.retryAfterMs === null)) return;
    this.#notBeforeMonoMs = this.#options.clock.now().monoMs + Math.max(holdOffMs, answer.error.retryAfterMs ?? 0);
    this.#waiting.clear();
  }
}
