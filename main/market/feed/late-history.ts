/**
 * History of gaps for which prices could not wait: many instruments came back at once, and the venue answers one request a second, or
 * refuses for a while. What an armed rule waits for is asked for until it is there, and told beside the prices of now. Where the
 * process ends before that, the next one goes on.
 */
import type { Candle, Tick, TickGap } from "../../../preload/contract/tick.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import { decimalNumber } from "../decimal.ts";
import type { History, RestOutcome, Span } from "../venues/session.ts";
import { askedAgainMs } from "./asked-again.ts";
import type { AwaitedBefore, FeedSink } from "./feed-types.ts";
import { candlesOfGap, tradesOf } from "./gap-history.ts";
import type { HistoryQueue } from "./history-queue.ts";
import { historyOf, isBeyond, spanOfRanges } from "./missed-range.ts";
import type { Watched } from "./watched.ts";

/** The candle of a minute that has just closed may be there only later: what is missing is asked for once more after this. */
const incompleteMs = 60_000;
const minuteMs = 60_000;

/** A gap that has been told without its history. */
export interface PastGap {
  readonly gap: TickGap;
  readonly span: Span;
  /** The first price after it. */
  readonly after: Tick;
  /** Ends the request. */
  readonly abort: AbortController;
}

interface Expected extends PastGap {
  /** The first last price after it, as soon as there is one: a quote tells of no trade. */
  after: Tick;
  attempts: number;
  timer: Timer | null;
  history: History | null;
  /** What came was not all of it, and it was asked for once more. */
  isLastTry: boolean;
  /** What came then. */
  partial: History | null;
  /** Of a process before this one: what was seen of the minute in which it ended. */
  readonly before: Pick<AwaitedBefore, "endMinute"> | null;
}

export interface LateHistoryOptions {
  readonly clock: Clock;
  readonly queue: HistoryQueue;
  readonly sink: FeedSink;
}

export class LateHistory {
  readonly #options: LateHistoryOptions;
  /** Weak, because an instrument may be dropped while its history is told: what is left of it is written here after that. */
  readonly #expected = new WeakMap<Watched, readonly Expected[]>();
  /** Those of a process before this one that wait for the first price of this one. */
  readonly #recalled = new Set<Watched>();
  /** Those with a gap that ended with a quote, and no last price since. */
  readonly #unpriced = new Set<Watched>();

  constructor(options: LateHistoryOptions) {
    this.#options = options;
  }

  /** The gap is told now, and its history is still being asked for. */
  expect(watched: Watched, past: PastGap): void {
    this.#add(watched, past, 1, null);
    if (past.after.last === null) this.#unpriced.add(watched);
  }

  /**
   * The same of a process, or of trades missed on a connection, before this one. It is asked for again as soon as {@link begin} says that
   * the instrument can be watched.
   */
  recall(watched: Watched, { gap, after, endMinute }: AwaitedBefore): void {
    const { fromWallMs, toWallMs, before, missed } = gap;
    const ids = { afterTradeId: before?.tradeId ?? null, beforeTradeId: after.tradeId };
    const span =
      missed === undefined
        ? { fromMs: fromWallMs, toMs: toWallMs, ...ids }
        : spanOfRanges([missed], fromWallMs, toWallMs);
    this.#add(watched, { gap, span, after, abort: new AbortController() }, 0, { endMinute });
    this.#recalled.add(watched);
  }

  /** Whether {@link begin} or {@link onPrice} may have something to do; asked at each tick. */
  get isWaitingForPrices(): boolean {
    return this.#recalled.size > 0 || this.#unpriced.size > 0;
  }

