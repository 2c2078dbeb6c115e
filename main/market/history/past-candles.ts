/**
 * Candles of the past: from what is kept of them, and from the venue for the rest. A candle that has closed is asked for once; the
 * one that is running, and those that closed just now, anew each time.
 *
 * For a chart there is `main/app/candle-service.ts`, which adds what came in live. Whoever needs many (the 43,200 minutes of 30 days)
 * takes them by {@link PastCandles.days}: a day at a time never holds up the thread that prices come in on.
 */
import type { TimeSpan } from "../../../preload/contract/candles.ts";
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import { instrumentOf } from "../../../preload/contract/instrument.ts";
import type { Candle } from "../../../preload/contract/tick.ts";
import type { Clock } from "../../lib/clock.ts";
import type { CandleSource } from "../venues/candle-source.ts";
import type { RestRefusal } from "../venues/session.ts";
import { aggregateCandles } from "./aggregate-candles.ts";
import { clipSpans, joinSpans, pagesNewestFirst, uncovered } from "./time-spans.ts";

/** Candles of one length of one instrument, as one server gave them: of another server they are other prices. */
export interface CandleSeries {
  readonly instrument: InstrumentKey;
  readonly lengthMs: number;
  /** REST address that they came from. */
  readonly server: string;
}

/** Where candles are kept. What cannot be kept is asked for again: nothing here throws for a file that fails. */
export interface CandleCache {
  /** What is known of, oldest first, apart from each other; in it, an absent candle had no trade. */
  covered(series: CandleSeries): readonly TimeSpan[];
  /** Those that open in the span, oldest first. */
  read(series: CandleSeries, span: TimeSpan): readonly Candle[];
  /** Puts these in place of what it had of the span, which counts as covered from then on. */
  put(series: CandleSeries, span: TimeSpan, candles: readonly Candle[]): void;
}

export interface CandlesAsked {
  readonly instrument: InstrumentKey;
  /** A length that one of the source's divides. */
  readonly lengthMs: number;
  /** Milliseconds since the epoch, whole multiples of the length. A candle that opens at `toMs` is not in it. */
  readonly span: TimeSpan;
  readonly source: CandleSource;
  readonly server: string;
}

export interface CandlesFound {
  /** Oldest first. The last one may be running still. */
  readonly candles: readonly Candle[];
  readonly covered: readonly TimeSpan[];
  /** The source has nothing from before this; null: it may have. */
  readonly beginsMs: number | null;
  /** Why something is not covered. */
  readonly failure: RestRefusal | null;
}

/** A venue may have the candle of a minute some seconds after its end, and may correct it then. */
const settledAfterMs = 60_000;
const dayMs = 86_400_000;

export class PastCandles {
  readonly #clock: Clock;
  readonly #cache: CandleCache;
  /** Who asks for a series waits for who asked before, and finds what that one brought. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(options: { readonly clock: Clock; readonly cache: CandleCache }) {
    this.#clock = options.clock;
    this.#cache = options.cache;
  }

  /** Rejects only when `signal` aborts. What the venue refuses is a failure beside what is known. */
  async read(asked: CandlesAsked, signal: AbortSignal): Promise<CandlesFound> {
    const series = seriesOf(asked);
    const turn = `${series.instrument} ${series.lengthMs}`;
    const before = this.#turns.get(turn) ?? Promise.resolve();
    const mine = before.then(
      () => this.#read(series, asked, signal),
      () => this.#read(series, asked, signal),
    );
    this.#turns.set(turn, mine);
    try {
      return await mine;
    } finally {
      if (this.#turns.get(turn) === mine) this.#turns.delete(turn);
    }
  }

  /**
   * The same by days, oldest first: a long span without a long task. Ends early with a day that the venue refused; what is kept of
   * that day is in it.
   */
  async *days(asked: CandlesAsked, signal: AbortSignal): AsyncGenerator<CandlesFound> {
    const { fromMs, toMs } = asked.span;
    for (let dayFromMs = fromMs; dayFromMs < toMs; dayFromMs = Math.floor(dayFromMs / dayMs + 1) * dayMs) {
      const dayToMs = Math.min(toMs, Math.floor(dayFromMs / dayMs + 1) * dayMs);
      const found = await this.read({ ...asked, span: { fromMs: dayFromMs, toMs: dayToMs } }, signal);
      yield found;
      if (found.failure !== null) return;
    }
  }

  async #read(
    series: CandleSeries,
    { source, lengthMs, span }: CandlesAsked,
    signal: AbortSignal,
  ): Promise<CandlesFound> {
    signal.throwIfAborted();
    const nowMs = this.#clock.now().wallMs;
    // The one that is running is asked for too, and nothing later.
    const endMs = Math.min(span.toMs, Math.floor(nowMs / series.lengthMs + 1) * series.lengthMs);
    const beginsMs =
      source.reach === null ? null : Math.floor(nowMs / series.lengthMs + 1 - source.reach) * series.lengthMs;
    const kept = this.#cache.covered(series);
    const wanted = { fromMs: Math.max(span.fromMs, beginsMs ?? 0), toMs: endMs };
    const fetched = await this.#fetch(series, source, uncovered(wanted, kept), signal);
    const covered = clipSpans(joinSpans([...kept, ...fetched.covered]), { fromMs: span.fromMs, toMs: endMs });
    const candles = new Map(this.#cache.read(series, span).map((candle) => [candle.openMs, candle]));
    for (const candle of fetched.candles) candles.set(candle.openMs, candle);
    const sorted = [...candles.values()].sort((a, b) => a.openMs - b.openMs);
    return { candles: aggregateCandles(sorted, lengthMs), covered, beginsMs, failure: fetched.failure };
  }

  /** Page by page, until all of it is there or the venue refuses one. What has settled is kept. */
  async #fetch(
    series: CandleSeries,
    source: CandleSource,
    missing: readonly TimeSpan[],
    signal: AbortSignal,
  ): Promise<{ candles: readonly Candle[]; covered: readonly TimeSpan[]; failure: RestRefusal | null }> {
    const { lengthMs } = series;
    const { symbol } = instrumentOf(series.instrument);
    const candles: Candle[] = [];
    const covered: TimeSpan[] = [];
    for (const page of pagesNewestFirst(missing, source.perRequest * lengthMs)) {
      const askedMs = this.#clock.now().wallMs;
      const answer = await source.fetch(symbol, { ...page, lengthMs }, signal);
      if (!answer.ok) return { candles, covered, failure: answer.error };
      candles.push(...answer.value);
      covered.push(page);
      const settledMs = Math.floor((askedMs - settledAfterMs) / lengthMs) * lengthMs;
      const settled = { fromMs: page.fromMs, toMs: Math.min(page.toMs, settledMs) };
      if (settled.fromMs >= settled.toMs) continue;
      this.#cache.put(
        series,
        settled,
        answer.value.filter(({ openMs }) => openMs < settled.toMs),
      );
    }
    return { candles, covered, failure: null };
  }
}

/** The venue's longest candles that the wanted ones can be made of. */
function seriesOf({ instrument, lengthMs, source, server }: CandlesAsked): CandleSeries {
  const native = source.lengthsMs.filter((length) => lengthMs % length === 0).at(-1);
  if (native === undefined) throw new Error(`${instrument} has no candles that make ${lengthMs} ms.`);
  return { instrument, lengthMs: native, server };
}
