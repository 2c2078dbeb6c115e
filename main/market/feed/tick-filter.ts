/**
 * From a price that parsed to a tick that counts: duplicates, what is late, what only repeats, a lone absurd print. Runs for
 * every frame; the branches that are taken once a connection are kept apart from those taken always.
 */
import { exchangeMs } from "../../../preload/contract/exchange-time.ts";
import { isPriceFromBefore, Tick, type Moment } from "../../../preload/contract/tick.ts";
import { partOf, printSources, ticksOf, withoutLonePrints, type HeldPrint } from "./outlier-filter.ts";
import type { FeedCounters } from "./counters.ts";
import type { DropReason } from "./dropped-run.ts";
import type { Backfill } from "./backfill.ts";
import type { CurrentPrice, History, SessionPrice } from "../venues/session.ts";
import { isAnotherTrade, isFromBefore, isLaterTrade } from "./rest-news.ts";
import { PriceAges } from "./price-age.ts";
import { isAgeUnknown, isTraded } from "./known-prices.ts";
import type { Watched } from "./watched.ts";

export class TickFilter {
  readonly #counts: FeedCounters;
  readonly #backfills: Backfill;
  /** Tells prices of now from those of before. */
  readonly ages = new PriceAges();
  guard: boolean;

  constructor(options: { counts: FeedCounters; backfills: Backfill; guard: boolean }) {
    this.#counts = options.counts;
    this.#backfills = options.backfills;
    this.guard = options.guard;
  }

