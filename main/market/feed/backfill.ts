/**
 * Times in which an instrument could not be watched: from the last frame before the feed was lost to the instrument's first
 * price afterwards (the truth table, "Gaps"). Where the venue has history, the ticks wait until it is here.
 */
import type { BlindReason } from "../../../preload/contract/event.ts";
import { exchangeMs } from "../../../preload/contract/exchange-time.ts";
import type { Candle, Moment, Tick, TickGap } from "../../../preload/contract/tick.ts";
import { wallMsOf, type Clock } from "../../lib/clock.ts";
import { isTemporary } from "./asked-again.ts";
import type { AwaitedBefore, FeedSink, LastKnown } from "./feed-types.ts";
import type { History, OpenedVenue, RestOutcome, SessionPrice } from "../venues/session.ts";
import { candlesOfGap, candlesOfTrades, seenIn, tradesOf } from "./gap-history.ts";
import { HeldTicks } from "./held-ticks.ts";
import type { HistoryQueue } from "./history-queue.ts";
import { LateHistory, type PastGap } from "./late-history.ts";
import type { BackfillBuffer, GapStart } from "./instrument-gap.ts";
import type { Watched } from "./watched.ts";

/** Prices wait no longer for history. What an armed rule waits for is told when it comes, the rest is given up. */
const maxHoldMs = 20_000;

/**
 * So many ticks wait at once, of all instruments together: a few hundred bytes each. Beyond it the instrument of which most wait goes on
 * without its history.
 */
const maxHeldInAll = 200_000;

export interface BackfillOptions {
  readonly clock: Clock;
  readonly venue: () => OpenedVenue;
  readonly queue: HistoryQueue;
  readonly sink: FeedSink;
  /** Whether a rule waits for it. */
  readonly isUrgent: (watched: Watched) => boolean;
  /** Told when an instrument's backfill opens: its health changed. */
  readonly onOpened: () => void;
  /** The gap of an instrument has been told. */
  readonly onTold: (watched: Watched) => void;
  readonly maxHeldInAll?: number | undefined;
}

export class Backfill {
  readonly #options: BackfillOptions;
  readonly #late: LateHistory;
  readonly #holding = new Map<Watched, BackfillBuffer>();
  #heldInAll = 0;

  constructor(options: BackfillOptions) {
    this.#options = options;
    this.#late = new LateHistory(options);
  }

