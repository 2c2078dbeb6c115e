/** Trades as three exchanges send them, one a frame, with every field that their recorded frames have. */
import { symbolAt, type Burst } from "./feed-frames.ts";

/** One trade of the benchmark's walk. */
interface WalkedTrade {
  readonly symbol: string;
  readonly price: string;
  readonly id: number;
  readonly number: number;
  readonly atMs: number;
}

const frameOf: Readonly<Record<NonNullable<Burst["venue"]>, (trade: WalkedTrade) => string>> = {
  coinbase: ({ symbol, price, id, number, atMs }) =>
    JSON.stringify({
      type: "match",
      trade_id: id,
      maker_order_id: "7b5c7e3e-6d3a-4a3c-9e0b-0c8f1f0f8c11",
      taker_order_id: "0d1f8c3a-2b7e-4c55-8f6d-5a9e6b7c8d22",
      side: "sell",
      size: "0.01230000",
      price,
      product_id: symbol,
      sequence: 30_000_000_000 + number,
      time: new Date(atMs).toISOString().replace("Z", "510Z"),
    }),
  // Prices are JSON numbers, written out with their digits.
  kraken: ({ symbol, price, id, atMs }) =>
    `{"channel":"trade","type":"update","data":[{"symbol":"${symbol.replace("-", "/")}","side":"sell","price":${price},` +
    `"qty":0.01230000,"ord_type":"market","trade_id":${id},"timestamp":"${new Date(atMs).toISOString().replace("Z", "510Z")}"}]}`,
  binance: ({ symbol, price, id, number, atMs }) =>
    JSON.stringify({
      e: "aggTrade",
      E: atMs + 3,
      s: symbol.replace("-", ""),
      a: 4_080_000_000 + number,
      p: `${price}000000`,
      q: "0.01230000",
      f: id,
      l: id,
      T: atMs,
      m: true,
      M: true,
    }),
};

/** Ids follow one another on each instrument, as the venues' own do: a hole would be trades that were missed. */
export function venueTradeFrames(venue: NonNullable<Burst["venue"]>, burst: Burst): readonly string[] {
  const at0 = Date.parse("2026-01-05T12:00:00Z");
  return Array.from({ length: burst.frames }, (_, at) => {
    const number = burst.from + at;
    const price = ((4_500_000 + ((number * 7919) % 20_000)) / 100).toFixed(2);
    const symbol = symbolAt(number % burst.instruments);
    const id = 1_000_000 + Math.floor(number / burst.instruments);
    return frameOf[venue]({ symbol, price, id, number, atMs: at0 + number });
  });
}
