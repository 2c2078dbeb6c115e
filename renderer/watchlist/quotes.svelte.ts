/** The latest price of every watched instrument. The busiest thing in the window: a batch arrives ten times a second. */
import { decimalsOf } from "../../preload/contract/format.ts";
import { instrumentKey, type Instrument, type InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Quote, TickBatch } from "../../preload/contract/market.ts";
import { plainMap } from "../lib/plain-collections.ts";
import { SeenSignal } from "../lib/seen-signal.svelte.ts";

export type Trend = "up" | "down" | "flat";

/** The part of a quote that changes with every tick. Replaced whole, never changed in place. */
export interface Price {
  readonly last: string | null;
  readonly bid: string | null;
  readonly ask: string | null;
  /** When we received any of it, milliseconds since the epoch; null where nothing came yet. */
  readonly receivedMs: number | null;
  /** When we received the last price, less its age where it is one from before; of a quote without one, when we received that. */
  readonly lastMs: number | null;
  /** From before a restart or an outage. */
  readonly stale: boolean;
}

/**
 * How often prices are shown. They come ten times a second, those of the instrument in focus up to once a frame. A number that changes more
 * often than this is not read, only paid for: a frame costs about the same whether one price changed or all of them.
 */
export const showEveryMs = 250;
/** How long a changed price stays coloured: until prices are shown the next time, which is 250 ms later, less what a timer may be late. */
export const flashMs = 240;
/**
 * A row's price is shown with every second time that prices are, less the same; in a long watchlist with every fourth: nobody reads thirty
 * rows more often than once a second, and they cost more than all else that moves in the window. What is in focus, which is what a
 * decision is made by, does not wait.
 */
export const rowEveryMs = { short: 490, long: 990 };
/** Rows up to which a watchlist is short. */
export const maxShort = 15;
/**
 * From the beginning of one flash to that of the next, at least. A price that ticks ten times a second would else never be
 * without a colour, and flicker between red and green: nothing to look at all day, and harmful to some.
 */
export const flashEveryMs = 1_500;
const sparkPoints = 60;
/** A sparkline's newest point follows the price this often: more is not seen, and each is a canvas drawn. */
const sparkEveryMs = 5_000;
const minuteMs = 60_000;

