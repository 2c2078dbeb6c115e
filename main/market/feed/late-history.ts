/**
 * History of gaps for which prices could not wait: many instruments came back at once, and the venue answers one request a second, or
 * refuses for a while. What an armed rule waits for is asked for until it is there, and told beside the prices of now.
 */
import type { Tick, TickGap } from "../../../preload/contract/tick.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import type { History, RestOutcome, RestRefusal, Span } from "../venues/session.ts";
import type { FeedSink } from "./feed-types.ts";
import { candlesOfGap } from "./gap-history.ts";
import type { HistoryQueue } from "./history-queue.ts";
import type { Watched } from "./watched.ts";

/** A venue that refuses is asked again after this, or after what it says. */
const againMs = 30_000;
/** The candle of a minute that has just closed may be there only later: what is missing is asked for once more after this. */
const incompleteMs = 60_000;
/** So often; after an hour of refusals nobody takes a touch for news any more. */
const mostAttempts = 20;
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
  attempts: number;
  timer: Timer | null;
  history: History | null;
  /** What came was not all of it, and it was asked for once more. */
  isLastTry: boolean;
  /** What came then. */
  partial: History | null;
}

export interface LateHistoryOptions {
  readonly clock: Clock;
  readonly queue: HistoryQueue;
  readonly sink: FeedSink;
}

export class LateHistory {
  readonly #options: LateHistoryOptions;
  readonly #expected = new Map<Watched, Expected[]>();

  constructor(options: LateHistoryOptions) {
    this.#options = options;
  }

  /** The gap is told now, and its history is still being asked for. */
  expect(watched: Watched, past: PastGap): void {
    const all = this.#expected.get(watched) ?? [];
    this.#expected.set(watched, [
      ...all,
      { ...past, attempts: 1, timer: null, history: null, isLastTry: false, partial: null },
    ]);
    watched.gap.setUnread({ ...spanOf(past), isAwaited: true });
  }

  /** What the venue answered to the request that `abort` would have ended. */
  onAnswer(watched: Watched, abort: AbortController, answer: RestOutcome<History>): void {
    const one = this.#expected.get(watched)?.find((other) => other.abort === abort);
    if (one === undefined) return;
    if (answer.ok && !answer.value.complete && !one.isLastTry) {
      one.isLastTry = true;
      one.partial = answer.value;
      one.timer = this.#options.clock.after(incompleteMs, () => this.#askAgain(watched, one));
    } else if (answer.ok) {
      one.history = answer.value;
      this.tell(watched);
    } else if (isTemporary(answer.error) && one.attempts < mostAttempts) {
      one.attempts++;
      one.timer = this.#options.clock.after(answer.error.retryAfterMs ?? againMs, () => this.#askAgain(watched, one));
    } else if (one.partial !== null) {
      one.history = one.partial;
      this.tell(watched);
    } else {
      this.#forget(watched, one, false);
    }
  }

  /** Tells what is here, where the instrument can be watched: else with the end of the gap that it is in. */
  tell(watched: Watched): void {
    if (watched.gap.untold !== null) return;
    const { clock, sink } = this.#options;
    for (const one of this.#expected.get(watched) ?? []) {
      if (one.history === null) continue;
      this.#forget(watched, one, one.history.complete);
      const { gap, after } = one;
      const pricesSince = pricesSeenSince(watched, gap.toWallMs, after);
      const candles = candlesOfGap(one.history, { ...gap, pricesSince });
      if (candles.length > 0) sink.onHistory({ ...gap, candles }, after, clock.now());
    }
  }

  /** Nobody waits for it any longer. */
  drop(watched: Watched): void {
    for (const one of this.#expected.get(watched) ?? []) {
      one.timer?.cancel();
      one.abort.abort();
    }
    this.#expected.delete(watched);
  }

  #askAgain(watched: Watched, one: Expected): void {
    one.timer = null;
    this.#options.queue.ask(watched, one.span, one.abort.signal, (answer) => this.onAnswer(watched, one.abort, answer));
  }

  #forget(watched: Watched, one: Expected, isWhole: boolean): void {
    const { unread } = watched.gap;
    // Of several gaps the newest is told of.
    if (unread?.toWallMs === one.gap.toWallMs) watched.gap.setUnread(isWhole ? null : { ...unread, isAwaited: false });
    const left = (this.#expected.get(watched) ?? []).filter((other) => other !== one);
    if (left.length > 0) this.#expected.set(watched, left);
    else this.#expected.delete(watched);
  }
}

function spanOf({ gap: { fromWallMs, toWallMs } }: PastGap): Pick<TickGap, "fromWallMs" | "toWallMs"> {
  return { fromWallMs, toWallMs };
}

/** Whether the venue may answer the same request another time. */
export function isTemporary({ code }: RestRefusal): boolean {
  return code === "rate-limited" || code === "banned" || code === "unreachable" || code === "maintenance";
}

/** The first price after the gap, and the extremes of the minute of it as far as it was seen: a candle of it says more than the gap. */
function pricesSeenSince(watched: Watched, toWallMs: number, after: Tick): readonly string[] {
  const openMs = Math.floor(toWallMs / minuteMs) * minuteMs;
  const seen = watched.minutes.list().filter((minute) => minute.openMs === openMs);
  const first = after.last ?? seen[0]?.open;
  return first === undefined ? [] : [first, ...seen.flatMap(({ high, low }) => [high, low])];
}
