/** Has candles fetched that a dry run lacks: one instrument of a venue at a time, the one asked for last, in the background. */
import type { Interval, TimeSpan } from "../../../preload/contract/candles.ts";
import { instrumentOf, type InstrumentKey, type VenueId } from "../../../preload/contract/instrument.ts";
import type { Failure } from "../../../preload/contract/result.ts";
import type { Clock } from "../../lib/clock.ts";

/** After a refusal a venue is left alone for so long. */
const pauseMs = 30_000;

export interface CandleFetcherOptions {
  readonly clock: Clock;
  /** See `CandleService.fetchMissing`. */
  readonly fetchMissing: (
    key: InstrumentKey,
    interval: Interval,
    span: TimeSpan,
    signal: AbortSignal,
  ) => Promise<Failure | null>;
}

interface Fetching {
  readonly series: string;
  readonly end: AbortController;
  isRunning: boolean;
  failure: Failure | null;
  /** Monotonic: not before this. */
  againMonoMs: number;
}

export class CandleFetcher {
  readonly #options: CandleFetcherOptions;
  readonly #byVenue = new Map<VenueId, Fetching>();

  constructor(options: CandleFetcherOptions) {
    this.#options = options;
  }

  /** Begins, unless it runs already, or the venue has just refused. Answers how it stands. */
  fetch(key: InstrumentKey, interval: Interval, span: TimeSpan): { isFetching: boolean; failure: Failure | null } {
    const { clock, fetchMissing } = this.#options;
    const { venue } = instrumentOf(key);
    const series = `${key} ${interval}`;
    const present = this.#byVenue.get(venue);
    const isSame = present?.series === series;
    if (present !== undefined && isSame && (present.isRunning || clock.now().monoMs < present.againMonoMs))
      return { isFetching: present.isRunning, failure: present.failure };
    present?.end.abort();
    const fetching: Fetching = {
      series,
      end: new AbortController(),
      isRunning: true,
      failure: isSame ? present.failure : null,
      againMonoMs: 0,
    };
    this.#byVenue.set(venue, fetching);
    const done = (failure: Failure | null): void => {
      fetching.isRunning = false;
      fetching.failure = failure;
      fetching.againMonoMs = failure === null ? 0 : clock.now().monoMs + pauseMs;
    };
    fetchMissing(key, interval, span, fetching.end.signal).then(done, (error: unknown) => {
      fetching.isRunning = false;
      if (!fetching.end.signal.aborted) throw error;
    });
    return { isFetching: true, failure: fetching.failure };
  }

  stop(): void {
    for (const { end } of this.#byVenue.values()) end.abort();
    this.#byVenue.clear();
  }
}
