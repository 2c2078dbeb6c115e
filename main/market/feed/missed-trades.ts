/**
 * Trades that the venue lets us know we missed while we were connected, and those between what was known and a stream that begins: they
 * are read by REST and told as a gap of milliseconds, with the price that is known by then. Live prices go on meanwhile. Where the
 * connection or the process ends before that, the next one goes on.
 */
import type { Moment } from "../../../preload/contract/tick.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import type { History, OpenedVenue, RestOutcome } from "../venues/session.ts";
import { askedAgainMs } from "./asked-again.ts";
import type { AwaitedBefore, FeedSink } from "./feed-types.ts";
import { candlesOfGap, isEmpty, tradesOf } from "./gap-history.ts";
import type { HistoryQueue } from "./history-queue.ts";
import type { UnreadGap } from "./instrument-gap.ts";
import { asPrice, awaitedOf, hasCome, historyOf, isBeyond, rangeAfterKnown, spanOfRanges } from "./missed-range.ts";
import type { AwaitedRange, MissedRange } from "./missed-range.ts";
import type { TickFilter } from "./tick-filter.ts";
import type { Watched } from "./watched.ts";

/** A trade may have been overtaken by the heartbeat that names it: it has come by then. */
const reorderMs = 2_000;
/** On a market that trades, a stream that has begun tells its first trade by then, and with it whether anything is missing. */
const firstTradeMs = 500;
/** So often in a row REST is asked for trades that the stream knows and it does not: it may be a moment behind. */
const maxLooks = 5;

export interface MissedTradesOptions {
  readonly clock: Clock;
  readonly venue: () => OpenedVenue;
  readonly queue: HistoryQueue;
  /** Whether a rule waits for its trades: else nobody has missed anything. */
  readonly isUrgent: (watched: Watched) => boolean;
  /** The venue's time since which a rule has waited for its trades, milliseconds; null where it is not known. */
  readonly waitedSinceMs: (watched: Watched) => number | null;
  /** Every trade up to this one has been read. */
  readonly onRead: (watched: Watched, tradeId: string) => void;
  /** Trades that the stream did not tell were read. */
  readonly onTradesRead: (watched: Watched, now: Moment) => void;
  /** Goes on asking for trades that were missed, over the end of their connection. */
  readonly readLater: (watched: Watched, awaited: AwaitedBefore) => void;
  readonly sink: FeedSink;
  readonly path: Pick<TickFilter, "isNewer" | "fromRest">;
}

interface Missing {
  /** Not asked for yet, oldest first. */
  waiting: readonly MissedRange[];
  /** Ends with asking for what waits. */
  timer: Timer | null;
  /** What is being asked for: what is noted meanwhile waits for its answer. */
  asked: { ranges: readonly MissedRange[]; readonly abort: AbortController } | null;
  /** How often it was asked for, and how often the answer did not go far enough. */
  attempts: number;
  looks: number;
  /** What is shown of it while a venue that refused is asked again. */
  shown: UnreadGap | null;
}

const unasked = { waiting: [], timer: null, asked: null, attempts: 0, looks: 0, shown: null };

export class MissedTrades {
  readonly #options: MissedTradesOptions;
  readonly #missing = new Map<Watched, Missing>();
  /** Those whose stream has begun and told no trade yet. */
  readonly #beginning = new Set<Watched>();

  constructor(options: MissedTradesOptions) {
    this.#options = options;
  }

  /** Trades from one id to another, both included, were not told; `toId` null: up to now. False where nobody waits for them. */
  note(watched: Watched, fromId: string, toId: string | null, now: Moment): boolean {
    return this.#note(watched, rangeAfterKnown(watched, { fromId, toId, endsWithFirstTrade: false }, now), reorderMs);
  }

