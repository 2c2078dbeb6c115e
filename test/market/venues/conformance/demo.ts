/**
 * The demo exchange, embedded as the app embeds it and driven by the test. It is no fake of a venue that is elsewhere, and cannot be told
 * everything that such a fake can: what it cannot do stands in `neverStill`, and in the methods that it does not have.
 */
import { HttpRestGate } from "../../../../main/market/feed/rest-gate.ts";
import { demoVenue as kind } from "../../../../main/market/venues/demo/venue.ts";
import type { DemoInstrument } from "../../../../main/market/venues/demo/instruments.ts";
import type { ManualClock } from "../../../doubles/clock.ts";
import { startExchange } from "../../../doubles/exchange/exchange.ts";
import type { FakeTrade } from "../../../doubles/venues/fake-market.ts";
import { VenueServer, type RestAnswer, type RestRequest } from "../../../doubles/venue-server.ts";
import type { RunningVenue, VenueUnderTest } from "./venue-under-test.ts";

const symbols = ["BTC-USD", "PEPE-USD", "XAU-USD"] as const;
const listable = Array.from({ length: 300 }, (_, at) => `S${at}-USD`);
/** What every price begins at: one that a test moves from here is not held back for being absurd. */
const firstPrice = (symbol: string): string => (symbol === "PEPE-USD" ? "0.00001305" : "100");

const instrument = (symbol: string): DemoInstrument => ({
  symbol,
  decimals: 8,
  basePrice: 100,
  dailyVolatility: 0.01,
  beta: 0,
  weight: 1,
  spreadBps: 1,
  sizeDecimals: 2,
  typicalSize: 1,
});

export const demo: VenueUnderTest = {
  kind,
  tellsLoss: false,
  acknowledges: false,
  neverStill:
    "The demo exchange makes its prices itself and has one of now from its start: no market of it is ever still.",
  start,
};

async function start(clock: ManualClock): Promise<RunningVenue> {
  const all = [...symbols, ...listable];
  const exchange = await startExchange({ clock, held: true, instruments: all.map(instrument) });
  for (const symbol of all) exchange.publish(symbol, { price: firstPrice(symbol) });
  // Its own HTTP answers everything rightly: faults are put in front of it.
  const front = await VenueServer.start();
  let fault: (request: RestRequest) => RestAnswer | null | undefined = () => undefined;
  const passOn = async ({ path, query }: RestRequest): Promise<RestAnswer> => {
    try {
      const answer = await fetch(`${exchange.restUrl}${path}?${query.toString()}`);
      return { status: answer.status, body: await answer.text() };
    } catch {
      // The test is over, and the exchange has stopped before its answer.
      return { status: 503, body: "" };
    }
  };
  front.rest = (request) => {
    const answer = fault(request);
    return answer === undefined ? passOn(request) : answer;
  };
  let nextTradeId = 1_001;
  let listedCount = 0;
  const { wsUrl } = exchange;
  const { restUrl } = front;
  const gate = new HttpRestGate({ clock, restUrls: [restUrl], limit: kind.traits.limits.rest, takesKey: false });
  return {
    opened: kind.open({ wsUrl, restUrl, apiKey: null, values: {}, gate, listed: () => [] }),
    wsUrl,
    restUrl,
    listed: () => [],
    symbols,
    wrongSymbol: "WRONG-USD",
    list: (count) => listable.slice(listedCount, (listedCount += count)),
    trade(symbol, price, { size = "0.5", side = "buy", atMs = clock.now().wallMs } = {}): FakeTrade {
      const trade = { id: nextTradeId++, price, size, side, atMs };
      exchange.publish(symbol, { price, size, side, id: trade.id, ts: new Date(atMs).toISOString() });
      return trade;
    },
    tellPrice(symbol, price) {
      const ts = new Date(clock.now().wallMs).toISOString();
      exchange.sendRaw(JSON.stringify({ type: "trade", symbol, price, size: "1", side: "buy", id: nextTradeId++, ts }));
    },
    send: (text) => exchange.sendRaw(text),
    received: () => exchange.received.filter(({ connection }) => connection === exchange.accepted).length,
    tells: (symbol) => exchange.subscriptions().trades.includes(symbol),
    sockets: () => exchange.accepted,
    openSockets: () => exchange.connections,
    streams: () => [Object.values(exchange.subscriptions()).flat().length],
    close: (code) => exchange.close(code),
    cut: () => exchange.drop(),
    // It names no limit, as SecurityPro, whose protocol it speaks.
    frames: () => ({ busiest: 0, max: Number.POSITIVE_INFINITY }),
    restShare: () => 0,
    fault: (answer) => (fault = answer),
    requests: () => front.requests,
    async stop() {
      await exchange.stop();
      await front.stop();
    },
  };
}
