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
  /** Whether it lacks the time of its price alone: asked together with others, a venue may tell none. */
  readonly lacksTime: (symbol: string) => boolean;
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
  #notBeforeMonoMs = Number.NEGATIVE_INFINITY;
  #paused = false;

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
    this.#notBeforeMonoMs = Number.NEGATIVE_INFINITY;
  }

  #isRunning(symbol: string): boolean {
    for (const { symbols } of this.#running) if (symbols.has(symbol)) return true;
    return false;
  }

  /** On an open, hundreds are asked for one after the other: they go together. */
  #nextSoon(): void {
    if (this.#options.batchSize === 1) this.#next();
    else queueMicrotask(() => this.#next());
  }

  #next(): void {
    const { batchSize, isWanted, lacksTime } = this.#options;
    while (this.#waiting.size > 0 && !this.#paused && this.#running.size < atOnce) {
      const batch = new Set<string>();
      for (const symbol of this.#ordered()) {
        if (batch.size >= batchSize || (batch.size > 0 && lacksTime(symbol))) break;
        this.#waiting.delete(symbol);
        if (!isWanted(symbol)) continue;
        batch.add(symbol);
      }
      if (batch.size > 0) this.#run(batch);
    }
  }

  /** What waits for a price before what lacks its time alone, and of each the urgent first. */
  #ordered(): readonly string[] {
    const all = [...this.#waiting];
    const { batchSize, isUrgent, lacksTime } = this.#options;
    if (batchSize === 1) return all;
    const rank = (symbol: string): number => (lacksTime(symbol) ? 2 : 0) + (isUrgent(symbol) ? 0 : 1);
    return all.sort((a, b) => rank(a) - rank(b));
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
          // Of an aborted one no symbol is left.
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
