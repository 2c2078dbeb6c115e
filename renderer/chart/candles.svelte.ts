/** The candles of one instrument and one interval as the chart has them: loaded, gone back in, and kept live. */
import { plainMap } from "../lib/plain-collections.ts";
import type { Api } from "../../preload/api.ts";
import { intervalMs, maxCandles, type CandleList, type Interval } from "../../preload/contract/candles.ts";
import type { Instrument } from "../../preload/contract/instrument.ts";
import type { Result } from "../../preload/contract/result.ts";
import type { Bar } from "./adapter/price-chart.ts";

type Prices = NonNullable<Bar["prices"]>;

/** Enough to fill a wide window; one request for every venue. */
export const firstCandles = 300;
const olderCandles = 500;
/** Each update is a frame: this often is seen as live. */
export const updateEveryMs = 500;
/** The next price is waited for so long: what comes with it is shown in the frame that it makes anyway. */
export const updateLateMs = 250;
/** A venue has the candle that has just closed some seconds later. */
const settlesAfterMs = 5_000;
const retryAfterMs = 15_000;

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
  /** Monotonic, milliseconds. */
  readonly monoMs: () => number;
  /** Nobody can see it: nothing is drawn or asked for. */
  readonly isHidden: () => boolean;
  readonly later: (act: () => void, delayMs: number) => () => void;
  /** All bars are others. */
  readonly onReplaced: (bars: readonly Bar[]) => void;
  /** The newest one is another, or new. */
  readonly onUpdated: (bar: Bar) => void;
}

export class ChartCandles {
  info = $state.raw<CandlesInfo>({ phase: "loading", source: "venue", beginsMs: null, failure: null });
  /** Grows whenever a bar has changed. */
  version = $state(0);
  #bars: Bar[] = [];
  readonly #needs: ChartCandlesNeeds;
  readonly #lengthMs: number;
  readonly #known = plainMap<number, Prices>();
  /** Begin of the newest candle that is known. */
  #newestMs = Number.NEGATIVE_INFINITY;
  #isLoading = false;
  #hasEnded = false;
  #isChanged = false;
  /** Monotonic. */
  #updatedMs = Number.NEGATIVE_INFINITY;
  #cancelUpdate: (() => void) | null = null;
  #cancelRefresh: (() => void) | null = null;

  constructor(needs: ChartCandlesNeeds) {
    this.#needs = needs;
    this.#lengthMs = intervalMs[needs.interval];
  }

  /** Oldest first, one after the other without a hole. The list itself changes with {@link version}: two thousand are not copied for a price. */
  get bars(): readonly Bar[] {
    return this.#bars;
  }

  /** The newest candles. Tried again by itself while the venue refuses them. */
  async load(): Promise<void> {
    const found = await this.#ask({ limit: firstCandles });
    if (found === null) return;
    if (!found.ok || found.value.failure !== null) this.#refreshIn(retryAfterMs, () => void this.load());
    if (found.ok) return this.#take(found.value, "all");
    this.info = { ...this.info, phase: this.bars.length > 0 ? "ready" : "failed", failure: found.error.message };
  }

