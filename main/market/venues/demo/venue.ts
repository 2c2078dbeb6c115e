/** The exchange inside the app as a venue. It speaks SecurityPro's protocol, and has history and a list of symbols besides. */
import { openSession } from "../securitypro/venue.ts";
import { fetchCandles, fetchSymbols } from "../securitypro/rest.ts";
import type { VenueKind } from "../venue.ts";
import { startExchange } from "./exchange.ts";

export const demoVenue: VenueKind = {
  id: "demo",
  label: "Demo exchange",
  nameInText: "the demo exchange",
  demo: true,
  addresses: null,
  fallbackAddresses: [],
  needsKey: false,
  keyHosts: [],
  capabilities: { history: true, symbolList: true },
  tellsEveryTrade: true,
  settings: [],
  firstSymbols: ["BTC-USD", "ETH-USD", "SOL-USD", "XRP-USD", "DOGE-USD", "LINK-USD", "PEPE-USD", "XAU-USD", "EUR-USD"],
  start: startExchange,
  open: (access) => ({
    ...openSession(demoVenue, access),
    candles: (symbol, fromMs, toMs, signal) => fetchCandles(access, symbol, fromMs, toMs, signal),
    symbols: (signal) => fetchSymbols(access, signal),
  }),
};
