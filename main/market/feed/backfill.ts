/**
 * Times in which an instrument could not be watched: from the last frame before the feed was lost to the instrument's first
 * price afterwards (the truth table, "Gaps"). Where the venue has history, the ticks wait until it is here.
 */
import type { BlindReason } from "../../../preload/contract/event.ts";
import { exchangeMs } from "../../../preload/contract/exchange-time.ts";
import type { Candle, Moment, Tick, TickGap } from "../../../preload/contract/tick.ts";
import { wallMsOf, type Clock } from "../../lib/clock.ts";
import type { FeedSink, LastKnown } from "./feed-types.ts";
import type { Minute } from "../history/minute-candles.ts";
import type { History, OpenedVenue, SessionPrice } from "../venues/session.ts";
import { candlesOfGap, candlesOfTrades } from "./gap-history.ts";
import { HeldTicks } from "./held-ticks.ts";
import type { HistoryQueue } from "./history-queue.ts";
import type { BackfillBuffer, GapStart } from "./instrument-gap.ts";
import type { Watched } from "./watched.ts";

/** History that takes longer is given up, rather than the present be delayed further. */
const longestHoldMs = 20_000;
const minuteMs = 60_000;

export interface BackfillOptions {
  readonly clock: Clock;
  readonly venue: () => OpenedVenue;
  readonly queue: HistoryQueue;
  readonly sink: FeedSink;
  /** Told when an instrument's backfill opens: its health changed. */
  readonly onOpened: () => void;
}

export class Backfill {
  readonly #options: BackfillOptions;
  readonly #queue: HistoryQueue;

  constructor(options: BackfillOptions) {
    this.#options = options;
    this.#queue = options.queue;
  }

  /** The feed is lost. True where that begins a gap; one that has begun before goes on. */
  begin(watched: Watched, since: Moment, because: BlindReason): boolean {
    this.flush(watched);
    if (watched.gap.start !== null || watched.subscription.askedMonoMs === null) return false;
    const before = watched.prices.known;
    watched.gap.begin({
      fromWallMs: since.wallMs,
      fromMonoMs: since.monoMs,
      because,
      before,
      seen: seenIn(since.wallMs, watched.minutes.current(), before),
    });
    return true;
  }

  /**
   * The gap between two runs of the app, for an instrument whose last tick the database kept. `lastWatchedMs`: the last wall time
   * at which it was watched; `nowMs`: wall time of this start.
   */
  recall(watched: Watched, known: LastKnown, tick: Tick, lastWatchedMs: number, nowMs: number): void {
    watched.gap.begin(gapSince(known, tick, lastWatchedMs, nowMs));
  }

  /** A trade of the past, told again: history of the gap where there is one, else nothing. */
  replay({ gap }: Watched, trade: SessionPrice): void {
    if (gap.start !== null) gap.replayed.note(trade);
  }

  /** Hands a tick on; one that ends a gap takes the gap with it. */
  deliver(watched: Watched, tick: Tick): void {
    const { start, buffer } = watched.gap;
    if (buffer !== null) {
      buffer.ticks.add(tick);
    } else if (start === null) {
      this.#options.sink.onTick(tick, null);
    } else {
      watched.gap.end();
      this.#close(watched, start, tick);
    }
  }

  /** Hands on at once what waits for history, without it. */
  flush(watched: Watched): void {
    const { buffer } = watched.gap;
    if (buffer === null) return;
    buffer.abort.abort();
    this.#open(watched, buffer, null);
  }

  /** Nobody watches any longer: what waits is dropped. */
  drop(watched: Watched): void {
    watched.gap.buffer?.abort.abort();
    watched.gap.buffer?.timer.cancel();
    watched.gap.release();
  }