  /** Further back, until there is no more or the chart is full. */
  async loadOlder(): Promise<void> {
    const [first] = this.bars;
    const { beginsMs } = this.info;
    const room = maxCandles - this.bars.length;
    if (first === undefined || this.#isLoading || room < 1 || (beginsMs !== null && beginsMs >= first.openMs)) return;
    const found = await this.#ask({ beforeMs: first.openMs, limit: Math.min(olderCandles, room) });
    if (found?.ok !== true) return;
    // Nothing at all, of a venue that answered: it was not traded before.
    const isEnd = found.value.openMs.length === 0 && found.value.failure === null;
    this.#take(isEnd ? { ...found.value, beginsMs: first.openMs } : found.value, "older");
  }

  /** A price that came in now. */
  takePrice(price: number, atMs: number): void {
    if (this.info.phase === "loading") return;
    const openMs = Math.floor(atMs / this.#lengthMs) * this.#lengthMs;
    const last = this.bars.at(-1)?.openMs ?? Number.NEGATIVE_INFINITY;
    if (openMs < last) return;
    const known = this.#known.get(openMs);
    const changed: Prices = known
      ? { ...known, high: Math.max(known.high, price), low: Math.min(known.low, price), close: price }
      : { open: price, high: price, low: price, close: price };
    if (known?.close === price && known.high === changed.high && known.low === changed.low) return;
    this.#known.set(openMs, changed);
    this.#newestMs = Math.max(this.#newestMs, openMs);
    // The one before has closed: what the venue says of it counts.
    if (openMs > last && this.bars.length > 0) this.#refreshIn(settlesAfterMs, () => void this.refresh());
    this.#isChanged = true;
    const waitMs = this.#updatedMs + updateEveryMs - this.#needs.monoMs();
    if (waitMs <= 0) this.#update();
    else this.#cancelUpdate ??= this.#needs.later(() => this.#update(), waitMs + updateLateMs);
  }

  /** Whatever closed since the newest bar that is known for sure; after a while in which nobody looked, all of it. */
  async refresh(): Promise<void> {
    const last = this.bars.at(-1);
    if (last === undefined || (this.#needs.now() - last.openMs) / this.#lengthMs > firstCandles) return this.load();
    const found = await this.#ask({ fromMs: Math.max(0, last.openMs - 3 * this.#lengthMs) });
    if (found?.ok === true) this.#take(found.value, "newest");
  }

  end(): void {
    this.#hasEnded = true;
    this.#cancelUpdate?.();
    this.#cancelRefresh?.();
  }

  async #ask(span: { limit?: number; beforeMs?: number; fromMs?: number }): Promise<Result<CandleList> | null> {
    this.#isLoading = true;
    const { api, instrument, interval } = this.#needs;
    const found = await api.market.candles({ instrument, interval, ...span });
    this.#isLoading = false;
    return this.#hasEnded ? null : found;
  }

  #take(list: CandleList, which: "all" | "older" | "newest"): void {
    const runningMs = Math.floor(this.#needs.now() / this.#lengthMs) * this.#lengthMs;
    list.openMs.forEach((openMs, at) => {
      const [open, high, low, close] = [list.open, list.high, list.low, list.close].map((prices) => Number(prices[at]));
      const told = { open, high, low, close } as Prices;
      const live = openMs === runningMs ? this.#known.get(openMs) : undefined;
      this.#known.set(openMs, live === undefined ? told : joined(told, live));
      this.#newestMs = Math.max(this.#newestMs, openMs);
    });
    const { failure, source } = list;
    const beginsMs = which === "newest" ? this.info.beginsMs : list.beginsMs;
    this.info = { phase: "ready", source, beginsMs, failure: failure?.message ?? null };
    this.#replace();
  }

  #replace(): void {
    this.#bars = withoutHoles(this.#known, this.#lengthMs);
    const [first] = this.bars;
    for (const openMs of this.#known.keys()) if (openMs < (first?.openMs ?? 0)) this.#known.delete(openMs);
    this.version++;
    this.#needs.onReplaced(this.bars);
  }

  #update(): void {
    this.#cancelUpdate?.();
    this.#cancelUpdate = null;
    if (this.#hasEnded || !this.#isChanged || this.#needs.isHidden()) return;
    this.#isChanged = false;
    this.#updatedMs = this.#needs.monoMs();
    const before = this.bars.at(-1)?.openMs ?? Number.NEGATIVE_INFINITY;
    const newest = this.#newestMs;
    const isNext = newest === before + this.#lengthMs;
    // To replace them all costs as much as to open the chart. A full one is replaced only when its oldest candle has to go.
    if (newest !== before && (!isNext || this.bars.length >= maxCandles)) return this.#replace();
    for (const openMs of newest === before ? [newest] : [before, newest]) {
      const bar = { openMs, prices: this.#known.get(openMs) ?? null };
      if (openMs === this.#bars.at(-1)?.openMs) this.#bars[this.#bars.length - 1] = bar;
      else this.#bars.push(bar);
      this.#needs.onUpdated(bar);
    }
    this.version++;
  }

  #refreshIn(delayMs: number, act: () => void): void {
    this.#cancelRefresh?.();
    this.#cancelRefresh = this.#needs.later(act, delayMs);
  }
}

/** The venue's candle with what came in since it was asked. */
function joined(told: Prices, live: Prices): Prices {
  const { open } = told;
  return { open, high: Math.max(told.high, live.high), low: Math.min(told.low, live.low), close: live.close };
}

/** A bar for every length of time from the first to the last, the newest {@link maxCandles}: an hour without trades is as wide as any other. */
export function withoutHoles(known: ReadonlyMap<number, Prices>, lengthMs: number): Bar[] {
  if (known.size === 0) return [];
  const opens = [...known.keys()];
  const lastMs = opens.reduce((a, b) => Math.max(a, b));
  const firstMs = Math.max(
    opens.reduce((a, b) => Math.min(a, b)),
    lastMs - (maxCandles - 1) * lengthMs,
  );
  return Array.from({ length: (lastMs - firstMs) / lengthMs + 1 }, (_, at) => {
    const openMs = firstMs + at * lengthMs;
    return { openMs, prices: known.get(openMs) ?? null };
  });
}
