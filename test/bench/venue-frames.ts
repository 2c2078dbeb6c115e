/** What it costs to read a recorded frame of an exchange, whole: a message with every price checked, against `JSON.parse` alone. */
import { BinanceSession } from "../../main/market/venues/binance/session.ts";
import { CoinbaseSession } from "../../main/market/venues/coinbase/session.ts";
import { KrakenSession } from "../../main/market/venues/kraken/session.ts";
import type { VenueSession } from "../../main/market/venues/session.ts";
import { recordedFrame } from "../market/venues/recorded-frame.ts";
import { median, type Row } from "./print-rows.ts";

const framesARound = 20_000;
const rounds = 25;
const warmUpRounds = 5;

interface Reading {
  readonly name: string;
  readonly session: VenueSession;
  readonly frame: string;
}

export function benchVenueFrames(): Row[] {
  return readings().map(({ name, session, frame }) => {
    const bytes = Buffer.from(frame);
    const ratios: number[] = [];
    for (let round = 0; round < rounds + warmUpRounds; round++) {
      const floor = cpuOf(() => JSON.parse(bytes.toString()) as unknown);
      const ours = cpuOf(() => session.parse(bytes.toString(), bytes));
      if (round >= warmUpRounds) ratios.push(ours / floor);
    }
    return { name, value: median(ratios), unit: "x JSON.parse", target: 1 };
  });
}

function readings(): readonly Reading[] {
  const coinbase = subscribed(new CoinbaseSession(), "SKL-BTC", "BTC-USD");
  const kraken = subscribed(new KrakenSession((symbol) => symbol.replace("-", "/")), "BTC-USD");
  const listing = { base: "NKN", quote: "USDT", name: null, aliases: [], tickSize: null, note: null };
  const nkn = { symbol: "NKN-USDT", wireSymbol: "NKNUSDT", state: "trading" as const, ...listing };
  const binance = subscribed(new BinanceSession(() => [nkn]), nkn.symbol);
  const { data } = JSON.parse(recordedFrame("binance", "combined_aggTrade_2021")) as { data: object };
  return [
    { name: "Coinbase, a trade", session: coinbase, frame: recordedFrame("coinbase", "match_SKL-BTC_2021") },
    { name: "Coinbase, a ticker", session: coinbase, frame: recordedFrame("coinbase", "ticker_2026-10-03_full") },
    { name: "Kraken, two trades", session: kraken, frame: recordedFrame("kraken", "trade_update_2026_two_trades") },
    { name: "Kraken, a ticker", session: kraken, frame: recordedFrame("kraken", "ticker_update_2026") },
    { name: "Binance, a trade", session: binance, frame: JSON.stringify(data) },
  ];
}

/** With the session at work: a frame that it would leave out must not pass for one that is read. */
function subscribed(session: VenueSession, ...symbols: readonly string[]): VenueSession {
  session.subscribe(new Map(symbols.map((symbol) => [symbol, { everyTrade: true, size: true, quotes: true }])));
  return session;
}

/** Microseconds of CPU of a round. */
function cpuOf(read: () => unknown): number {
  const before = process.cpuUsage();
  for (let at = 0; at < framesARound; at++) read();
  const used = process.cpuUsage(before);
  return used.user + used.system;
}
