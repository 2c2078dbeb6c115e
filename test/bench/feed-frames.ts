/** The frames of the pipeline's benchmark: the same for the floor and for the app, and no two prices in a row alike. */

export interface Burst {
  readonly frames: number;
  readonly instruments: number;
  /** The first frame's number: continues the walk, so that no frame repeats. */
  readonly from: number;
  /** With a field that the documentation does not name: for `JSON.parse`, not for the usual way. */
  readonly unusual?: boolean;
  /** Trades as this exchange sends them; absent: SecurityPro's tickers. */
  readonly venue?: "coinbase" | "kraken" | "binance";
}

export const symbolAt = (at: number): string => `S${String(at).padStart(3, "0")}-USD`;

/** SecurityPro tickers as the documentation shows them, over the instruments in turn. */
export function burstFrames(burst: Burst): readonly string[] {
  const at0 = Date.parse("2026-01-05T12:00:00Z");
  return Array.from({ length: burst.frames }, (_, at) => {
    const number = burst.from + at;
    const cents = 4_500_000 + ((number * 7919) % 20_000);
    const price = (offset: number) => ((cents + offset) / 100).toFixed(2);
    return JSON.stringify({
      type: "ticker",
      symbol: symbolAt(number % burst.instruments),
      bid: price(-500),
      ask: price(500),
      price: price(0),
      ts: new Date(at0 + number).toISOString(),
      ...(burst.unusual === true ? { seq: number } : {}),
    });
  });
}
