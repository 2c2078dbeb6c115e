/**
 * Candles of an instrument on a venue that is on: the venue's own, kept in `market.db`; of a venue without history the minutes that this
 * app recorded; and the running one as it came in live. {@link CandleService.read} answers windows and scripts.
 * {@link CandleService.days} is for whoever goes through many of them.
 */
import type { CallInput } from "../../preload/contract/contract.ts";
import {
  intervalMs,
  intervals,
  maxCandles,
  type CandleList,
  type Interval,
  type TimeSpan,
} from "../../preload/contract/candles.ts";
import { instrumentOf, type InstrumentKey, type VenueId } from "../../preload/contract/instrument.ts";
import { message } from "../../preload/contract/messages/message.ts";
import { fail, ok, type Failure, type Result } from "../../preload/contract/result.ts";
import type { Clock, Timer } from "../lib/clock.ts";
import { withLiveMinutes } from "../market/history/live-candles.ts";
import type { Minute } from "../market/history/minute-candles.ts";
import { PastCandles, type CandleCache, type CandlesAsked, type CandlesFound } from "../market/history/past-candles.ts";
import { clipSpans, pagesNewestFirst, uncovered } from "../market/history/time-spans.ts";
import type { VenueRest } from "../market/venues/session.ts";
import type { MarketDatabase } from "../store/market-database.ts";
import type { Store } from "../store/store-interface.ts";
import { RecordedCandles } from "./recorded-candles.ts";

/** What is asked for unless a request says how much. */
const usualCandles = 300;
const pruneEveryMs = 3_600_000;
const pruneStepMs = 50;
const pruneLimits = { series: 400, step: 1_440 };
const keptUnusedMs = 30 * 86_400_000;

export interface CandleServiceOptions {
  readonly clock: Clock;
  readonly kept: MarketDatabase["candles"];
  readonly store: { readonly minutes: Pick<Store["minutes"], "list" | "first"> };
  /** What the venue of this instrument can be asked, and the last hour of it; null where the venue is off. */
  readonly watched: (key: InstrumentKey) => { readonly rest: VenueRest; readonly minutes: readonly Minute[] } | null;
  /** Which server the venue's candles are of. */
  readonly serverOf: (venue: VenueId) => string;
  /** Makes the words of a venue fit to be shown. */
  readonly formatVenueText: (words: string) => string;
}

export type CandleRequest = Omit<CallInput<"market.candles">, "instrument">;

interface Source {
  readonly past: PastCandles;
  readonly asked: Omit<CandlesAsked, "span" | "lengthMs">;
  readonly kind: CandleList["source"];
  readonly live: readonly Minute[];
  readonly beginsMs: number | null;
}

export class CandleService {
  readonly #options: CandleServiceOptions;
  readonly #ofVenues: PastCandles;
  readonly #recorded: RecordedCandles;
  readonly #ofRecorded: PastCandles;
  readonly #end = new AbortController();
  #pruning: Timer;

