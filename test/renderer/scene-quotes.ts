/** The instruments of the scenes and their prices. */
import type { Quote } from "../../preload/contract/market.ts";

const minuteMs = 60_000;

export const markets: readonly [symbol: string, price: number, decimals: number, changePercent: number][] = [
  ["BTC-USD", 44388.12, 2, 1.42],
  ["ETH-USD", 2412.55, 2, -0.86],
  ["SOL-USD", 98.431, 3, 4.1],
  ["XRP-USD", 0.52318, 5, -2.3],
  ["ADA-USD", 0.4801, 4, 0.11],
  ["DOGE-USD", 0.081234, 6, -0.04],
  ["AVAX-USD", 36.22, 2, 0],
  ["LINK-USD", 14.872, 3, 2.75],
  ["LTC-USD", 71.05, 2, -1.12],
  ["DOT-USD", 7.213, 3, 0.93],
  ["EUR-USD", 1.08412, 5, -0.07],
  ["XAU-USD", 2034.61, 2, 0.31],
  ["SHIB-USD", 0.00000932, 8, 6.21],
];

/** One quote with a plausible last hour; the same every time. */
export function quote(symbol: string, price: number, decimals: number, changePercent: number, nowMs: number): Quote {
  const half = price * 0.0001;
  const seed = [...symbol].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const minutes = Array.from({ length: 59 }, (_, index) => {
    const drift = 1 - (changePercent / 100) * (1 - index / 58) * 0.6;
    const wave = Math.sin(index / 5 + seed) * 0.002 + Math.sin(index / 1.7 + seed * 3) * 0.0009;
    return (price * (drift + wave)).toFixed(decimals);
  });
  const at = new Date(nowMs).toISOString();
  return {
    instrument: { venue: "demo", symbol },
    last: price.toFixed(decimals),
    bid: (price - half).toFixed(decimals),
    ask: (price + half).toFixed(decimals),
    at,
    receivedAt: at,
    reference: {
      price: (price / (1 + changePercent / 100)).toFixed(decimals + 2),
      at: new Date(nowMs - 300 * minuteMs).toISOString(),
      basis: "session",
    },
    minutes,
    stale: false,
  };
}
