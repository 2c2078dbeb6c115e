/** Asks for the history of gaps, a few at a time, the instruments that rules wait for first: all come back together after an outage. */
import type { History, OpenedVenue, RestOutcome, Span } from "../venues/session.ts";
import type { Watched } from "./watched.ts";

const atOnce = 4;

export interface HistoryQueueOptions {
  readonly venue: () => OpenedVenue;
  /** Whether a rule waits for it. */
  readonly isUrgent: (watched: Watched) => boolean;
  /** What of an answer counts. */
  readonly judge: (history: History) => History;
}

interface Waiting {
  readonly watched: Watched;
  readonly span: Span;
  readonly signal: AbortSignal;
  readonly settle: (answer: RestOutcome<History>) => void;
}

export class HistoryQueue {
  readonly #options: HistoryQueueOptions;
  readonly #waiting = new Set<Waiting>();
  #running = 0;

  constructor(options: HistoryQueueOptions) {
    this.#options = options;
  }

  /** `settle` is called once, unless `signal` aborts. The venue must have a history. */
  ask(watched: Watched, span: Span, signal: AbortSignal, settle: (answer: RestOutcome<History>) => void): void {
    const waiting: Waiting = { watched, span, signal, settle };
    this.#waiting.add(waiting);
    signal.addEventListener("abort", () => this.#waiting.delete(waiting));
    this.#next();
  }

  #next(): void {
    while (this.#running < atOnce && this.#waiting.size > 0) {
      const all = [...this.#waiting];
      const waiting = all.find(({ watched }) => this.#options.isUrgent(watched)) ?? (all[0] as Waiting);
      this.#waiting.delete(waiting);
      this.#run(waiting);
    }
  }

  #run({ watched, span, signal, settle }: Waiting): void {
    const { rest } = this.#options.venue();
    const asked = rest.history?.(watched.symbol, span, signal);
    if (asked === undefined) {
      settle({ ok: true, value: { kind: "candles", candles: [], complete: false } });
      return;
    }
    this.#running++;
    asked.then(
      (answer) => {
        this.#running--;
        if (!signal.aborted) settle(answer.ok ? { ...answer, value: this.#options.judge(answer.value) } : answer);
        this.#next();
      },
      (error: unknown) => {
        this.#running--;
        // Requests reject only when they are aborted; anything else is a bug and must be heard.
        if (!signal.aborted) throw error;
        this.#next();
      },
    );
  }
}