  /** Its first price is here, before it is told: what was awaited before this process is asked for again. */
  begin(watched: Watched): void {
    if (!this.#recalled.delete(watched)) return;
    for (const one of this.#of(watched)) {
      if (one.before === null || one.attempts > 0) continue;
      one.attempts = 1;
      if (one.after.last === null) this.#unpriced.add(watched);
      this.#askAgain(watched, one);
    }
  }

  /** A price of it has been told. */
  onPrice(watched: Watched, tick: Tick): void {
    if (tick.last === null || !this.#unpriced.delete(watched)) return;
    for (const one of this.#of(watched)) {
      if (one.after.last !== null) continue;
      one.after = tick;
      this.#options.sink.onHistoryAwaited(one.gap, tick);
    }
    this.tell(watched);
  }

  /** The gap has been told, with `after` as its end: what is still asked for of it has to outlive this process. */
  onTold(watched: Watched, abort: AbortController): void {
    const one = this.#find(watched, abort);
    if (one !== undefined) this.#options.sink.onHistoryAwaited(one.gap, one.after);
  }

  /** What the venue answered to the request that `abort` would have ended. */
  onAnswer(watched: Watched, abort: AbortController, answer: RestOutcome<History>): void {
    const one = this.#find(watched, abort);
    if (one === undefined) return;
    const againMs = answer.ok ? null : askedAgainMs(answer.error, one.attempts);
    if (answer.ok && isLacking(one, answer.value) && !one.isLastTry) {
      one.isLastTry = true;
      one.partial = answer.value;
      one.timer = this.#options.clock.after(incompleteMs, () => this.#askAgain(watched, one));
    } else if (answer.ok) {
      one.history = answer.value;
      this.tell(watched);
    } else if (againMs !== null) {
      one.attempts++;
      one.timer = this.#options.clock.after(againMs, () => this.#askAgain(watched, one));
    } else if (one.partial !== null) {
      one.history = one.partial;
      this.tell(watched);
    } else {
      this.#settle(watched, one, false);
    }
  }

  /** Tells what is here, where the instrument can be watched: else with the end of the gap that it is in. */
  tell(watched: Watched): void {
    if (watched.gap.untold !== null) return;
    const { clock, sink } = this.#options;
    for (const one of this.#of(watched)) {
      const { gap } = one;
      if (one.history === null || one.after.last === null) continue;
      const { history, after } = ownOf(watched, one, one.history);
      const candles = candlesOf(watched, { ...one, after }, history);
      if (candles.length > 0) sink.onHistory({ ...gap, candles, trades: tradesOf(history) }, after, clock.now());
      this.#settle(watched, one, !isLacking(one, one.history));
    }
  }

  /** Nobody waits for it any longer. */
  drop(watched: Watched): void {
    const all = this.#of(watched);
    this.stop(watched);
    for (const { gap, after } of all) this.#options.sink.onHistorySettled(gap, after);
  }

  /** This process asks no longer; what is awaited is for the next one to ask for. */
  stop(watched: Watched): void {
    for (const one of this.#of(watched)) {
      one.timer?.cancel();
      one.abort.abort();
    }
    this.#expected.delete(watched);
    this.#recalled.delete(watched);
    this.#unpriced.delete(watched);
  }

  #of(watched: Watched): readonly Expected[] {
    return this.#expected.get(watched) ?? [];
  }

  #add(watched: Watched, past: PastGap, attempts: number, before: Expected["before"]): void {
    const all = this.#of(watched);
    const fresh = { timer: null, history: null, isLastTry: false, partial: null };
    this.#expected.set(watched, [...all, { ...past, ...fresh, attempts, before }]);
    watched.gap.setUnread({ ...spanOf(past), givenUpWallMs: null });
  }

  #find(watched: Watched, abort: AbortController): Expected | undefined {
    return this.#of(watched).find((other) => other.abort === abort);
  }

  #askAgain(watched: Watched, one: Expected): void {
    this.#options.queue.ask(watched, one.span, one.abort.signal, (answer) => this.onAnswer(watched, one.abort, answer));
  }

  #settle(watched: Watched, one: Expected, isWhole: boolean): void {
    const { unread } = watched.gap;
    // Of several gaps the newest is told of.
    if (unread?.toWallMs === one.gap.toWallMs) {
      const givenUpWallMs = this.#options.clock.now().wallMs;
      watched.gap.setUnread(isWhole ? null : { ...unread, givenUpWallMs });
    }
    const left = this.#of(watched).filter((other) => other !== one);
    this.#expected.set(watched, left);
    this.#options.sink.onHistorySettled(one.gap, one.after);
  }
}

function spanOf({ gap: { fromWallMs, toWallMs } }: PastGap): Pick<TickGap, "fromWallMs" | "toWallMs"> {
  return { fromWallMs, toWallMs };
}

/**
 * What is of trades that were missed, and the price after them: that of the trade which came next, or as it is known by now where they were
 * too many to be read one by one. Of another gap it is all that the venue has told.
 */
function ownOf(watched: Watched, { gap: { missed }, after }: PastGap, all: History): { history: History; after: Tick } {
  if (missed === undefined) return { history: all, after };
  const history = historyOf(missed, missed.waitedSinceMs, all);
  const next = history.kind === "trades" ? history.trades.at(-1) : undefined;
  if (next === undefined) return { history, after: watched.prices.last ?? after };
  const { price, tradeId, atMs } = next;
  const trade = { last: price, lastNumber: decimalNumber(price), tradeId, exchangeAt: atMs };
  return { history, after: { ...after, ...trade, size: null } };
}

/** Whether it may be whole when it is asked for once more: of trades that were missed, REST may be behind the stream. */
function isLacking({ gap: { missed } }: PastGap, history: History): boolean {
  return !history.complete || (missed !== undefined && isBeyond(missed, history));
}

/** A candle of the minute in which the gap ended counts as far as it says more than the prices since, of that minute too. */
function candlesOf(watched: Watched, { gap, after, before }: Expected, history: History): readonly Candle[] {
  const pricesSince = [after.last, ...endExtremesOf(watched, gap, before)].filter((price) => price !== null);
  const candles = candlesOfGap(history, { ...gap, pricesSince });
  if (before?.endMinute !== "of-next-gap") return candles;
  return candles.filter((one) => one.openMs + one.lengthMs <= gap.toWallMs);
}

/** The extremes of the minute in which a gap ended, as far as it was seen: twice where the clock was set back within it. */
function endExtremesOf(watched: Watched, { toWallMs }: TickGap, before: Expected["before"]): readonly string[] {
  if (before !== null) {
    const { endMinute } = before;
    return endMinute === null || endMinute === "of-next-gap" ? [] : [endMinute.high, endMinute.low];
  }
  const openMs = Math.floor(toWallMs / minuteMs) * minuteMs;
  const minutes = watched.minutes.list().filter((minute) => minute.openMs === openMs);
  return minutes.flatMap(({ high, low }) => [high, low]);
}