  /** The feed is lost. True where that begins a gap; one that has begun before goes on. */
  begin(watched: Watched, since: Moment, because: BlindReason): boolean {
    this.#release(watched);
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

  /** A gap of a run before that was told without its history. */
  recallAwaited(watched: Watched, awaited: AwaitedBefore): void {
    this.#late.recall(watched, awaited);
  }

  /** A trade of the past, told again: history of the gap where there is one, else nothing. */
  replay({ gap }: Watched, trade: SessionPrice): void {
    if (gap.start !== null) gap.replayed.note(trade);
  }

  /** Hands a tick on; one that ends a gap takes the gap with it. */
  deliver(watched: Watched, tick: Tick): void {
    const { start, buffer } = watched.gap;
    if (buffer !== null) {
      this.#hold(buffer, tick);
    } else if (start === null) {
      const isWaiting = this.#late.isWaitingForPrices;
      if (isWaiting) this.#late.begin(watched);
      this.#options.sink.onTick(tick, null);
      if (isWaiting) this.#late.onPrice(watched, tick);
    } else {
      watched.gap.end();
      this.#close(watched, start, tick);
    }
  }

  #hold(buffer: BackfillBuffer, tick: Tick): void {
    this.#heldInAll += buffer.ticks.add(tick);
    if (this.#heldInAll <= (this.#options.maxHeldInAll ?? maxHeldInAll)) return;
    const sizeOf = (held: BackfillBuffer): number => held.ticks.list.length;
    const [largest] = [...this.#holding].reduce((a, b) => (sizeOf(b[1]) > sizeOf(a[1]) ? b : a));
    this.#release(largest);
  }

  #endHold(watched: Watched): void {
    const held = this.#holding.get(watched);
    if (held === undefined) return;
    this.#holding.delete(watched);
    this.#heldInAll -= held.ticks.list.length;
    watched.gap.release();
  }

  /** Hands on at once what waits for history, without it. */
  flush(watched: Watched): void {
    const { buffer } = watched.gap;
    if (buffer === null) return;
    buffer.abort.abort();
    this.#open(watched, buffer, null);
  }

  /** The same at the end of all: no history that is still asked for is told any more. */
  stop(watched: Watched): void {
    this.flush(watched);
    this.#late.stop(watched);
  }

  /** Nobody watches any longer: what waits is dropped. */
  drop(watched: Watched): void {
    watched.gap.buffer?.abort.abort();
    watched.gap.buffer?.timer.cancel();
    this.#endHold(watched);
    this.#late.drop(watched);
  }

  #close(watched: Watched, begun: GapStart, tick: Tick): void {
    this.#late.begin(watched);
    const start = begunBefore(begun, tick);
    const { clock, venue } = this.#options;
    const toWallMs = tick.receivedWallMs;
    const afterTradeId = start.before?.tradeId ?? null;
    const replayed = watched.gap.replayed.between(afterTradeId, tick.tradeId);
    if (replayed !== null || venue().rest.history === undefined) {
      const trades = replayed ?? [];
      const candles = candlesOfTrades(trades, start.fromWallMs, toWallMs);
      this.#options.sink.onTick(tick, { ...gapOf(start, toWallMs, candles), trades });
      this.#late.onPrice(watched, tick);
      this.#late.tell(watched);
      this.#options.onTold(watched);
      return;
    }
    const abort = new AbortController();
    const timer = clock.after(maxHoldMs, () => this.#release(watched));
    const span = { fromMs: start.fromWallMs, toMs: toWallMs, afterTradeId, beforeTradeId: tick.tradeId };
    const buffer: BackfillBuffer = { start, span, ticks: new HeldTicks(tick), abort, timer };
    watched.gap.hold(buffer);
    this.#holding.set(watched, buffer);
    this.#heldInAll++;
    this.#options.queue.ask(watched, span, abort.signal, (answer) => this.#onAnswer(watched, buffer, answer));
  }

  /** Its prices have waited long enough, or it is lost again. The venue is busy with others: it goes on being asked where a rule waits. */
  #release(watched: Watched): void {
    const { buffer } = watched.gap;
    if (buffer === null || !this.#options.isUrgent(watched)) return this.flush(watched);
    this.#late.expect(watched, pastOf(buffer));
    this.#open(watched, buffer, null);
  }

  #onAnswer(watched: Watched, buffer: BackfillBuffer, answer: RestOutcome<History>): void {
    if (watched.gap.buffer !== buffer) {
      this.#late.onAnswer(watched, buffer.abort, answer);
      return;
    }
    // Told as far as it goes, and asked for once more: what was touched in the rest is told beside the prices of then.
    const isLacking = answer.ok ? !answer.value.complete : isTemporary(answer.error);
    if (isLacking && this.#options.isUrgent(watched)) {
      this.#late.expect(watched, pastOf(buffer));
      this.#late.onAnswer(watched, buffer.abort, answer);
    }
    this.#open(watched, buffer, answer.ok ? answer.value : null);
  }

  #open(watched: Watched, buffer: BackfillBuffer, history: History | null): void {
    this.#endHold(watched);
    buffer.timer.cancel();
    const { start, span } = buffer;
    const toWallMs = span.toMs;
    const ticks = buffer.ticks.list;
    const pricesSince = ticks.flatMap(({ last }) => last ?? []);
    const gap = { fromWallMs: start.fromWallMs, toWallMs, pricesSince };
    const candles = history === null ? [] : candlesOfGap(history, gap);
    const trades = history === null ? [] : tradesOf(history);
    ticks.forEach((tick, at) => {
      this.#options.sink.onTick(tick, at === 0 ? { ...gapOf(start, toWallMs, candles), trades } : null);
      if (at === 0) this.#late.onTold(watched, buffer.abort);
      this.#late.onPrice(watched, tick);
    });
    this.#late.tell(watched);
    this.#options.onTold(watched);
    this.#options.onOpened();
  }
}

function pastOf({ start, span, ticks, abort }: BackfillBuffer): PastGap {
  return { gap: gapOf(start, span.toMs, []), span, after: ticks.list[0] as Tick, abort };
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
  const tradedMs = start.before === null ? null : exchangeMs(start.before.exchangeAt);
  return { ...start, fromWallMs: Math.min(tradedMs ?? toWallMs, toWallMs) };
}
