/** Binance's spot market as a venue: everything public, without an account and without a key. */
import type { OpenedVenue, OpenOptions, VenueTraits } from "../session.ts";
import type { VenueKind } from "../venue.ts";
import { fetchCandlePage, lengthsMs } from "./candle-source.ts";
import { fetchCandles, rowsAPage, type Market } from "./candles.ts";
import { fetchHistory } from "./history.ts";
import { fetchInstruments } from "./instruments.ts";
import { refusal } from "../rest-json.ts";
import { keylessCloseMeans } from "../keyless-close.ts";
import { shownUrl } from "../shown-url.ts";
import { restLimit } from "./rest-request.ts";
import { fetchPrices, symbolsARequest } from "./rest-prices.ts";
import { BinanceSession } from "./session.ts";
import { streamKinds } from "./streams.ts";
import { notListed, SymbolTable } from "./symbols.ts";

const hourMs = 3_600_000;

/**
 * Binance allows 5 frames in any second, pongs included, closes with 1008 at the sixth and bans the network address of who goes on.
 * Two a second stay below that however the network bunches them up. It ends each socket after 24 hours.
 */
const traits: VenueTraits = {
  limits: {
    frames: { max: 2, perMs: 1_000 },
    streamsPerSocket: 1_024,
    dials: { max: 100, perMs: 300_000 },
    rest: restLimit,
    maxSocketAgeMs: 23 * hourMs,
    maxFrameBytes: 1024 * 1024,
  },
  // It has no heartbeat in text. Its pings come each 20 s, and once came each 3 min: that none comes says nothing.
  liveness: { idleMs: 60_000, probeEveryMs: 25_000, probeTimeoutMs: 10_000, countsPings: true },
  firstPrice: "by-rest-once-confirmed",
  streams: (need) => streamKinds(need).length,
  pricesPerRequest: symbolsARequest,
};

export const binance: VenueKind = {
  id: "binance",
  label: "Binance",
  nameInText: "Binance",
  demo: false,
  // Hosts that have market data alone. The others are Binance's as well: one of another company's has other prices.
  addresses: { wsUrl: "wss://data-stream.binance.vision/ws", restUrl: "https://data-api.binance.vision" },
  fallbackAddresses: [
    { wsUrl: "wss://stream.binance.com:9443/ws", restUrl: "https://api.binance.com" },
    { wsUrl: "wss://stream.binance.com:443/ws", restUrl: "https://api.binance.com" },
  ],
  needsKey: false,
  keyHosts: [],
  capabilities: { history: true, symbolList: true },
  tellsEveryTrade: true,
  settings: [],
  firstSymbols: ["BTC-USDT", "ETH-USDT"],
  traits,
  open: openBinance,
};

function openBinance({ wsUrl, gate, listed }: OpenOptions): OpenedVenue {
  const table = new SymbolTable(listed);
  const withMarket = async <T>(symbol: string, run: (market: Market) => Promise<T>) => {
    const wireSymbol = table.wireSymbolOf(symbol);
    return wireSymbol === null ? refusal("unknown-symbol", notListed(symbol)) : await run({ symbol, wireSymbol });
  };
  const streamUrl = withPath(wsUrl);
  return {
    shownUrl: shownUrl(streamUrl),
    dialUrl: streamUrl,
    rest: {
      prices: (symbols, signal) => fetchPrices(gate, symbols, table, signal),
      history: (symbol, span, signal) => withMarket(symbol, (market) => fetchHistory(gate, market, span, signal)),
      candles: (symbol, fromMs, toMs, signal) =>
        withMarket(symbol, (market) => fetchCandles(gate, market, fromMs, toMs, signal)),
      candleSource: {
        lengthsMs,
        perRequest: rowsAPage,
        reach: null,
        fetch: (symbol, span, signal) => withMarket(symbol, (market) => fetchCandlePage(gate, market, span, signal)),
      },
      instruments: (signal) => fetchInstruments(gate, signal),
    },
    session: () => new BinanceSession(listed),
    closeMeans: keylessCloseMeans,
  };
}

/** The frames without a wrapper are at `/ws`. */
function withPath(wsUrl: string): string {
  const url = URL.parse(wsUrl);
  if (url === null || url.pathname !== "/") return wsUrl;
  url.pathname = "/ws";
  return url.href;
}
