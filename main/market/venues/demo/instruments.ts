/** What is traded on the demo exchange. Prices are invented; they only look like a market. */

export interface DemoInstrument {
  readonly symbol: string;
  /** Decimals of every price; the price step is one unit of the last. */
  readonly decimals: number;
  /** The price around which it moves over the weeks. */
  readonly basePrice: number;
  /** Standard deviation of a day's return, 0.026 being 2.6 percent. */
  readonly dailyVolatility: number;
  /** Share in what moves the whole market; 0 is a market of its own. */
  readonly beta: number;
  /** Share of the ticks, relative to the others. */
  readonly weight: number;
  /** Usual spread, in hundredths of a percent of the price. */
  readonly spreadBps: number;
  /** Decimals of a trade's size. */
  readonly sizeDecimals: number;
  /** Median size of a trade. */
  readonly typicalSize: number;
}

const row = (
  symbol: string,
  decimals: number,
  basePrice: number,
  dailyVolatility: number,
  beta: number,
  weight: number,
  spreadBps: number,
  sizeDecimals: number,
  typicalSize: number,
): DemoInstrument => ({
  symbol,
  decimals,
  basePrice,
  dailyVolatility,
  beta,
  weight,
  spreadBps,
  sizeDecimals,
  typicalSize,
});

/** From one that costs a small car to one of which a cent buys a thousand. */
export const demoInstruments: readonly DemoInstrument[] = [
  row("BTC-USD", 2, 45_000, 0.026, 0.9, 5, 0.4, 5, 0.012),
  row("ETH-USD", 2, 2_450, 0.033, 1.15, 4, 0.6, 4, 0.18),
  row("SOL-USD", 3, 141.5, 0.045, 1.5, 3, 1, 3, 3.1),
  row("XRP-USD", 5, 0.58, 0.037, 1, 2.5, 1.2, 1, 720),
  row("ADA-USD", 5, 0.364, 0.041, 1.2, 2, 1.6, 1, 950),
  row("DOGE-USD", 6, 0.1187, 0.05, 1.35, 2.5, 1.4, 0, 2_600),
  row("LTC-USD", 2, 71.3, 0.034, 1, 1.5, 2, 3, 3.4),
  row("LINK-USD", 3, 13.42, 0.042, 1.25, 1.5, 1.8, 2, 21),
  row("AVAX-USD", 3, 27.15, 0.046, 1.4, 1.5, 1.8, 2, 11),
  row("DOT-USD", 4, 5.12, 0.041, 1.2, 1.2, 2.2, 2, 48),
  row("ATOM-USD", 4, 7.36, 0.042, 1.15, 1, 2.4, 2, 33),
  row("SHIB-USD", 9, 0.0000178, 0.052, 1.3, 1.5, 2.6, 0, 9_400_000),
  row("PEPE-USD", 11, 0.00000893, 0.065, 1.6, 1.8, 3, 0, 21_000_000),
  row("XAU-USD", 2, 2_412, 0.0085, 0.05, 1.2, 0.8, 3, 0.4),
  row("EUR-USD", 5, 1.0842, 0.0042, 0, 1.6, 0.5, 0, 1_800),
  row("USDT-USD", 5, 1.0001, 0.0006, 0.01, 0.8, 0.4, 0, 2_200),
];
