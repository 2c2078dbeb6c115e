/**
 * Trades that the venue lets us know we missed while we were connected: they are read by REST and told as a gap of milliseconds, with
 * the price that is known by then. Live prices go on meanwhile.
 */
import type { Moment, Tick, TickGap } from "../../../preload/contract/tick.ts";
import { decimalNumber } from "../decimal.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import type { CurrentPrice, History, OpenedVenue, PastTrade, RestOutcome } from "../venues/session.ts";
import type { FeedSink } from "./feed-types.ts";
import { candlesOfGap, seenIn } from "./gap-history.ts";
import type { HistoryQueue } from "./history-queue.ts";
import { isTemporary } from "./late-history.ts";
import type { TickFilter } from "./tick-filter.ts";
import { isHigherId } from "./trade-ids.ts";
import type { Watched } from "./watched.ts";

/** A trade may have been overtaken by the heartbeat that names it: it has come by then. */
const overtakenMs = 2_000;
/** A venue that refuses is asked again after this, or after what it says, so often. */
const againMs = 30_000;
const mostAttempts = 5;
/** So many ids are looked up among those that came meanwhile. */
const mostLookedUp = 64;

export interface MissedTradesOptions {
  readonly clock: Clock;
  readonly venue: () => OpenedVenue;
  readonly queue: HistoryQueue;
  /** Whether a rule waits for its trades: else nobody has missed anything. */
  readonly isUrgent: (watched: Watched) => boolean;
  readonly sink: FeedSink;
  readonly path: Pick<TickFilter, "isNewer" | "fromRest">;
}

/** Trades that were not told one after the other, with the last price before them, and when that was known. */
interface Range {
  readonly since: Moment;
  readonly before: Tick | null;
  readonly seen: TickGap["seen"];
  readonly knownMs: number;
  readonly fromId: string;
  /** Null: up to now. */
  readonly toId: string | null;
}

interface Missing {
  /** Oldest first. */
  readonly ranges: Range[];
  readonly abort: AbortController;
  timer: Timer;
  isAsked: boolean;
  attempts: number;
}

export class MissedTrades {
  readonly #options: MissedTradesOptions;
  readonly #missing = new Map<Watched, Missing>();

  constructor(options: MissedTradesOptions) {
    this.#options = options;
  }

  /** Trades from one id to another, both included, were not told; `toId` null: up to now. */
  note(watched: Watched, fromId: string, toId: string | null, now: Moment): void {
    const { clock, venue, isUrgent } = this.#options;
    if (venue().rest.history === undefined || !isUrgent(watched) || watched.gap.untold !== null) return;
    const range = { ...beginning(watched, now), knownMs: now.wallMs, fromId, toId };
    const known = this.#missing.get(watched);
    if (known !== undefined && !known.isAsked) {
      known.ranges.push(range);
      return;
    }
    known?.abort.abort();
    const timer = clock.after(overtakenMs, () => this.#ask(watched));
    // What is being asked for is asked for again with it: given up with its request, it would never be told.
    const ranges = [...(known?.ranges ?? []), range];
    const attempts = known?.attempts ?? 0;
    this.#missing.set(watched, { ranges, abort: new AbortController(), timer, isAsked: false, attempts });
  }

  /** Its feed is lost, and the gap tells of them; or nobody watches it any longer. */
  drop(watched: Watched): void {
    const missing = this.#missing.get(watched);
    missing?.timer.cancel();
    missing?.abort.abort();
    this.#missing.delete(watched);
  }

  #ask(watched: Watched): void {
    const missing = this.#missing.get(watched);
    if (missing === undefined) return;
    const missed = missing.ranges.filter((range) => !hasCome(watched, range));
    const [first] = missed;
    if (first === undefined) {
      this.#missing.delete(watched);
      return;
    }
    missing.isAsked = true;
    missing.attempts++;
    const toId = missed.some((range) => range.toId === null) ? null : highest(missed.map((range) => range.toId ?? "0"));
    const span = {
      fromMs: first.since.wallMs,
      toMs: this.#options.clock.now().wallMs,
      afterTradeId: String(BigInt(first.fromId) - 1n),
      // With the one that came after them: what was touched on the way to it counts as well.
      beforeTradeId: toId === null ? null : String(BigInt(toId) + 2n),
    };
    this.#options.queue.ask(watched, span, missing.abort.signal, (answer) =>
      this.#onAnswer(watched, missing, missed, answer),
    );
  }

  #onAnswer(watched: Watched, missing: Missing, missed: readonly Range[], answer: RestOutcome<History>): void {
    const { clock, path } = this.#options;
    if (!answer.ok && isTemporary(answer.error) && missing.attempts < mostAttempts) {
      missing.isAsked = false;
      missing.timer = clock.after(answer.error.retryAfterMs ?? againMs, () => this.#ask(watched));
      return;
    }
    this.#missing.delete(watched);
    if (!answer.ok) return;
    const history = answer.value;
    for (const range of missed) this.#tell(watched, range, history);
    if (history.kind === "candles" || watched.gap.untold !== null) return;
    const newest = history.trades.at(-1);
    if (newest !== undefined && path.isNewer(watched, newest.tradeId))
      path.fromRest(watched, asPrice(newest), clock.now());
  }

  /** Tells of one range by the trades in it, or by candles where there were too many of them. */
  #tell(watched: Watched, { since, before, seen, knownMs, fromId, toId }: Range, history: History): void {
    const { clock, sink } = this.#options;
    const { last } = watched.prices;
    if (last === null || watched.gap.untold !== null) return;
    const now = clock.now();
    const span = { fromWallMs: since.wallMs, toWallMs: now.wallMs };
    const next = toId === null ? null : String(BigInt(toId) + 1n);
    const isOfRange = ({ tradeId }: PastTrade): boolean =>
      !isHigherId(fromId, tradeId) && (next === null || !isHigherId(tradeId, next));
    const own = history.kind === "candles" ? history : { ...history, trades: history.trades.filter(isOfRange) };
    const candles = candlesOfGap(own, { ...span, pricesSince: [last.last] });
    if (candles.length === 0) return;
    const gap = { ...span, because: "venue-silent", before, candles, seen, knownMs } as const;
    sink.onLost([watched.key], since, "venue-silent");
    // The price as it is now once more: it is no new trade.
    sink.onTick({ ...last, size: null, receivedWallMs: now.wallMs, receivedMonoMs: now.monoMs }, gap);
  }
}

/** The last one that was missed is the price as it is, where nothing has been traded since. */
function asPrice({ tradeId, price, atMs }: PastTrade): CurrentPrice {
  return { last: price, lastNumber: decimalNumber(price), tradeId, asOf: "trade", at: atMs };
}

/** The gap begins with the last price that is known. */
function beginning({ prices, minutes }: Watched, now: Moment): Pick<Range, "since" | "before" | "seen"> {
  const before = prices.known;
  const since = before === null ? now : { wallMs: before.receivedWallMs, monoMs: before.receivedMonoMs };
  return { since, before, seen: seenIn(since.wallMs, minutes.current(), before) };
}

function highest(ids: readonly string[]): string {
  return ids.reduce((a, b) => (isHigherId(b, a) ? b : a));
}

/** Whether all of them have come after all. */
function hasCome({ filter }: Watched, { fromId, toId }: Range): boolean {
  if (toId === null || filter.ids.isAbove(toId)) return false;
  const count = BigInt(toId) - BigInt(fromId) + 1n;
  if (count > BigInt(mostLookedUp)) return false;
  for (let id = BigInt(fromId); id <= BigInt(toId); id++) if (!filter.ids.hasSeen(String(id))) return false;
  return true;
}
