/** The exchange inside the app as a venue. It speaks SecurityPro's protocol, and has history and a list of symbols besides. */
import { message } from "../../../../preload/contract/messages/message.ts";
import { fetchCandles, fetchInstruments } from "../securitypro/rest.ts";
import { openSecurityPro, securityProTraits } from "../securitypro/venue.ts";
import type { CandleSource } from "../candle-source.ts";
import type { OpenOptions, VenueRest } from "../session.ts";
import type { VenueKind } from "../venue.ts";
import { startExchange } from "./exchange.ts";
import { candleLengths } from "./rest.ts";

/** It plans its past from a seed; how far that reaches is a matter of time and not of candles. */
function demoCandles(options: OpenOptions): CandleSource {
  return {
    lengthsMs: candleLengths,
    // A day of minutes at a time: the exchange works them out in this process.
    perRequest: 1_440,
    reach: null,
    fetch: (symbol, { lengthMs, fromMs, toMs }, signal) =>
      fetchCandles(options, symbol, fromMs, toMs - 1, signal, lengthMs),
  };
}

export const demoVenue: VenueKind = {
  id: "demo",
  get label() {
    return message("venue.demo");
  },
  get nameInText() {
    return message("venue.demo.in-text");
  },
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
  traits: securityProTraits,
  open(options) {
    const opened = openSecurityPro(demoVenue, options);
    const candles: VenueRest["candles"] = (...asked) => fetchCandles(options, ...asked);
    return {
      ...opened,
      rest: {
        ...opened.rest,
        candles,
        candleSource: demoCandles(options),
        async history(symbol, { fromMs, toMs }, signal) {
          const minute = Math.floor(fromMs / 60_000) * 60_000;
          const answer = await fetchCandles(options, symbol, minute, toMs, signal);
          return answer.ok ? { ok: true, value: { kind: "candles", candles: answer.value, complete: true } } : answer;
        },
        instruments: (signal) => fetchInstruments(options, signal),
      },
    };
  },
};
