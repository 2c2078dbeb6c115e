/**
 * The candles of one instrument and one interval as the chart has them: loaded, gone back in as far as the venue has any, and kept live.
 * A drawn chart costs by all that is loaded, so that only a window of them is: the newest, or those around what is looked at.
 */
import { plainMap } from "../lib/plain-collections.ts";
import type { Api } from "../../preload/api.ts";
import { intervalMs, maxCandles, type CandleList, type Interval } from "../../preload/contract/candles.ts";
import type { Instrument } from "../../preload/contract/instrument.ts";
import type { Result } from "../../preload/contract/result.ts";
import type { Bar, Indexes, Replacing } from "./adapter/price-chart-options.ts";
import { joined, keptWindow, withoutHoles, type Prices } from "./candle-window.ts";
import { ChartRest } from "./chart-rest.ts";

/** Enough to fill a wide window; one request for every venue. */
export const firstCandles = 300;
const pageCandles = 500;
/** So many pages in a row without a trade, a week of minutes, are taken for the time before the first one. */
export const mostEmptyPages = 20;
/** While the chart is moved nothing is taken away under the hand: so many at most until it stands still. */
export const mostCandles = 5_000;
/** A venue has the candle that has just closed some seconds later. */
const settlesAfterMs = 5_000;
const retryAfterMs = 15_000;
/** So few bars before the first or after the last one in view, further ones are wanted. */
const reach = 50;

export interface CandlesInfo {
  readonly phase: "loading" | "ready" | "failed";
  readonly source: CandleList["source"];
  /** Nothing older can be had; null: there may be. */
  readonly beginsMs: number | null;
  /** Why something is missing, in words. */
  readonly failure: string | null;
}

export interface ChartCandlesNeeds {
  readonly api: Api;
  readonly instrument: Instrument;
  readonly interval: Interval;
  /** Wall time. */
  readonly now: () => number;
  /** Nobody can see it: nothing is drawn or asked for. */
  readonly isHidden: () => boolean;
  readonly later: (act: () => void, delayMs: number) => () => void;
  /** Which bars are in view, by their indexes; null while nothing is drawn. */
  readonly inView: () => Indexes | null;
  /** All bars are others. */
  readonly onReplaced: (bars: readonly Bar[], how: Replacing) => void;
  /** The newest one is another, or new. */
  readonly onUpdated: (bar: Bar) => void;
}

type Page = "all" | "older" | "newer" | "newest";

export class ChartCandles {
  info = $state.raw<CandlesInfo>({ phase: "loading", source: "venue", beginsMs: null, failure: null });
  /** Grows whenever a bar has changed. */
  version = $state(0);
  /** The newest candles are among the bars; else what is looked at lies so far back that they were left out. */
  isLive = $state(true);
  #bars: Bar[] = [];
  readonly #needs: ChartCandlesNeeds;
  readonly #lengthMs: number;
  readonly #known = plainMap<number, Prices>();
  /** Begin of the last candle that is known of, with prices or without. */
  #lastMs = Number.NEGATIVE_INFINITY;
  /** Begin of the candle that ran when the venue last told all of them up to then. */
  #toldMs = Number.NEGATIVE_INFINITY;
  /** In a row, the last of them the oldest that is loaded: taken away, they are counted anew. */
  #emptyPages = 0;
  #isLoading = false;
  #hasEnded = false;
  #cancelRefresh: (() => void) | null = null;
  readonly #rest: ChartRest;

  constructor(needs: ChartCandlesNeeds) {
    this.#needs = needs;
    this.#lengthMs = intervalMs[needs.interval];
    this.#rest = new ChartRest({ later: needs.later, onRest: () => this.#settle() });
  }

  /** Oldest first, one after the other without a hole. The list itself changes with {@link version}: two thousand are not copied for a price. */
  get bars(): readonly Bar[] {
    return this.#bars;
  }