  /** A price from the stream. `isFirst`: the first one since the instrument was asked for. */
  fromStream(watched: Watched, message: SessionPrice, now: Moment, isFirst: boolean): void {
    if (message.faults !== 0) this.#counts.rejectFields(message.faults);
    const ageMs = this.ages.ofStream(watched, message, now);
    const tick = new Tick(watched.key, message, now, ageMs);
    if (isFirst && this.#repeats(watched, tick)) return;
    if (message.origin !== "live" && tick.tradeId !== null && !watched.filter.ids.isAbove(tick.tradeId)) {
      // What was known when we subscribed says nothing of how the venue counts now.
      this.#countDuplicate();
      return;
    }
    if (tick.tradeId !== null && !this.#isNews(watched, tick, tick.tradeId, message.channel === "ticker")) return;
    if (ageMs !== null) this.#takeFromBefore(watched, tick);
    else this.#judge(watched, tick, message.bidNumber, message.askNumber);
  }

  /** A price asked for by REST. False where it only says what is known, or less. */
  fromRest(watched: Watched, price: CurrentPrice, now: Moment): boolean {
    const { last, lastIsCurrent } = watched.prices;
    if (last !== null && isFromBefore(price, last)) return false;
    const tellsAge = lastIsCurrent && last !== null && isAgeUnknown(last) && price.asOf === "trade";
    if (lastIsCurrent && last !== null && !isAnotherTrade(price, last) && !tellsAge) return false;
    // REST telling of the print that waits is no second one.
    for (const { source, tick } of watched.filter.prints.held)
      if (source === "last" && isTraded(tick) && !isAnotherTrade(price, tick)) return false;
    const ageMs = this.ages.ofRest(watched, price, now);
    const tick = new Tick(watched.key, { ...price, bid: null, ask: null, size: null }, now, ageMs);
    // After an outage the trade that was known before it ends the gap: it is the price now.
    const isRepetition = (!lastIsCurrent || tellsAge) && tick.tradeId === last?.tradeId;
    if (tick.tradeId !== null && !isRepetition && !this.#isNews(watched, tick, tick.tradeId, false)) return false;
    this.#judge(watched, tick, Number.NaN, Number.NaN);
    return true;
  }

  /** The history of a gap without what the guard would have dropped live. Of a candle nobody knows whether its high was a lone print. */
  judgePast(history: History): History {
    if (!this.guard || history.kind === "candles") return history;
    const trades = withoutLonePrints(history.trades);
    const dropped = history.trades.length - trades.length;
    if (dropped === 0) return history;
    this.#counts.absurd += dropped;
    this.#counts.revision++;
    return { ...history, trades };
  }

  /** Whether a trade comes after all that were seen, by its id. */
  isNewer({ filter }: Watched, tradeId: string): boolean {
    return filter.ids.isAbove(tradeId);
  }

  /** The venue's time since which its trades are waited for, from a moment of ours; null where one of them is not known. */
  waitedSinceMs(since: Moment | null): number | null {
    return since === null ? null : this.ages.venueMsAt(since);
  }

  /** What is remembered from before this process: no price of now, and what the next ones are measured by. */
  recall({ prices, filter }: Watched, tick: Tick): void {
    prices.recall(tick);
    filter.prints.accept(tick, numberOf(tick.bid), numberOf(tick.ask));
    if (tick.tradeId !== null) filter.ids.see(tick.tradeId);
  }

  /** A new socket is open. */
  newSocket({ filter }: Watched): void {
    filter.newSocket();
  }

  /** It is asked for over the open socket. */
  beginSubscription({ filter }: Watched): void {
    filter.beginSubscription();
  }

  /** The socket is gone: what is known is from before. */
  endConnection({ prices }: Watched): void {
    prices.endConnection();
  }

  /** The guard was turned off: prints that wait for a second one count after all. */
  acceptHeld(watched: Watched): void {
    this.#acceptPrints(watched, watched.filter.prints.release());
  }

  /** The feed is lost: prints that wait for a second one are given up. */
  dropHeld(watched: Watched): void {
    this.#dropPrints(watched, watched.filter.prints.release());
  }

  /**
   * The first frame after a subscription is often the last trade told again. It ends a gap (this is the price now), yet its
   * size is no new trade; and where nothing was missed and it brings nothing, it is no tick at all.
   */
  #repeats(watched: Watched, tick: Tick): boolean {
    const { prices } = watched;
    if (!isSame(tick, prices.last)) return false;
    if (tick.tradeId !== null) watched.filter.ids.see(tick.tradeId);
    if (prices.lastIsCurrent && !prices.hasOtherQuote(tick)) {
      this.#countDuplicate();
      return true;
    }
    this.#judgeTick(watched, { ...tick, size: null });
    return true;
  }

  /**
   * A price from before (T6). One that is known to be older than the last price of this connection is no news. Where only the
   * quote changes and the venue's time stands still, that is the time of the last trade: the quote is of now.
   */
  #takeFromBefore(watched: Watched, tick: Tick): void {
    const { last, newest, isCurrent, lastIsCurrent } = watched.prices;
    const changesQuote = watched.prices.hasOtherQuote(tick);
    if (isCurrent && tick.exchangeAt === newest?.exchangeAt && changesQuote) {
      if (tick.last === null || tick.last === last?.last)
        return this.#judgeTick(watched, { ...partOf(tick, quoteSides), ageMs: null });
    }
    const isOlder =
      last !== null &&
      !isLaterTrade(tick.tradeId, last.tradeId) &&
      (last.ageMs == null || isEarlier(tick.exchangeAt, last.exchangeAt));
    if (!lastIsCurrent || !isOlder || tick.last === null) this.#judgeTick(watched, tick);
    else if (changesQuote) this.#judgeTick(watched, partOf(tick, quoteSides));
    else this.#countDuplicate();
  }

  /** Whether a trade id is one not seen before. A ticker may carry the id of a known trade with a new bid or ask. */
  #isNews(watched: Watched, tick: Tick, tradeId: string, isTicker: boolean): boolean {
    const { filter, prices } = watched;
    const idStatus = filter.ids.see(tradeId);
    if (idStatus === "new") {
      filter.dropped.clear();
      return true;
    }
    const { last } = prices;
    if (idStatus === "late") {
      this.#counts.late++;
      this.#counts.revision++;
      this.#drop(watched, tick, "late");
      return false;
    }
    const isSamePrice = last?.last === tick.last;
    const isSameTrade = last !== null && last.tradeId === tradeId;
    const isQuote = isTicker && isSamePrice && isSameTrade;
    if (isQuote && (tick.bid !== prices.bid || tick.ask !== prices.ask)) return true;
    this.#countDuplicate();
    if (!isSamePrice) this.#drop(watched, tick, isSameTrade ? "contradiction" : "repeated");
    return false;
  }