  constructor(options: CandleServiceOptions) {
    const { clock, kept, store } = options;
    this.#options = options;
    const cache: CandleCache = {
      covered: kept.covered,
      read: kept.read,
      put: (series, span, candles) => kept.put(series, span, candles, clock.now().wallMs),
    };
    this.#ofVenues = new PastCandles({ clock, cache });
    this.#recorded = new RecordedCandles(store);
    this.#ofRecorded = new PastCandles({
      clock,
      cache: { covered: () => [], read: () => [], put: () => undefined },
    });
    this.#pruning = clock.after(pruneEveryMs, () => this.#prune());
  }

  /** What the request names of the instrument, with the running candle where it reaches that far. */
  async read(key: InstrumentKey, request: CandleRequest): Promise<Result<CandleList>> {
    const nowMs = this.#options.clock.now().wallMs;
    const lengthMs = intervalMs[request.interval];
    const span = spanOf(request, nowMs);
    if (!span.ok) return span;
    const source = this.#sourceOf(key);
    if (source === null) return fail("venue-unreachable", message("candles.venue-off"));
    const found = await source.past.read({ ...source.asked, lengthMs, span: span.value }, this.#end.signal);
    const candles = withLiveMinutes(found, source.live, { lengthMs, span: span.value, nowMs });
    return ok(this.#listOf(key, request.interval, { ...found, candles }, source));
  }

  /**
   * Candles of a long span by days, oldest first, each with what of it is known: `candles of the last 30 days, 1m` without a long
   * task. A day's `failure` is the last thing that comes. Null where the venue is off.
   */
  days(
    key: InstrumentKey,
    interval: Interval,
    span: TimeSpan,
    signal: AbortSignal,
  ): AsyncGenerator<CandlesFound> | null {
    const source = this.#sourceOf(key);
    const lengthMs = intervalMs[interval];
    const whole = { fromMs: floorTo(span.fromMs, lengthMs), toMs: floorTo(span.toMs, lengthMs) };
    const either = AbortSignal.any([signal, this.#end.signal]);
    return source === null ? null : source.past.days({ ...source.asked, lengthMs, span: whole }, either);
  }

  /** The finest candles of an instrument that reach so far back, and where they are kept; null where the venue is off. */
  keptAs(key: InstrumentKey, backMs: number): { interval: Interval; server: string; isOfVenue: boolean } | null {
    const source = this.#sourceOf(key);
    if (source === null) return null;
    const { lengthsMs, reach } = source.asked.source;
    const { server } = source.asked;
    const reaching = intervals.filter((interval) => lengthsMs.includes(intervalMs[interval]));
    const finest = reaching.find((interval) => reach === null || reach * intervalMs[interval] >= backMs);
    return { interval: finest ?? reaching.at(-1) ?? "1m", server, isOfVenue: source.kind === "venue" };
  }

  /**
   * Asks the venue for what of a long span is not kept yet, a page at a time, the newest first, so that whoever asks meanwhile waits for one
   * page at most. Resolves with what the venue refused; rejects only when `signal` aborts.
   */
  async fetchMissing(
    key: InstrumentKey,
    interval: Interval,
    span: TimeSpan,
    signal: AbortSignal,
  ): Promise<Failure | null> {
    const source = this.#sourceOf(key);
    if (source?.kind !== "venue") return null;
    const lengthMs = intervalMs[interval];
    const { reach, perRequest } = source.asked.source;
    const nowMs = this.#options.clock.now().wallMs;
    const beginsMs = reach === null ? 0 : floorTo(nowMs, lengthMs) - (reach - 1) * lengthMs;
    const wanted = { ...span, fromMs: Math.max(span.fromMs, beginsMs) };
    const kept = this.#options.kept.covered({ instrument: key, lengthMs, server: source.asked.server });
    const either = AbortSignal.any([signal, this.#end.signal]);
    for (const page of pagesNewestFirst(uncovered(wanted, kept), perRequest * lengthMs)) {
      const found = await source.past.read({ ...source.asked, lengthMs, span: page }, either);
      if (found.failure !== null) return this.#failureOf(found);
    }
    return null;
  }

  stop(): void {
    this.#pruning.cancel();
    this.#end.abort();
  }

  #sourceOf(key: InstrumentKey): Source | null {
    const watched = this.#options.watched(key);
    if (watched === null) return null;
    const { candleSource } = watched.rest;
    const live = watched.minutes;
    if (candleSource !== undefined) {
      const server = this.#options.serverOf(instrumentOf(key).venue);
      const asked = { instrument: key, source: candleSource, server };
      return { past: this.#ofVenues, asked, kind: "venue", live, beginsMs: null };
    }
    const asked = { instrument: key, source: this.#recorded.of(key, live), server: "" };
    const beginsMs = this.#recorded.beginsMs(key) ?? live[0]?.openMs ?? this.#options.clock.now().wallMs;
    return { past: this.#ofRecorded, asked, kind: "recorded", live, beginsMs };
  }

  #listOf(key: InstrumentKey, interval: Interval, found: CandlesFound, { kind, beginsMs }: Source): CandleList {
    const { candles } = found;
    const nowMs = this.#options.clock.now().wallMs;
    const begins = found.beginsMs ?? beginsMs;
    return {
      instrument: instrumentOf(key),
      interval,
      openMs: candles.map(({ openMs }) => openMs),
      open: candles.map(({ open }) => open),
      high: candles.map(({ high }) => high),
      low: candles.map(({ low }) => low),
      close: candles.map(({ close }) => close),
      isForming: (candles.at(-1)?.openMs ?? Number.NEGATIVE_INFINITY) + intervalMs[interval] > nowMs,
      source: kind,
      covered: clipSpans(found.covered, { fromMs: begins ?? 0, toMs: Number.MAX_SAFE_INTEGER }),
      beginsMs: begins,
      failure: this.#failureOf(found),
    };
  }

  #failureOf({ failure }: CandlesFound): Failure | null {
    if (failure === null) return null;
    const why = this.#options.formatVenueText(failure.message);
    return { code: "venue-unreachable", message: message("candles.refused", { why }) };
  }

  /** A step at a time: a year of minutes deleted at once would hold up prices. */
  #prune(): void {
    const { clock, kept } = this.#options;
    const isMore = kept.prune({ ...pruneLimits, unusedSinceMs: clock.now().wallMs - keptUnusedMs });
    this.#pruning = clock.after(isMore ? pruneStepMs : pruneEveryMs, () => this.#prune());
  }
}

/** Whole candles. */
function spanOf({ interval, ...request }: CandleRequest, nowMs: number): Result<TimeSpan> {
  const lengthMs = intervalMs[interval];
  const { fromMs, toMs, beforeMs, limit } = request;
  const isSpan = fromMs !== undefined || toMs !== undefined;
  if (isSpan && (beforeMs !== undefined || limit !== undefined || fromMs === undefined))
    return fail("request-invalid", message("candles.which-span"), "fromMs");
  const endMs = Math.ceil(Math.min(toMs ?? beforeMs ?? nowMs + 1, nowMs + lengthMs) / lengthMs) * lengthMs;
  const beginMs = fromMs === undefined ? endMs - (limit ?? usualCandles) * lengthMs : floorTo(fromMs, lengthMs);
  if (beginMs >= endMs) return fail("request-invalid", message("candles.empty-span"), "fromMs");
  if ((endMs - beginMs) / lengthMs > maxCandles)
    return fail("request-invalid", message("candles.too-many", { most: maxCandles }), "fromMs");
  return ok({ fromMs: Math.max(0, beginMs), toMs: endMs });
}

function floorTo(ms: number, lengthMs: number): number {
  return Math.floor(ms / lengthMs) * lengthMs;
}
