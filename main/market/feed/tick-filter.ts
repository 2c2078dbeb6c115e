/**
 * From a price that parsed to a tick that counts: duplicates, what is late, what only repeats, a lone absurd print. Runs for
 * every frame; the branches that are taken once a connection are kept apart from those taken always.
 */
import { exchangeMs } from "../../../preload/contract/exchange-time.ts";
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import { isPriceFromBefore, type Moment, type Tick } from "../../../preload/contract/tick.ts";
import { partOf, printSources, ticksOf, type HeldPrint } from "./outlier-filter.ts";
import type { FeedCounters } from "./counters.ts";
import type { DropReason } from "./dropped-run.ts";
import type { Backfill } from "./backfill.ts";
import type { PriceMessage, RestPrice } from "../venues/venue.ts";
import { isAnotherTrade, isFromBefore } from "./rest-news.ts";
import { PriceAges } from "./price-age.ts";
import { firstProbeMs, isTraded, type Watched } from "./watched.ts";

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

  /** A price from the stream. */
  fromStream(watched: Watched, message: PriceMessage, now: Moment): void {
    if (message.faults !== 0) this.#counts.rejectFields(message.faults);
    const ageMs = this.ages.ofStream(watched, message.at, now);
    const tick = new ReceivedTick(watched.key, message, now, ageMs);
    if (watched.subscription !== "live" || watched.streamStalled) {
      const isFirst = watched.subscription !== "live";
      watched.subscription = "live";
      watched.words = null;
      watched.streamStalled = false;
      watched.probeEveryMs = firstProbeMs;
      // Shown by the next check rather than at once: on an open, hundreds become live in the same breath.
      this.#counts.revision++;
      if (isFirst && this.#repeats(watched, tick)) return;
    }
    if (tick.tradeId !== null && !this.#isNews(watched, tick, message.channel === "ticker")) return;
    if (ageMs !== null) this.#takeFromBefore(watched, tick);
    else this.#judge(watched, tick, message.bidNumber, message.askNumber);
  }

  /** A price asked for by REST. False where it only says what is known, or less. */
  fromRest(watched: Watched, price: RestPrice, now: Moment): boolean {
    const { last, lastIsCurrent, prints } = watched;
    if (last !== null && isFromBefore(price, last)) return false;
    if (lastIsCurrent && last !== null && !isAnotherTrade(price, last)) return false;
    // REST telling of the print that waits is no second one.
    for (const { source, tick } of prints.held)
      if (source === "last" && isTraded(tick) && !isAnotherTrade(price, tick)) return false;
    const ageMs = this.ages.ofRest(watched, price.at, now);
    const tick = new ReceivedTick(watched.key, { ...price, bid: null, ask: null, size: null }, now, ageMs);
    // After an outage the trade that was known before it ends the gap: it is the price now.
    const isRepetition = !lastIsCurrent && tick.tradeId === last?.tradeId;
    if (tick.tradeId !== null && !isRepetition && !this.#isNews(watched, tick, false)) return false;
    this.#judge(watched, tick, Number.NaN, Number.NaN);
    return true;
  }

  /** The guard was turned off: prints that wait for a second one count after all. */
  acceptHeld(watched: Watched): void {
    this.#acceptPrints(watched, watched.prints.release());
  }

  /** The feed is lost: prints that wait for a second one are given up. */
  dropHeld(watched: Watched): void {
    this.#dropPrints(watched, watched.prints.release());
  }

  /**
   * The first frame after a subscription is often the last trade told again. It ends a gap (this is the price now), yet its
   * size is no new trade; and where nothing was missed and it brings nothing, it is no tick at all.
   */
  #repeats(watched: Watched, tick: Tick): boolean {
    const { last } = watched;
    if (!isSame(tick, last)) return false;
    if (tick.tradeId !== null) watched.ids.see(tick.tradeId);
    const bringsQuote =
      (tick.bid !== null && tick.bid !== watched.bid) || (tick.ask !== null && tick.ask !== watched.ask);
    if (watched.lastIsCurrent && !bringsQuote) {
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
    const { last, newest } = watched;
    const changesQuote =
      (tick.bid !== null && tick.bid !== watched.bid) || (tick.ask !== null && tick.ask !== watched.ask);
    if (watched.current && tick.exchangeAt === newest?.exchangeAt && changesQuote) {
      if (tick.last === null || tick.last === last?.last)
        return this.#judgeTick(watched, { ...partOf(tick, quoteSides), ageMs: null });
    }
    const isOlder = last !== null && (last.ageMs == null || isEarlier(tick.exchangeAt, last.exchangeAt));
    if (!watched.lastIsCurrent || !isOlder || tick.last === null) this.#judgeTick(watched, tick);
    else if (changesQuote) this.#judgeTick(watched, partOf(tick, quoteSides));
    else this.#countDuplicate();
  }

  /** Whether a trade id is one not seen before. A ticker may carry the id of a known trade with a new bid or ask. */
  #isNews(watched: Watched, tick: Tick, isTicker: boolean): boolean {
    const verdict = watched.ids.see(tick.tradeId ?? "");
    if (verdict === "new") {
      watched.dropped.clear();
      return true;
    }
    const { last } = watched;
    if (verdict === "late") {
      this.#counts.late++;
      this.#counts.revision++;
      this.#drop(watched, tick, "late");
      return false;
    }
    const isSamePrice = last?.last === tick.last;
    const isSameTrade = last !== null && last.tradeId === tick.tradeId;
    const isQuote = isTicker && isSamePrice && isSameTrade;
    if (isQuote && (tick.bid !== watched.bid || tick.ask !== watched.ask)) return true;
    this.#countDuplicate();
    if (!isSamePrice) this.#drop(watched, tick, isSameTrade ? "contradiction" : "repeated");
    return false;
  }

  /** Dropped for its id; where that has gone on for too long, what was dropped counts after all, in its order. */
  #drop(watched: Watched, tick: Tick, reason: DropReason): void {
    const { last } = watched;
    const end = watched.dropped.add(tick, reason, last !== null && isEarlier(tick.exchangeAt, last.exchangeAt));
    if (end === null) return;
    if (end.numbering === "new") watched.ids.restart(end.ticks.map(({ tradeId }) => tradeId ?? ""));
    else watched.ids.ignore();
    for (const one of end.ticks) this.#judgeTick(watched, one);
  }

  #judgeTick(watched: Watched, tick: Tick): void {
    this.#judge(watched, tick, Number(tick.bid ?? Number.NaN), Number(tick.ask ?? Number.NaN));
  }

  /** `bid` and `ask`: those of the tick as numbers, NaN where it has none. */
  #judge(watched: Watched, tick: Tick, bid: number, ask: number): void {
    if (!this.guard || watched.prints.isOrdinary(tick.lastNumber, bid, ask)) this.#accept(watched, tick, bid, ask);
    else this.#judgeUnusual(watched, tick);
  }

  /** A tick with a price that is far from the last one, or one that comes while such a price waits. */
  #judgeUnusual(watched: Watched, tick: Tick): void {
    const { confirmed, streamStalled, heldBack, dropped } = watched.prints.judge(tick);
    this.#counts.heldBack += heldBack;
    if (heldBack > 0) this.#counts.revision++;
    this.#dropPrints(watched, dropped);
    this.#acceptPrints(watched, confirmed);
    const left = new Set(printSources.filter((source) => tick[source] !== null && !streamStalled.has(source)));
    if (left.size > 0) this.#acceptTick(watched, streamStalled.size === 0 ? tick : partOf(tick, left));
  }

  #acceptPrints(watched: Watched, prints: readonly HeldPrint[]): void {
    if (prints.length > 0) this.#counts.revision++;
    for (const tick of ticksOf(prints, (from, side) => from[side] !== null && from[side] === watched[side]))
      this.#acceptTick(watched, tick);
  }

  #dropPrints(watched: Watched, prints: readonly HeldPrint[]): void {
    for (const outlierFilter of prints) {
      watched.droppedPrint = outlierFilter;
      this.#counts.absurd++;
      this.#counts.revision++;
    }
  }

  #acceptTick(watched: Watched, tick: Tick): void {
    this.#accept(watched, tick, Number(tick.bid ?? Number.NaN), Number(tick.ask ?? Number.NaN));
  }

  #accept(watched: Watched, tick: Tick, bid: number, ask: number): void {
    watched.newest = tick;
    watched.current = true;
    // What was days ago is no measure of what is absurd now, nor a price of this minute.
    const isBefore = isPriceFromBefore(tick);
    if (!isBefore) watched.prints.accept(tick, bid, ask);
    if (isTraded(tick)) {
      watched.last = tick;
      watched.lastIsCurrent = true;
      if (!isBefore) watched.minutes.add(tick);
    }
    if (tick.bid !== null) watched.bid = tick.bid;
    if (tick.ask !== null) {
      watched.ask = tick.ask;
      if (tick.bid !== null) watched.quoted = tick;
    }
    this.#counts.ticks++;
    this.#backfills.deliver(watched, tick);
  }

  #countDuplicate(): void {
    this.#counts.duplicate++;
    this.#counts.revision++;
  }
}