  /** Its stream has begun to tell trades; what was traded after this one and before that was told by nothing. */
  noteBeginning(watched: Watched, lastTradeId: string, now: Moment): void {
    const fromId = String(BigInt(lastTradeId) + 1n);
    const range = rangeAfterKnown(watched, { fromId, toId: null, endsWithFirstTrade: true }, now);
    if (this.#note(watched, range, firstTradeMs)) this.#beginning.add(watched);
  }

  /** The stream told a trade as it happened. Runs for each. */
  onLiveTrade(watched: Watched): void {
    if (this.#beginning.size === 0 || !this.#beginning.delete(watched)) return;
    const missing = this.#missing.get(watched);
    if (missing === undefined) return;
    const isLeft = ({ endsWithFirstTrade }: MissedRange): boolean => !endsWithFirstTrade;
    missing.waiting = missing.waiting.filter(isLeft);
    if (missing.asked !== null) {
      missing.asked.ranges = missing.asked.ranges.filter(isLeft);
      if (missing.asked.ranges.length === 0) {
        missing.asked.abort.abort();
        missing.asked = null;
      }
    }
    this.#askLater(watched, missing, reorderMs);
  }

  /** The gap is told, and what was missed after it may be asked for. */
  onGapTold(watched: Watched): void {
    const missing = this.#missing.get(watched);
    if (missing?.timer === null && missing.asked === null) this.#ask(watched, missing);
  }

  /** Its feed is lost. The gap tells of what was traded after the last price; what was missed before that price is read beside it. */
  lost(watched: Watched): void {
    for (const range of this.stop(watched)) {
      if (range.toId === null || watched.filter.ids.isAbove(range.toId)) this.#settle(watched, range);
      else this.#readLater(watched, range);
    }
  }

  /** Nobody watches it any longer. */
  drop(watched: Watched): void {
    for (const range of this.stop(watched)) this.#settle(watched, range);
  }

  /** This process asks no longer; what is left is for the next one to ask for. */
  stop(watched: Watched): readonly MissedRange[] {
    const missing = this.#missing.get(watched);
    missing?.timer?.cancel();
    missing?.asked?.abort.abort();
    if (missing !== undefined) this.#show(watched, missing, null);
    this.#missing.delete(watched);
    this.#beginning.delete(watched);
    return [...(missing?.asked?.ranges ?? []), ...(missing?.waiting ?? [])];
  }

  #awaited(watched: Watched, range: MissedRange): AwaitedRange | null {
    return awaitedOf(range, this.#options.waitedSinceMs(watched));
  }

  #readLater(watched: Watched, range: MissedRange): void {
    const awaited = this.#awaited(watched, range);
    if (awaited !== null) this.#options.readLater(watched, { ...awaited, endMinute: null });
  }

  #settle(watched: Watched, range: MissedRange): void {
    const awaited = this.#awaited(watched, range);
    if (awaited !== null) this.#options.sink.onHistorySettled(awaited.gap, awaited.after);
  }

