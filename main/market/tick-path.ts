/**
 * From a price that parsed to a tick that counts: duplicates, what is late, what only repeats, a lone absurd print. Runs for
 * every frame; the branches that are taken once a connection are kept apart from those taken always.
 */
import { exchangeMs } from "../../preload/contract/exchange-time.ts";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Moment, Tick } from "../../preload/contract/tick.ts";
import type { Counts } from "./counts.ts";
import type { DropReason } from "./dropped-run.ts";
import type { Gaps } from "./gaps.ts";
import type { PriceMessage, RestPrice } from "./venue.ts";
import { isAnotherTrade, isFromBefore } from "./rest-news.ts";
import { firstProbeMs, type Watched } from "./watched.ts";

export class TickPath {
  readonly #counts: Counts;
  readonly #gaps: Gaps;
  guard: boolean;

  constructor(options: { counts: Counts; gaps: Gaps; guard: boolean }) {
    this.#counts = options.counts;
    this.#gaps = options.gaps;
    this.guard = options.guard;
  }

  /** A price from the stream. */
  fromStream(watched: Watched, message: PriceMessage, now: Moment): void {
    if (message.faults !== 0) this.#counts.rejectFields(message.faults);
    const tick = new ReceivedTick(watched.key, message, now);
    if (watched.subscription !== "live" || watched.withheld) {
      const isFirst = watched.subscription !== "live";
      watched.subscription = "live";
      watched.words = null;
      watched.withheld = false;
      watched.probeEveryMs = firstProbeMs;
      // Shown by the next check rather than at once: on an open, hundreds become live in the same breath.
      this.#counts.revision++;
      if (isFirst && this.#repeats(watched, tick)) return;
    }
    if (tick.tradeId !== null && !this.#isNews(watched, tick, message.channel === "ticker")) return;
    this.#judge(watched, tick);
  }

  /** A price asked for by REST. False where it only says what is known, or less. */
  fromRest(watched: Watched, price: RestPrice, now: Moment): boolean {
    const { last, current } = watched;
    if (last !== null && isFromBefore(price, last)) return false;
    if (current && last !== null && !isAnotherTrade(price, last)) return false;
    const tick = new ReceivedTick(watched.key, { ...price, bid: null, ask: null, size: null }, now);
    // After an outage the trade that was known before it ends the gap: it is the price now.
    const isRepetition = !current && tick.tradeId === last?.tradeId;
    if (tick.tradeId !== null && !isRepetition && !this.#isNews(watched, tick, false)) return false;
    this.#judge(watched, tick);
    return true;
  }

  /** The guard was turned off: a print that waits for a second one counts after all. */
  acceptHeld(watched: Watched): void {
    const held = watched.print.release();
    if (held !== null) this.#accept(watched, held);
  }

  /** The feed is lost: a print that waits for a second one is given up. */
  dropHeld(watched: Watched): void {
    if (watched.print.release() !== null) this.#countAbsurd();
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
    if (watched.current && !bringsQuote) {
      this.#countDuplicate();
      return true;
    }
    this.#judge(watched, { ...tick, size: null });
    return true;
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
    for (const one of end.ticks) this.#judge(watched, one);
  }

  #judge(watched: Watched, tick: Tick): void {
    const { print } = watched;
    if (!this.guard && print.held === null) {
      this.#accept(watched, tick);
      return;
    }
    const before = print.held;
    switch (print.judge(tick, watched.last)) {
      case "accept":
        break;
      case "hold":
        this.#counts.heldBack++;
        this.#counts.revision++;
        return;
      case "confirm":
        print.release();
        if (before !== null) this.#accept(watched, before);
        break;
      case "refute":
        this.#countAbsurd();
        break;
      case "replace":
        this.#countAbsurd();
        this.#counts.heldBack++;
        return;
    }
    this.#accept(watched, tick);
  }

  #accept(watched: Watched, tick: Tick): void {
    watched.last = tick;
    watched.current = true;
    if (tick.bid !== null) watched.bid = tick.bid;
    if (tick.ask !== null) {
      watched.ask = tick.ask;
      if (tick.bid !== null) watched.quoted = tick;
    }
    watched.minutes.add(tick);
    this.#counts.ticks++;
    this.#gaps.deliver(watched, tick);
  }

  #countDuplicate(): void {
    this.#counts.duplicate++;
    this.#counts.revision++;
  }

  #countAbsurd(): void {
    this.#counts.absurd++;
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
  readonly last: string;
  readonly lastNumber: number;
  readonly bid: string | null;
  readonly ask: string | null;
  readonly size: string | null;
  readonly tradeId: string | null;
  readonly exchangeAt: string | number | null;
  readonly receivedWallMs: number;
  readonly receivedMonoMs: number;

  constructor(
    instrument: InstrumentKey,
    price: Omit<PriceMessage, "kind" | "channel" | "symbol" | "faults">,
    now: Moment,
  ) {
    this.instrument = instrument;
    this.last = price.last;
    this.lastNumber = price.lastNumber;
    this.bid = price.bid;
    this.ask = price.ask;
    this.size = price.size;
    this.tradeId = price.tradeId;
    this.exchangeAt = price.at;
    this.receivedWallMs = now.wallMs;
    this.receivedMonoMs = now.monoMs;
  }
}

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