/**
 * A class and not an object literal: where V8 has seen a literal's objects survive (as the last tick of each of 500 quiet
 * instruments does), it makes all later ones in its old generation, where they and their texts stay until a full
 * collection. That doubled the cost of a tick. What a constructor makes always begins young.
 */
class ReceivedTick implements Tick {
  readonly instrument: InstrumentKey;
  readonly last: string | null;
  readonly lastNumber: number;
  readonly bid: string | null;
  readonly ask: string | null;
  readonly size: string | null;
  readonly tradeId: string | null;
  readonly exchangeAt: string | number | null;
  readonly receivedWallMs: number;
  readonly receivedMonoMs: number;
  readonly ageMs: number | null;

  constructor(
    instrument: InstrumentKey,
    price: Pick<PriceMessage, "last" | "lastNumber" | "bid" | "ask" | "size" | "tradeId" | "at">,
    now: Moment,
    ageMs: number | null,
  ) {
    this.instrument = instrument;
    this.last = price.last;
    this.lastNumber = price.lastNumber;
    this.bid = price.bid;
    this.ask = price.ask;
    // What was traded before is no trade of now.
    this.size = ageMs === null ? price.size : null;
    // An id beside a quote is not one of a trade that it tells of.
    this.tradeId = price.last === null ? null : price.tradeId;
    this.exchangeAt = price.at;
    this.receivedWallMs = now.wallMs;
    this.receivedMonoMs = now.monoMs;
    this.ageMs = ageMs;
  }
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
