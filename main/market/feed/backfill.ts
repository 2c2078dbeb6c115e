/**
 * Times in which an instrument could not be watched: from the last frame before the feed was lost to the instrument's first
 * price afterwards (the truth table, "Gaps"). Where the venue has history, the ticks wait until it is here.
 */
import type { BlindReason } from "../../../preload/contract/event.ts";
import { exchangeMs } from "../../../preload/contract/exchange-time.ts";
import type { Candle, Moment, Tick, TickGap } from "../../../preload/contract/tick.ts";
import { wallMsOf } from "../../lib/clock.ts";
import { compareDecimals } from "../decimal.ts";
import type { FeedSink, LastKnown } from "./feed-types.ts";
import type { Minute } from "../history/minute-candles.ts";
import type { OpenedVenue } from "../venues/session.ts";
import type { BackfillBuffer, GapStart } from "./instrument-gap.ts";
import type { Watched } from "./watched.ts";

/** More ticks than this are not held: history is given up rather than the present delayed further. */
const mostHeld = 2_000;
const minuteMs = 60_000;

export class Backfill {
  readonly #venue: () => OpenedVenue;
  readonly #sink: FeedSink;
  /** Told when an instrument's backfill opens: its health changed. */
  readonly #onOpened: () => void;

  constructor(options: { venue: () => OpenedVenue; sink: FeedSink; onOpened: () => void }) {
    this.#venue = options.venue;
    this.#sink = options.sink;
    this.#onOpened = options.onOpened;
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

  /** Hands a tick on; one that ends a gap takes the gap with it. */
  deliver(watched: Watched, tick: Tick): void {
    const { start, buffer } = watched.gap;
    if (buffer !== null) {
      buffer.ticks.push(tick);
      if (buffer.ticks.length >= mostHeld) this.flush(watched);
    } else if (start === null) {
      this.#sink.onTick(tick, null);
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
    this.#open(watched, buffer, []);
  }

  /** Nobody watches any longer: what waits is dropped. */
  drop(watched: Watched): void {
    watched.gap.buffer?.abort.abort();
    watched.gap.release();
  }

  #close(watched: Watched, begun: GapStart, tick: Tick): void {
    const start = begunBefore(begun, tick);
    const { rest } = this.#venue();
    const toWallMs = tick.receivedWallMs;
    if (rest.candles === undefined) {
      this.#sink.onTick(tick, gapOf(start, toWallMs, []));
      return;
    }
    const buffer: BackfillBuffer = { start, toWallMs, ticks: [tick], abort: new AbortController() };
    watched.gap.hold(buffer);
    const { signal } = buffer.abort;
    const fromMs = Math.floor(start.fromWallMs / minuteMs) * minuteMs;
    rest.candles(watched.symbol, fromMs, toWallMs, signal).then(
      (answer) => {
        if (!signal.aborted) this.#open(watched, buffer, answer.ok ? answer.value : []);
      },
      (error: unknown) => {
        // Requests reject only when they are aborted; anything else is a bug and must be heard.
        if (!signal.aborted) throw error;
      },
    );
  }

  #open(watched: Watched, buffer: BackfillBuffer, candles: readonly Candle[]): void {
    watched.gap.release();
    const overlapping = candles
      .filter((candle) => candle.openMs + candle.lengthMs > buffer.start.fromWallMs && candle.openMs <= buffer.toWallMs)
      .map((candle) => asGapEnded(candle, buffer));
    buffer.ticks.forEach((tick, at) => {
      this.#sink.onTick(tick, at === 0 ? gapOf(buffer.start, buffer.toWallMs, overlapping) : null);
    });
    this.#onOpened();
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

/**
 * A candle that goes on after the gap holds prices that came after it, as the venue adds to it until it answers. Taken for
 * older than the first price, they would make a crossing of what never crossed. It closes with that price, and its high and
 * low count only where they exceed what has been seen live since.
 */
function asGapEnded(candle: Candle, { start, toWallMs, ticks }: BackfillBuffer): Candle {
  if (candle.openMs + candle.lengthMs <= toWallMs) return candle;
  const prices = ticks.flatMap(({ last }) => last ?? []);
  const [price] = prices;
  // Quotes alone have come since: nothing of it has been seen.
  if (price === undefined) return candle;
  const [lowest, highest] = edgesOf(prices);
  const [low, high] = edgesOf(candle.openMs < start.fromWallMs ? [price] : [candle.open, price]);
  return {
    ...candle,
    high: compareDecimals(candle.high, highest) > 0 ? candle.high : high,
    low: compareDecimals(candle.low, lowest) < 0 ? candle.low : low,
    close: price,
  };
}

function edgesOf(prices: readonly string[]): readonly [lowest: string, highest: string] {
  const [first = ""] = prices;
  return [
    prices.reduce((a, b) => (compareDecimals(b, a) < 0 ? b : a), first),
    prices.reduce((a, b) => (compareDecimals(b, a) > 0 ? b : a), first),
  ];
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