  /** The newest candles, whatever was looked at. Tried again by itself while the venue refuses them. */
  async load(): Promise<void> {
    const found = await this.#ask({ limit: firstCandles });
    if (found === null) return;
    if (!found.ok || found.value.failure !== null) this.#refreshIn(retryAfterMs, () => void this.load());
    if (found.ok) {
      const [firstMs] = found.value.openMs;
      // What lies apart from these is not shown beside them; where none came, what is shown stays.
      if (firstMs !== undefined && (!this.isLive || firstMs > this.#lastMs + this.#lengthMs)) this.#forget();
      return this.#take(found.value, "all");
    }
    this.info = { ...this.info, phase: this.bars.length > 0 ? "ready" : "failed", failure: found.error.message };
  }

  /** Further back, until there is no more. */
  async loadOlder(): Promise<void> {
    const [first] = this.bars;
    const { beginsMs } = this.info;
    const room = mostCandles - this.bars.length;
    if (first === undefined || this.#isLoading || room < 1 || (beginsMs !== null && beginsMs >= first.openMs)) return;
    const limit = Math.min(pageCandles, room);
    const found = await this.#ask({ beforeMs: first.openMs, limit });
    if (found?.ok !== true || this.bars[0]?.openMs !== first.openMs) return;
    const isEmpty = found.value.openMs.length === 0 && found.value.failure === null;
    this.#emptyPages = isEmpty ? this.#emptyPages + 1 : 0;
    if (this.#emptyPages >= mostEmptyPages)
      this.info = { ...this.info, phase: "ready", beginsMs: first.openMs, failure: null };
    // A night without a trade has its width, and what was before it is asked for from its begin.
    else this.#take(found.value, "older", isEmpty ? first.openMs - limit * this.#lengthMs : undefined);
  }

  /** Further forward, until the newest are there again. */
  async loadNewer(): Promise<void> {
    const last = this.bars.at(-1);
    if (last === undefined || this.isLive || this.#isLoading) return;
    const fromMs = last.openMs + this.#lengthMs;
    const toMs = Math.min(fromMs + pageCandles * this.#lengthMs, this.#runningMs() + this.#lengthMs);
    const found = toMs <= fromMs ? null : await this.#ask({ fromMs, toMs });
    if (found?.ok !== true || this.bars.at(-1)?.openMs !== last.openMs) return;
    const { failure } = found.value;
    if (failure !== null) {
      // What a venue did not tell was not without trades: it is asked for again when the chart next stands still.
      this.info = { ...this.info, failure: failure.message };
      return;
    }
    this.isLive = toMs > this.#runningMs();
    this.#lastMs = toMs - this.#lengthMs;
    this.#take(found.value, "newer");
  }

  /** Other bars are in view than before. */
  moved({ from }: Indexes): void {
    if (from < reach) void this.loadOlder();
    this.#rest.moved();
  }

  /** A button or a finger is down on the chart, or no more. */
  hold(isHeld: boolean): void {
    this.#rest.hold(isHeld);
  }

  /** The chart stands still: it is filled and cut to what it bears. */
  #settle(): void {
    this.settle();
    const to = this.#needs.inView()?.to ?? 0;
    if (to > this.bars.length - reach) void this.loadNewer();
  }

  /** The chart stands still: what lies far from what is looked at is taken away, where more is loaded than the chart bears. */
  settle(): void {
    const kept = keptWindow(this.bars.length, this.#needs.inView(), { usual: maxCandles, most: mostCandles });
    if (kept === null) return;
    const [first, last] = [this.bars[kept.from], this.bars[kept.to - 1]];
    if (first === undefined || last === undefined) return;
    this.isLive &&= kept.to === this.bars.length;
    if (kept.from > 0) this.#emptyPages = 0;
    this.#lastMs = last.openMs;
    for (const openMs of this.#known.keys())
      if (openMs < first.openMs || openMs > last.openMs) this.#known.delete(openMs);
    this.#replace(first.openMs, true);
  }

  /** A price that came in now. It is drawn at once, so that it is the one that stands elsewhere in the window: prices come as often as they are shown. */
  takePrice(price: number, atMs: number): void {
    if (this.info.phase === "loading" || !this.isLive) return;
    const openMs = Math.floor(atMs / this.#lengthMs) * this.#lengthMs;
    const last = this.bars.at(-1)?.openMs ?? Number.NEGATIVE_INFINITY;
    if (openMs < last) return;
    const known = this.#known.get(openMs);
    const changed: Prices = known
      ? { ...known, high: Math.max(known.high, price), low: Math.min(known.low, price), close: price }
      : { open: price, high: price, low: price, close: price };
    if (known?.close === price && known.high === changed.high && known.low === changed.low) return;
    this.#known.set(openMs, changed);
    this.#lastMs = Math.max(this.#lastMs, openMs);
    // Whoever looks again asks for all that closed meanwhile.
    if (this.#needs.isHidden()) return;
    // The one before has closed: what the venue says of it counts.
    if (openMs > last && this.bars.length > 0) this.#refreshIn(settlesAfterMs, () => void this.refresh());
    this.#update();
  }

  /** Whatever closed since the venue told all; after a while in which nobody looked, the newest. Tried again while the venue refuses. */
  async refresh(): Promise<void> {
    if (!this.isLive) return;
    const last = this.bars.at(-1);
    // A price that came while nobody could see it was not drawn.
    if (last !== undefined && this.#known.get(this.#lastMs)?.close !== last.prices?.close) this.#update();
    const fromMs = Math.min(last?.openMs ?? 0, this.#toldMs + this.#lengthMs) - 3 * this.#lengthMs;
    if (last === undefined || (this.#needs.now() - fromMs) / this.#lengthMs > firstCandles) return this.load();
    const found = await this.#ask({ fromMs: Math.max(0, fromMs) });
    if (found === null || !this.isLive) return;
    if (!found.ok || found.value.failure !== null) this.#refreshIn(retryAfterMs, () => void this.refresh());
    if (found.ok) this.#take(found.value, "newest");
  }

  end(): void {
    this.#hasEnded = true;
    this.#cancelRefresh?.();
    this.#rest.end();
  }

  #runningMs(): number {
    return Math.floor(this.#needs.now() / this.#lengthMs) * this.#lengthMs;
  }

  async #ask(span: {
    limit?: number;
    beforeMs?: number;
    fromMs?: number;
    toMs?: number;
  }): Promise<Result<CandleList> | null> {
    this.#isLoading = true;
    const { api, instrument, interval } = this.#needs;
    const found = await api.market.candles({ instrument, interval, ...span });
    this.#isLoading = false;
    return this.#hasEnded ? null : found;
  }

  #forget(): void {
    this.#known.clear();
    this.#bars = [];
    this.#emptyPages = 0;
    this.#lastMs = Number.NEGATIVE_INFINITY;
    this.isLive = true;
  }

  /** `fromMs`: nothing was traded from then on, up to what is known. */
  #take(list: CandleList, page: Page, fromMs = Number.POSITIVE_INFINITY): void {
    const runningMs = this.#runningMs();
    list.openMs.forEach((openMs, at) => {
      const [open, high, low, close] = [list.open, list.high, list.low, list.close].map((prices) => Number(prices[at]));
      const told = { open, high, low, close } as Prices;
      const live = openMs === runningMs ? this.#known.get(openMs) : undefined;
      this.#known.set(openMs, live === undefined ? told : joined(told, live));
      this.#lastMs = Math.max(this.#lastMs, openMs);
    });
    const { failure, source } = list;
    if (failure === null && page !== "older" && this.isLive) this.#toldMs = runningMs;
    const beginsMs = page === "all" || page === "older" ? list.beginsMs : this.info.beginsMs;
    this.info = { phase: "ready", source, beginsMs, failure: failure?.message ?? null };
    const loadedMs = Math.min(fromMs, this.bars[0]?.openMs ?? fromMs);
    const firstMs = [...this.#known.keys()].reduce((a, b) => Math.min(a, b), loadedMs);
    this.#replace(firstMs, page === "older" || page === "newer");
  }

  #replace(firstMs: number, keepsPlace: boolean): void {
    this.#bars = withoutHoles(this.#known, { firstMs, lastMs: this.#lastMs, lengthMs: this.#lengthMs });
    this.version++;
    this.#needs.onReplaced(this.bars, { keepsPlace, isLive: this.isLive });
  }

  #update(): void {
    const before = this.bars.at(-1)?.openMs ?? Number.NEGATIVE_INFINITY;
    const newest = this.#lastMs;
    const isNext = newest === before + this.#lengthMs;
    if (newest !== before && !isNext) return this.#replace(this.bars[0]?.openMs ?? newest, false);
    for (const openMs of newest === before ? [newest] : [before, newest]) {
      const bar = { openMs, prices: this.#known.get(openMs) ?? null };
      if (openMs === this.#bars.at(-1)?.openMs) this.#bars[this.#bars.length - 1] = bar;
      else this.#bars.push(bar);
      this.#needs.onUpdated(bar);
    }
    this.version++;
    if (isNext) this.#rest.moved();
  }

  /** Not while nobody can see it: then it is put off. */
  #refreshIn(delayMs: number, act: () => void): void {
    this.#cancelRefresh?.();
    this.#cancelRefresh = this.#needs.later(() => {
      if (this.#needs.isHidden()) this.#refreshIn(delayMs, act);
      else act();
    }, delayMs);
  }
}
