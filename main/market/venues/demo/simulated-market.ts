/** One instrument as the exchange trades it: its simulated price, its latest quote, its candles, and who listens. */
import { Candles } from "./candles.ts";
import type { DemoInstrument } from "./instruments.ts";
import type { PriceSimulator } from "./price-simulator.ts";
import { priceText } from "./price-text.ts";
import type { Client } from "./session.ts";

/** The latest price of one instrument. */
export interface DemoQuote {
  price: string;
  bid: string;
  ask: string;
  /** Wall time at which it was made. */
  atMs: number;
}

export class SimulatedMarket {
  readonly instrument: DemoInstrument;
  readonly priceSimulator: PriceSimulator;
  readonly candles: Candles;
  readonly tickerClients = new Set<Client>();
  readonly tradeClients = new Set<Client>();
  quote: DemoQuote;
  nextTradeId = 1;

  constructor(priceSimulator: PriceSimulator, seed: number, startMs: number) {
    this.instrument = priceSimulator.instrument;
    this.priceSimulator = priceSimulator;
    this.candles = new Candles(priceSimulator, seed, startMs);
    this.quote = this.step(startMs);
  }

  /** Makes the next trade. */
  step(atMs: number): DemoQuote {
    const { priceSimulator } = this;
    const { decimals } = this.instrument;
    priceSimulator.step(atMs);
    const [price, bid, ask] = [priceSimulator.last, priceSimulator.bid, priceSimulator.ask].map((units) =>
      priceText(units, decimals),
    ) as [string, string, string];
    this.quote = { price, bid, ask, atMs };
    this.candles.add(this.quote.price, atMs);
    return this.quote;
  }
}
