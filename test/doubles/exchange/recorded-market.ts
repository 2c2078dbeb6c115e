/** One instrument that remembers every price it made, who listened when, and takes prices from a test. */
import type { DemoInstrument } from "../../../main/market/venues/demo/instruments.ts";
import type { SharedFactor } from "../../../main/market/venues/demo/price-simulator.ts";
import { priceText } from "../../../main/market/venues/demo/price-text.ts";
import type { Client } from "../../../main/market/venues/demo/session.ts";
import { SimulatedMarket, type DemoQuote } from "../../../main/market/venues/demo/simulated-market.ts";
import { MovablePrice } from "./movable-price.ts";
import { PriceRecord, type RecordedPrice } from "./record.ts";
import type { ListenerSpan } from "./types.ts";

const spansKept = 1_000;
const positiveDecimal = /^\d{1,30}(\.\d{1,30})?$/;

/** A connection with its number, counting from 1, and the key in the query string of its address. */
export interface NumberedClient extends Client {
  readonly number: number;
  readonly queryKey: string | null;
}

/** To how many a price was sent, and the trade that made it. */
export type Sent = Pick<RecordedPrice, "sentTo" | "size" | "tradeSentTo">;

/** Whether this is a price at all: a positive decimal without sign or exponent. */
export function isPrice(text: string): boolean {
  return positiveDecimal.test(text) && Number(text) > 0;
}

export class RecordedMarket extends SimulatedMarket {
  readonly record: PriceRecord;
  /** Who listened to the ticker when, oldest first. */
  readonly spans: ListenerSpan[] = [];
  readonly #price: MovablePrice;

  constructor(instrument: DemoInstrument, seed: number, factor: SharedFactor, startMs: number, recordLimit: number) {
    const price = new MovablePrice(instrument, seed, factor);
    super(price, seed, startMs);
    this.#price = price;
    this.record = new PriceRecord(instrument.decimals, recordLimit);
    this.keep({ sentTo: 0, size: null, tradeSentTo: 0 });
  }

  /** Writes the latest step of the simulator down. */
  keep(sent: Sent): void {
    const { last, bid, ask } = this.priceSimulator;
    this.record.add({ units: last, atMs: this.quote.atMs, exact: null, spreadUnits: ask - bid, ...sent });
  }

  /** Writes a price down that a test has published. */
  keepPublished(quote: DemoQuote, sent: Sent): void {
    this.quote = quote;
    const { price, bid, ask, atMs } = quote;
    const units = this.unitsOf(price);
    const exact = priceText(units, this.instrument.decimals) === price ? null : price;
    const spreadUnits = isPrice(bid) && isPrice(ask) ? this.unitsOf(ask) - this.unitsOf(bid) : Number.NaN;
    this.record.add({ units, atMs, exact, spreadUnits, ...sent });
    this.candles.add(quote.price, quote.atMs);
  }

  /** The simulated price goes on from this one. */
  moveTo(price: string, atMs: number): void {
    this.#price.moveTo(this.unitsOf(price), atMs);
  }

  /** A client has begun to listen; `told`: it was sent the latest price at once. */
  began(client: NumberedClient, told: boolean): void {
    const since = this.record.nextSeq - (told ? 1 : 0);
    this.ended(client);
    this.spans.push({ connection: client.number, since, until: null });
    if (this.spans.length > spansKept) this.spans.shift();
  }

  /** A client listens no longer. */
  ended(client: NumberedClient): void {
    const span = this.spans.findLast(({ connection }) => connection === client.number);
    if (span !== undefined) span.until ??= this.record.nextSeq;
  }

  /** Nearest whole number of price steps, at least one. */
  unitsOf(price: string): number {
    return Math.max(1, Math.round(Number(price) * 10 ** this.instrument.decimals));
  }

  /** A price some steps away, as text; never below one step. */
  beside(price: string, steps: number): string {
    return priceText(Math.max(1, this.unitsOf(price) + steps), this.instrument.decimals);
  }
}