  /** Dropped for its id; where that has gone on for too long, what was dropped counts after all, in its order. */
  #drop(watched: Watched, tick: Tick, reason: DropReason): void {
    const { last } = watched.prices;
    const { dropped, ids } = watched.filter;
    const end = dropped.add(tick, reason, last !== null && isEarlier(tick.exchangeAt, last.exchangeAt));
    if (end === null) return;
    if (end.numbering === "new") ids.restart(end.ticks.map(({ tradeId }) => tradeId ?? ""));
    else ids.ignore();
    for (const one of end.ticks) this.#judgeTick(watched, one);
  }

  #judgeTick(watched: Watched, tick: Tick): void {
    this.#judge(watched, tick, numberOf(tick.bid), numberOf(tick.ask));
  }

  /** `bid` and `ask`: those of the tick as numbers, NaN where it has none. */
  #judge(watched: Watched, tick: Tick, bid: number, ask: number): void {
    if (!this.guard || watched.filter.prints.isOrdinary(tick.lastNumber, bid, ask))
      this.#accept(watched, tick, bid, ask);
    else this.#judgeUnusual(watched, tick);
  }

  /** A tick with a price that is far from the last one, or one that comes while such a price waits. */
  #judgeUnusual(watched: Watched, tick: Tick): void {
    const { confirmed, excluded, heldBack, dropped } = watched.filter.prints.judge(tick);
    this.#counts.heldBack += heldBack;
    if (heldBack > 0) this.#counts.revision++;
    this.#dropPrints(watched, dropped);
    this.#acceptPrints(watched, confirmed);
    const left = new Set(printSources.filter((source) => tick[source] !== null && !excluded.has(source)));
    if (left.size > 0) this.#acceptTick(watched, partOf(tick, left));
  }

  #acceptPrints(watched: Watched, prints: readonly HeldPrint[]): void {
    if (prints.length > 0) this.#counts.revision++;
    const { prices } = watched;
    for (const tick of ticksOf(prints, (from, side) => from[side] !== null && from[side] === prices[side]))
      this.#acceptTick(watched, tick);
  }

  #dropPrints(watched: Watched, prints: readonly HeldPrint[]): void {
    for (const print of prints) {
      watched.filter.noteDroppedPrint(print);
      this.#counts.absurd++;
      this.#counts.revision++;
    }
  }

  #acceptTick(watched: Watched, tick: Tick): void {
    this.#accept(watched, tick, numberOf(tick.bid), numberOf(tick.ask));
  }

  #accept(watched: Watched, tick: Tick, bid: number, ask: number): void {
    watched.prices.accept(tick);
    // What was days ago is no measure of what is absurd now, nor a price of this minute.
    if (!isPriceFromBefore(tick)) {
      watched.filter.prints.accept(tick, bid, ask);
      if (isTraded(tick)) watched.minutes.add(tick);
    }
    this.#counts.ticks++;
    this.#backfills.deliver(watched, tick);
  }

  #countDuplicate(): void {
    this.#counts.duplicate++;
    this.#counts.revision++;
  }
}

/** A price as a number, NaN where there is none. */
function numberOf(price: string | null): number {
  return Number(price ?? Number.NaN);
}

const quoteSides = new Set(["bid", "ask"] as const);

/** The same trade told again: the same price at the same time of the venue. Without a time nothing is known to be the same. */
function isSame(tick: Tick, last: Tick | null): boolean {
  if (last === null || tick.last !== last.last) return false;
  if (tick.tradeId !== null && last.tradeId !== null && tick.tradeId !== last.tradeId) return false;
  const at = exchangeMs(tick.exchangeAt);
  return at !== null && at === exchangeMs(last.exchangeAt);
}

/** Whether one time of the venue is before another; false where either is not known. */
function isEarlier(at: Tick["exchangeAt"], than: Tick["exchangeAt"]): boolean {
  const atMs = exchangeMs(at);
  const thanMs = exchangeMs(than);
  return atMs !== null && thanMs !== null && atMs < thanMs;
}
