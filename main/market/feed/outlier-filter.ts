/**
 * Holds back a lone absurd print of any source that rules can use. A price of $0.06 for BTC-USD was really printed once, and a
 * lone bid of 0.01 stands in many a thin book; neither must fire every alert below. The rule is the truth table's ("What is
 * not a tick"): more than 20 percent from the last one accepted of that source within 60 s.
 */
import Big from "big.js";
import { exchangeMs } from "../../../preload/contract/exchange-time.ts";
import type { Source } from "../../../preload/contract/rule.ts";
import type { Tick } from "../../../preload/contract/tick.ts";

/** So long a price is one to measure the next one by. */
const rememberedMs = 60_000;

export type PrintSource = Exclude<Source, "mid">;
export const printSources: readonly PrintSource[] = ["last", "bid", "ask"];

/** A print that waits for a second one, or that was dropped because none came. */
export interface HeldPrint {
  readonly source: PrintSource;
  readonly price: string;
  /** The tick that brought it. */
  readonly tick: Tick;
}

/** What becomes of a tick: prints that waited and now count, which of its own prices do not count, and how many were held or dropped. */
export interface PrintCheck {
  readonly confirmed: readonly HeldPrint[];
  readonly excluded: ReadonlySet<PrintSource>;
  readonly heldBack: number;
  readonly dropped: readonly HeldPrint[];
}

/** The guard of one instrument. */
export class AbsurdPrints {
  #last = Number.NaN;
  #bid = Number.NaN;
  #ask = Number.NaN;
  readonly #accepted: Record<PrintSource, Tick | null> = { last: null, bid: null, ask: null };
  readonly #held = new Map<PrintSource, HeldPrint>();
  /** How many are held: the path of every tick asks, and would find the map itself gone from the processor's caches. */
  #heldCount = 0;

  /** The prints that wait, in no order. */
  get held(): Iterable<HeldPrint> {
    return this.#held.values();
  }

  /**
   * True where nothing waits and every price of the tick is near the last one of its source, as nearly every tick is. NaN stands
   * for a price that it does not have.
   */
  isOrdinary(last: number, bid: number, ask: number): boolean {
    return (
      this.#heldCount === 0 &&
      !(Math.abs(last - this.#last) >= 0.19 * this.#last) &&
      !(Math.abs(bid - this.#bid) >= 0.19 * this.#bid) &&
      !(Math.abs(ask - this.#ask) >= 0.19 * this.#ask)
    );
  }

  /** These prices count: the next ones are measured from them. */
  accept(tick: Tick, bid: number, ask: number): void {
    const accepted = this.#accepted;
    if (tick.last !== null) {
      this.#last = tick.lastNumber;
      accepted.last = tick;
    }
    if (tick.bid !== null) {
      this.#bid = bid;
      accepted.bid = tick;
    }
    if (tick.ask !== null) {
      this.#ask = ask;
      accepted.ask = tick;
    }
  }

  /** Judges a tick that is not ordinary. What it withholds of it waits here; what it confirms no longer does. */
  judge(tick: Tick): PrintCheck {
    const confirmed: HeldPrint[] = [];
    const dropped: HeldPrint[] = [];
    const excluded = new Set<PrintSource>();
    let heldBack = 0;
    for (const source of printSources) {
      const price = tick[source];
      if (price === null) continue;
      const held = this.#held.get(source);
      if (held !== undefined && isToldAgain(held, tick, price)) {
        excluded.add(source);
        continue;
      }
      if (held !== undefined) {
        this.#held.delete(source);
        if (!isOutlier(price, held.price)) {
          confirmed.push(held);
          continue;
        }
        dropped.push(held);
      }
      if (!this.#isAbsurd(source, price, tick)) continue;
      this.#held.set(source, { source, price, tick });
      excluded.add(source);
      heldBack++;
    }
    this.#heldCount = this.#held.size;
    return { confirmed, excluded, heldBack, dropped };
  }

  /** Gives up what waits, and returns it. */
  release(): readonly HeldPrint[] {
    const held = [...this.#held.values()];
    this.#held.clear();
    this.#heldCount = 0;
    return held;
  }

  #isAbsurd(source: PrintSource, price: string, tick: Tick): boolean {
    const reference = this.#accepted[source];
    if (reference === null || tick.receivedMonoMs - reference.receivedMonoMs > rememberedMs) return false;
    return isOutlier(price, reference[source] ?? price);
  }
}

/**
 * The ticks that held prints make, oldest first: those that came in one frame are one tick again. `unchanged`: whether the
 * other side of that frame's quote still is the present one; then it goes along, so that mid and spread of that moment count.
 */
export function ticksOf(prints: readonly HeldPrint[], unchanged: (tick: Tick, side: "bid" | "ask") => boolean): Tick[] {
  const byTick = new Map<Tick, Set<PrintSource>>();
  for (const { tick, source } of prints) byTick.set(tick, (byTick.get(tick) ?? new Set()).add(source));
  return [...byTick]
    .sort(([a], [b]) => a.receivedMonoMs - b.receivedMonoMs)
    .map(([tick, sources]) => {
      if (sources.has("bid") && unchanged(tick, "ask")) sources.add("ask");
      if (sources.has("ask") && unchanged(tick, "bid")) sources.add("bid");
      return partOf(tick, sources);
    });
}

/** The tick with these prices of it alone. A size and a trade id are those of the last price. */
export function partOf(tick: Tick, sources: ReadonlySet<PrintSource>): Tick {
  const hasLast = sources.has("last");
  return {
    ...tick,
    last: hasLast ? tick.last : null,
    lastNumber: hasLast ? tick.lastNumber : Number.NaN,
    size: hasLast ? tick.size : null,
    tradeId: hasLast ? tick.tradeId : null,
    bid: sources.has("bid") ? tick.bid : null,
    ask: sources.has("ask") ? tick.ask : null,
  };
}

/** The same print told once more, by another stream or by REST, is no second one. Without id or time it cannot be told. */
function isToldAgain(held: HeldPrint, tick: Tick, price: string): boolean {
  if (price !== held.price) return false;
  if (held.source === "last" && tick.tradeId !== null && held.tick.tradeId !== null)
    return tick.tradeId === held.tick.tradeId;
  const atMs = exchangeMs(tick.exchangeAt);
  return atMs !== null && atMs === exchangeMs(held.tick.exchangeAt);
}

/**
 * The same guard over trades of the past, oldest first: without each that lies between two others and is far from both, as it would have been
 * dropped live. Of the first and the last one nothing can be said, and they stay.
 */
export function withoutLonePrints<Trade extends { readonly price: string; readonly atMs: number }>(
  trades: readonly Trade[],
): readonly Trade[] {
  let before: Trade | undefined;
  const kept = trades.filter((trade, at) => {
    const after = trades[at + 1];
    const isLone =
      before !== undefined &&
      after !== undefined &&
      trade.atMs - before.atMs <= rememberedMs &&
      isOutlier(trade.price, before.price) &&
      isOutlier(after.price, trade.price);
    if (!isLone) before = trade;
    return !isLone;
  });
  return kept.length === trades.length ? trades : kept;
}

/** More than 20 percent away; exactly 20 percent is not. Doubles settle all but the last few units in the last place. */
function isOutlier(price: string, reference: string): boolean {
  const base = Number(reference);
  const excess = Math.abs(Number(price) - base) - 0.2 * base;
  if (Math.abs(excess) > 1e-9 * base) return excess > 0;
  const exact = new Big(reference);
  return new Big(price).minus(exact).abs().times(5).gt(exact);
}
