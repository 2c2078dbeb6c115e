/** Prices by REST, as many in one request as the venue allows, a few requests at a time, and none while it asks us to hold off. */
import { message } from "../../../preload/contract/messages/message.ts";
import type { Clock } from "../../lib/clock.ts";
import type { CurrentPrice, OpenedVenue, RestOutcome } from "../venues/session.ts";

const atOnce = 4;
const holdOffMs = 30_000;

const nothingSaid = (): RestOutcome<CurrentPrice> => ({
  ok: false,
  error: { code: "unknown-symbol", message: message("rest.says-no-price"), retryAfterMs: null },
});

export interface RestPollerOptions {
  readonly clock: Clock;
  readonly venue: () => OpenedVenue;
  /** How many symbols are asked for in one request. */
  readonly batchSize: number;
  /** Asked just before a request goes out: the stream may have been faster. */
  readonly isWanted: (symbol: string) => boolean;
  /** Whether a rule waits for it: such ones are asked for first. */
  readonly isUrgent: (symbol: string) => boolean;
  readonly onAnswer: (symbol: string, answer: RestOutcome<CurrentPrice>, askedMonoMs: number) => void;
}

interface Request {
  /** Those whose answer is still wanted. */
  readonly symbols: Set<string>;
  readonly abort: AbortController;
}

export class RestPoller {
  readonly #options: RestPollerOptions;
  readonly #waiting = new Set<string>();
  readonly #running = new Set<Request>();
  #notBeforeMonoMs = 0;
  #paused = false;
  #isNextDue = false;

  constructor(options: RestPollerOptions) {
    this.#options = options;
  }

  /** Asks for a price. False where the symbol is under way already, or the venue asked us to hold off: try later. */
  ask(symbol: string): boolean {
    if (this.#isRunning(symbol) || this.#options.clock.now().monoMs < this.#notBeforeMonoMs) return false;
    this.#waiting.add(symbol);
    this.#nextSoon();
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

  /** The answers of these are no longer wanted. */
  drop(symbols: Iterable<string>): void {
    for (const symbol of symbols) {
      this.#waiting.delete(symbol);
      for (const request of this.#running) {
        if (!request.symbols.delete(symbol) || request.symbols.size > 0) continue;
        this.#running.delete(request);
        request.abort.abort();
      }
    }
    this.#paused = false;
  }

  /** Ends every request. */
  clear(): void {
    this.drop([...this.#waiting, ...Array.from(this.#running, ({ symbols }) => [...symbols]).flat()]);
  }

  /** Another venue or key: what the old one asked for does not bind. */
  forget(): void {
    this.clear();
    this.#notBeforeMonoMs = 0;
  }

  #isRunning(symbol: string): boolean {
    for (const { symbols } of this.#running) if (symbols.has(symbol)) return true;
    return false;
  }

  /** On an open, hundreds are asked for one after the other: they go together. */
  #nextSoon(): void {
    if (this.#options.batchSize === 1) {
      this.#next();
      return;
    }
    if (this.#isNextDue) return;
    this.#isNextDue = true;
    queueMicrotask(() => {
      this.#isNextDue = false;
      this.#next();
    });
  }

  #next(): void {
    const { batchSize, isUrgent, isWanted } = this.#options;
    while (this.#waiting.size > 0 && !this.#paused && this.#running.size < atOnce) {
      const all = [...this.#waiting];
      const ordered = batchSize === 1 ? all : [...all.filter(isUrgent), ...all.filter((symbol) => !isUrgent(symbol))];
      const batch = new Set<string>();
      for (const symbol of ordered) {
        if (batch.size >= batchSize) break;
        this.#waiting.delete(symbol);
        if (isWanted(symbol)) batch.add(symbol);
      }
      if (batch.size > 0) this.#run(batch);
    }
  }

  #run(symbols: Set<string>): void {
    const { clock, venue, onAnswer } = this.#options;
    const request: Request = { symbols, abort: new AbortController() };
    const { signal } = request.abort;
    const askedMonoMs = clock.now().monoMs;
    this.#running.add(request);
    venue()
      .rest.prices([...symbols], signal)
      .then(
        (answers) => {
          if (signal.aborted) return;
          this.#running.delete(request);
          for (const symbol of symbols) {
            const answer = answers.ok ? (answers.value.get(symbol) ?? nothingSaid()) : answers;
            this.#holdOff(answer);
            onAnswer(symbol, answer, askedMonoMs);
          }
          this.#next();
        },
        (error: unknown) => {
          // Requests reject only when they are aborted; anything else is a bug and must be heard.
          if (!signal.aborted) throw error;
        },
      );
  }

  #holdOff(answer: RestOutcome<CurrentPrice>): void {
    if (answer.ok) return;
    const { code, retryAfterMs } = answer.error;
    if (code !== "rate-limited" && code !== "banned" && retryAfterMs === null) return;
    this.#notBeforeMonoMs = this.#options.clock.now().monoMs + Math.max(holdOffMs, retryAfterMs ?? 0);
    this.#waiting.clear();
  }
}
