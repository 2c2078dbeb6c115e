/** One instrument as the exchange trades it: its walk, its latest price, its record and candles, and who listens. */
import { Candles } from "./candles.ts";
import type { DemoInstrument } from "./instruments.ts";
import { PriceRecord, priceText } from "./record.ts";
import type { Client } from "./session.ts";
import type { DemoQuote, ListenerSpan } from "./types.ts";
import { PriceSimulator, type SharedFactor } from "./price-simulator.ts";

const spansKept = 1_000;
const positiveDecimal = /^\d{1,30}(\.\d{1,30})?$/;

/** Whether this is a price at all: a positive decimal without sign or exponent. */
export function isPrice(text: string): boolean {
  return positiveDecimal.test(text) && Number(text) > 0;
}

export class SimulatedMarket {
  readonly instrument: DemoInstrument;
  readonly priceSimulator: PriceSimulator;
  readonly record: PriceRecord;
  readonly candles: Candles;
  readonly tickerClients = new Set<Client>();
  readonly tradeClients = new Set<Client>();
  /** Who listened to the ticker when, oldest first. */
  readonly spans: ListenerSpan[] = [];
  quote: DemoQuote;
  nextTradeId = 1;

  constructor(instrument: DemoInstrument, seed: number, factor: SharedFactor, startMs: number, recordLimit: number) {
    this.instrument = instrument;
    this.priceSimulator = new PriceSimulator(instrument, seed, factor);
    this.record = new PriceRecord(instrument.decimals, recordLimit);
    this.candles = new Candles(this.priceSimulator, seed, startMs);
    this.priceSimulator.step(startMs);
    this.quote = this.#walked(startMs);
    this.record.add(this.priceSimulator.last, startMs, 0, null);
    this.candles.add(this.quote.price, startMs);
  }

  /** The walk's next trade; the caller sends it and then calls {@link keep}. */
  step(atMs: number): DemoQuote {
    this.priceSimulator.step(atMs);
    this.quote = this.#walked(atMs);
    return this.quote;
  }

  /** Writes the latest step of the walk down. */
  keep(sentTo: number): void {
    this.record.add(this.priceSimulator.last, this.quote.atMs, sentTo, null);
    this.candles.add(this.quote.price, this.quote.atMs);
  }

  /** Writes a price down that did not come from the walk. */
  keepPublished(quote: DemoQuote, sentTo: number): void {
    this.quote = quote;
    const units = this.unitsOf(quote.price);
    const plain = priceText(units, this.instrument.decimals);
    this.record.add(units, quote.atMs, sentTo, plain === quote.price ? null : quote.price);
    this.candles.add(quote.price, quote.atMs);
  }

  /** A client has begun to listen; `told`: it was sent the latest price at once. */
  began(client: Client, told: boolean): void {
    const since = this.record.nextSeq - (told ? 1 : 0);
    this.ended(client);
    this.spans.push({ connection: client.number, since, until: null });
    if (this.spans.length > spansKept) this.spans.shift();
  }

  /** A client listens no longer. */
  ended(client: Client): void {
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

  #walked(atMs: number): DemoQuote {
    const { decimals } = this.instrument;
    const bid = priceText(this.priceSimulator.bid, decimals);
    const ask = priceText(this.priceSimulator.ask, decimals);
    return { price: this.priceSimulator.side === "buy" ? ask : bid, bid, ask, atMs };
  }
}