  #close(watched: Watched, begun: GapStart, tick: Tick): void {
    const start = begunBefore(begun, tick);
    const { clock, venue } = this.#options;
    const toWallMs = tick.receivedWallMs;
    const afterTradeId = start.before?.tradeId ?? null;
    const replayed = watched.gap.replayed.between(afterTradeId, tick.tradeId);
    if (replayed !== null || venue().rest.history === undefined) {
      const candles = candlesOfTrades(replayed ?? [], start.fromWallMs, toWallMs);
      this.#options.sink.onTick(tick, gapOf(start, toWallMs, candles));
      return;
    }
    const abort = new AbortController();
    const timer = clock.after(longestHoldMs, () => this.flush(watched));
    const buffer: BackfillBuffer = { start, toWallMs, ticks: new HeldTicks(tick), abort, timer };
    watched.gap.hold(buffer);
    const span = { fromMs: start.fromWallMs, toMs: toWallMs, afterTradeId, beforeTradeId: tick.tradeId };
    this.#queue.ask(watched, span, abort.signal, (answer) =>
      this.#open(watched, buffer, answer.ok ? answer.value : null),
    );
  }

  #open(watched: Watched, buffer: BackfillBuffer, history: History | null): void {
    watched.gap.release();
    buffer.timer.cancel();
    const { start, toWallMs } = buffer;
    const ticks = buffer.ticks.list;
    const gap = { fromWallMs: start.fromWallMs, toWallMs, ticks };
    const candles = history === null ? [] : candlesOfGap(history, gap);
    ticks.forEach((tick, at) => {
      this.#options.sink.onTick(tick, at === 0 ? gapOf(start, toWallMs, candles) : null);
    });
    this.#options.onOpened();
  }
}

function gapSince(known: LastKnown, tick: Tick, lastWatchedMs: number, nowMs: number): GapStart {
  const seenMs = [lastWatchedMs, tick.receivedWallMs];
  // Written while the clock was ahead, one of them may lie in the future. Where both do, perhaps it is this start that is behind.
  const believable = seenMs.filter((ms) => ms <= nowMs);
  const fromWallMs = known.blindSinceMs ?? Math.max(...(believable.length > 0 ? believable : seenMs));
  // Without the minute it is not known what was seen of it: no guess.
  const seen = known.minute === null ? null : seenIn(fromWallMs, known.minute, tick);
  return { fromWallMs, fromMonoMs: null, because: "not-running", before: tick, seen };
}

function gapOf(start: GapStart, toWallMs: number, candles: readonly Candle[]): TickGap {
  const { fromWallMs, because, before, seen } = start;
  return { fromWallMs, toWallMs, because, before, candles, seen };
}

/** When a gap began, by the wall clock as it is set at `now`. */
export function gapBeganMs({ fromWallMs, fromMonoMs }: GapStart, now: Moment): number {
  return fromMonoMs === null ? fromWallMs : wallMsOf({ wallMs: fromWallMs, monoMs: fromMonoMs }, now);
}

/**
 * The gap that ends with `tick` as having begun before it did. Where the run before had its clock ahead, what it wrote down lies
 * in the future: then the venue's own time of the last price is the best that is known, and nothing is made up where that
 * does not help either.
 */
function begunBefore(start: GapStart, tick: Tick): GapStart {
  const toWallMs = tick.receivedWallMs;
  const beganMs = gapBeganMs(start, { wallMs: toWallMs, monoMs: tick.receivedMonoMs });
  if (beganMs <= toWallMs) return { ...start, fromWallMs: beganMs };
  const tradedMs = exchangeMs(start.before?.exchangeAt ?? null) ?? toWallMs;
  return { ...start, fromWallMs: Math.min(tradedMs, toWallMs) };
}

/** What was seen of the minute in which the feed was lost. Where no tick came in it, the price stood at the one before. */
function seenIn(fromWallMs: number, minute: Minute | null, before: Tick | null): TickGap["seen"] {
  const openMs = Math.floor(fromWallMs / minuteMs) * minuteMs;
  if (minute !== null && minute.openMs === openMs) return { openMs, high: minute.high, low: minute.low };
  return before?.last == null ? null : { openMs, high: before.last, low: before.last };
}