  #note(watched: Watched, range: MissedRange, waitMs: number): boolean {
    const { venue, isUrgent, sink } = this.#options;
    // Before the first price after an outage they are of its gap, which ends with that price.
    if (venue().rest.history === undefined || !isUrgent(watched) || watched.gap.start !== null) return false;
    const missing = this.#missing.get(watched) ?? { ...unasked };
    this.#missing.set(watched, missing);
    missing.waiting = [...missing.waiting, range];
    const awaited = this.#awaited(watched, range);
    if (awaited !== null) sink.onHistoryAwaited(awaited.gap, awaited.after);
    this.#askLater(watched, missing, waitMs);
    return true;
  }

  /** Asks for what waits, one request at a time; forgets where nothing does. */
  #askLater(watched: Watched, missing: Missing, waitMs: number): void {
    if (missing.asked !== null) return;
    if (missing.waiting.length === 0) {
      missing.timer?.cancel();
      this.#missing.delete(watched);
      return;
    }
    missing.timer ??= this.#options.clock.after(waitMs, () => {
      missing.timer = null;
      this.#ask(watched, missing);
    });
  }

  #ask(watched: Watched, missing: Missing): void {
    const { clock, queue, isUrgent } = this.#options;
    if (!isUrgent(watched)) {
      this.drop(watched);
      return;
    }
    // The gap before them has to be told first: {@link onGapTold}.
    if (watched.gap.untold !== null) return;
    const ranges: MissedRange[] = [];
    for (const range of missing.waiting) {
      if (hasCome(watched, range)) this.#settle(watched, range);
      else ranges.push(range);
    }
    missing.waiting = [];
    const [first, ...others] = ranges;
    if (first === undefined) {
      this.#missing.delete(watched);
      return;
    }
    const asked = { ranges, abort: new AbortController() };
    missing.asked = asked;
    missing.attempts++;
    const span = spanOfRanges([first, ...others], first.since.wallMs, clock.now().wallMs);
    queue.ask(watched, span, asked.abort.signal, (answer) => this.#onAnswer(watched, missing, asked.ranges, answer));
  }

  #onAnswer(watched: Watched, missing: Missing, missed: readonly MissedRange[], answer: RestOutcome<History>): void {
    missing.asked = null;
    const isBehind = answer.ok && missed.some((range) => isBeyond(range, answer.value));
    const againMs = this.#againMs(missing, answer, isBehind);
    if (againMs !== null) {
      if (!answer.ok) this.#show(watched, missing, this.#unread(missed, null));
      missing.waiting = [...missed, ...missing.waiting];
      this.#askLater(watched, missing, againMs);
      return;
    }
    missing.attempts = missing.looks = 0;
    this.#show(watched, missing, null);
    this.#beginning.delete(watched);
    if (answer.ok) this.#tellAll(watched, missed, answer.value);
    if (!answer.ok || isBehind) watched.gap.setUnread(this.#unread(missed, this.#options.clock.now().wallMs));
    for (const range of missed) this.#settle(watched, range);
    this.#askLater(watched, missing, reorderMs);
    // Last: a stream that is mute for long is redialled by this, and what waits here is dropped.
    if (answer.ok && !isEmpty(answer.value)) this.#options.onTradesRead(watched, this.#options.clock.now());
  }

  #againMs(missing: Missing, answer: RestOutcome<History>, isBehind: boolean): number | null {
    if (!answer.ok) return askedAgainMs(answer.error, missing.attempts);
    return isBehind && ++missing.looks < maxLooks ? reorderMs : null;
  }

  /** Says so of what is still being asked for, unless a gap before it is said to be; null: nothing more is to be said of that. */
  #show({ gap }: Watched, missing: Missing, unread: UnreadGap | null): void {
    const isOurs = gap.unread === missing.shown;
    const isFree = isOurs || (unread !== null && gap.unread?.givenUpWallMs !== null);
    if (isFree) gap.setUnread(unread);
    missing.shown = isFree ? unread : null;
  }

  #unread(missed: readonly MissedRange[], givenUpWallMs: number | null): UnreadGap {
    const toWallMs = this.#options.clock.now().wallMs;
    return { fromWallMs: missed[0]?.since.wallMs ?? toWallMs, toWallMs, givenUpWallMs };
  }

  #tellAll(watched: Watched, missed: readonly MissedRange[], history: History): void {
    const { clock, path, onRead } = this.#options;
    for (const range of missed) this.#tell(watched, range, history);
    const newest = history.kind === "trades" ? history.trades.at(-1) : undefined;
    if (newest === undefined || watched.gap.untold !== null) return;
    if (missed.some(({ toId }) => toId === null)) onRead(watched, newest.tradeId);
    // The last one that was missed is the price as it is, where nothing has been traded since.
    if (path.isNewer(watched, newest.tradeId)) path.fromRest(watched, asPrice(newest), clock.now());
  }

  /** Tells of one range by the trades in it, or by candles where there were too many of them. */
  #tell(watched: Watched, range: MissedRange, history: History): void {
    const { clock, sink, waitedSinceMs } = this.#options;
    const { since, before, seen, knownMs } = range;
    const { last } = watched.prices;
    if (last === null || watched.gap.untold !== null) return;
    const now = clock.now();
    const span = { fromWallMs: since.wallMs, toWallMs: now.wallMs };
    const own = historyOf(range, waitedSinceMs(watched), history);
    const candles = candlesOfGap(own, { ...span, pricesSince: [last.last] });
    if (candles.length === 0) return;
    const gap = { ...span, because: "venue-silent", before, candles, trades: tradesOf(own), seen, knownMs } as const;
    sink.onLost([watched.key], since, "venue-silent");
    // The price as it is now once more: it is no new trade.
    sink.onTick({ ...last, size: null, receivedWallMs: now.wallMs, receivedMonoMs: now.monoMs }, gap);
  }
}