/** One instrument. A row reads its own cell, so that a tick redraws that row and no other. */
export class QuoteCell {
  readonly key: InstrumentKey;
  readonly instrument: Instrument;
  readonly #price = new SeenSignal<Price>({
    ...{ last: null, bid: null, ask: null },
    ...{ receivedMs: null, lastMs: null, stale: false },
  });
  reference = $state.raw<Quote["reference"]>(null);
  readonly #spark = new SeenSignal<readonly number[]>([]);
  /** Digits after the point that this venue uses here: the most seen, so that a price does not change its width. */
  decimals = $state(0);
  readonly #flash = new SeenSignal<"up" | "down" | null>(null);
  /** Change since the reference, in percent; null where there is none. */
  readonly changePercent = $derived.by(() => {
    if (this.price.last === null || this.reference === null) return null;
    const from = Number(this.reference.price);
    return from > 0 ? (Number(this.price.last) / from - 1) * 100 : null;
  });
  readonly trend = $derived.by((): Trend => trendOf(this.changePercent));

  flashAgainMs = 0;
  sparkAtMs = 0;
  minuteStartMs = 0;
  /** Monotonic. */
  #shownMs = Number.NEGATIVE_INFINITY;
  #shownLast: string | null = null;
  /** Monotonic; infinite until it is shown. */
  #flashUntilMs = Number.POSITIVE_INFINITY;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
    this.key = instrumentKey(instrument);
  }

  get price(): Price {
    return this.#price.value;
  }
  set price(price: Price) {
    this.#price.value = price;
  }

  /** Which way the price has just gone; null once that was shown long enough. */
  get flash(): "up" | "down" | null {
    return this.#flash.value;
  }

  /** It begins when the price is shown next. */
  beginFlash(flash: "up" | "down"): void {
    this.#flash.value = flash;
    this.#flashUntilMs = Number.POSITIVE_INFINITY;
  }

  /** Closes of the last minutes with the price now at the end, oldest first. */
  get spark(): readonly number[] {
    return this.#spark.value;
  }
  set spark(points: readonly number[]) {
    this.#spark.value = points;
  }

  /**
   * Shows what has changed since it was last shown, where anybody looks; the price with all that is worked out from it, and no sooner than
   * `everyMs` after the last time. True: it waits for that, or its flash for the end.
   */
  show(monoMs: number, everyMs: number): boolean {
    if (monoMs >= this.#flashUntilMs) {
      this.#flash.value = null;
      this.#flash.tell();
    }
    const isChanged = this.#price.isChanged || this.#spark.isChanged;
    if (isChanged && monoMs - this.#shownMs < everyMs) return true;
    if (this.#flashUntilMs === Number.POSITIVE_INFINITY) {
      // What is coloured is the change that is seen: the tick that it began with may have gone the other way.
      if (this.#flash.value !== null) this.#flash.value = this.#wayFromShown();
      this.#flashUntilMs = monoMs + flashMs;
    }
    if (isChanged) {
      this.#shownMs = monoMs;
      this.showNow();
    }
    return this.flash !== null;
  }

  #wayFromShown(): "up" | "down" | null {
    const difference = Number(this.#price.value.last) - Number(this.#shownLast);
    return difference === 0 ? null : difference > 0 ? "up" : "down";
  }

  showNow(): void {
    this.#shownLast = this.#price.value.last;
    this.#price.tell();
    this.#flash.tell();
    this.#spark.tell();
  }
}

/** Which way a change points; what would be shown as 0.00 % is flat. */
export function trendOf(changePercent: number | null): Trend {
  if (changePercent === null || Math.abs(changePercent) < 0.005) return "flat";
  return changePercent > 0 ? "up" : "down";
}

/** All watched instruments, in the order that the person gave them. */
export class QuoteTable {
  /** Replaced when the watchlist changes, never when a price does. */
  cells = $state.raw<readonly QuoteCell[]>([]);
  readonly #byKey = plainMap<string, QuoteCell>();

  cell(key: string): QuoteCell | undefined {
    // Read for the sake of whoever must look again when the watchlist changes.
    void this.cells;
    return this.#byKey.get(key);
  }

  /** The watchlist as it is now: the host's order, with what it knows of each. Cells that stay are kept. */
  replace(quotes: readonly Quote[], nowMs: number): void {
    const cells = quotes.map((quote, index) => {
      const key = instrumentKey(quote.instrument);
      const cell = this.#byKey.get(key) ?? new QuoteCell(quote.instrument);
      this.#fill(cell, quote, nowMs, index);
      return cell;
    });
    this.#byKey.clear();
    for (const cell of cells) this.#byKey.set(cell.key, cell);
    this.cells = cells;
    for (const cell of cells) cell.showNow();
  }

  /**
   * Shows what has changed, and ends the flashes whose time is over. Until then cells have it, and the page does not know. What is in focus
   * stands large beside the chart, and is shown each time. True: rows wait for the next time, or flashes for their end.
   */
  show(monoMs: number, focusedKey: string | null): boolean {
    let waits = false;
    const everyMs = this.cells.length > maxShort ? rowEveryMs.long : rowEveryMs.short;
    for (const cell of this.cells) waits = cell.show(monoMs, cell.key === focusedKey ? 0 : everyMs) || waits;
    return waits;
  }

  /** One conflated batch, to be shown later. Prices older than what a cell has are left out: a snapshot may overtake a push. */
  apply(batch: TickBatch, nowMs: number): void {
    for (let index = 0; index < batch.keys.length; index++) {
      const cell = this.#byKey.get(batch.keys[index] ?? "");
      const receivedMs = batch.receivedMs[index];
      if (cell === undefined || receivedMs === undefined) continue;
      const before = cell.price;
      if (before.receivedMs !== null && receivedMs < before.receivedMs) continue;
      const told = batch.last[index] ?? null;
      const bid = batch.bid[index] ?? before.bid;
      const ask = batch.ask[index] ?? before.ask;
      // A quote makes the last price no newer: its age is shown, and a stale one stays stale.
      const lastMs = told === null ? before.lastMs : receivedMs - (batch.ageMs?.[index] ?? 0);
      const stale = told === null && before.last !== null && before.stale;
      const last = told ?? before.last;
      cell.price = { last, bid, ask, receivedMs, lastMs, stale };
      if (told === null || last === null) continue;
      const decimals = decimalsOf(last);
      if (decimals > cell.decimals) cell.decimals = decimals;
      // Few of five thousand a second flash or move a sparkline: the others are not read as numbers.
      if (nowMs >= cell.flashAgainMs && before.last !== null && last !== before.last)
        this.#mark(cell, Number(last) - Number(before.last), nowMs);
      if (nowMs - cell.sparkAtMs >= sparkEveryMs) followSpark(cell, Number(last), nowMs);
    }
  }

  #mark(cell: QuoteCell, difference: number, nowMs: number): void {
    if (difference === 0) return;
    cell.beginFlash(difference > 0 ? "up" : "down");
    cell.flashAgainMs = nowMs + flashEveryMs;
  }

  #fill(cell: QuoteCell, quote: Quote, nowMs: number, index: number): void {
    const receivedMs = quote.receivedAt === null ? null : Date.parse(quote.receivedAt);
    const known = cell.price.receivedMs;
    if (known === null || receivedMs === null || receivedMs >= known) {
      cell.price = {
        last: quote.last,
        bid: quote.bid,
        ask: quote.ask,
        receivedMs,
        lastMs: receivedMs === null ? null : receivedMs - (quote.ageMs ?? 0),
        stale: quote.stale,
      };
    }
    cell.reference = quote.reference;
    for (const price of [quote.last, quote.bid, quote.ask, ...quote.minutes]) {
      if (price !== null) cell.decimals = Math.max(cell.decimals, decimalsOf(price));
    }
    const points = quote.minutes.map(Number);
    if (cell.price.last !== null) points.push(Number(cell.price.last));
    cell.spark = points.slice(-sparkPoints);
    cell.minuteStartMs = Math.floor(nowMs / minuteMs) * minuteMs;
    // Spread over the interval: two hundred sparklines drawn in one go would be one long task.
    cell.sparkAtMs = nowMs - ((index * 137) % sparkEveryMs);
  }
}

/** Moves the newest point, or begins a new one when the minute is over. */
function followSpark(cell: QuoteCell, price: number, nowMs: number): void {
  const minute = Math.floor(nowMs / minuteMs) * minuteMs;
  const points =
    cell.spark.length > 0 && minute === cell.minuteStartMs
      ? cell.spark.slice(0, -1)
      : cell.spark.slice(1 - sparkPoints);
  points.push(price);
  cell.spark = points;
  cell.minuteStartMs = minute;
  cell.sparkAtMs = nowMs;
}
