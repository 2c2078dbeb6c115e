/**
 * An exchange that runs inside the app and speaks SecurityPro's protocol over a real socket: what a first start shows, where no
 * venue is set up. Its data is invented, so anyone on this computer may read it; nothing can be changed over it.
 */
import type { Clock } from "../../../lib/clock.ts";
import type { RunningVenue } from "../venue.ts";
import { Broadcast } from "./broadcast.ts";
import { heartbeatFrame, IsoTimes, tickerFrame, tradeFrame } from "./frames.ts";
import { listen, webSocketPath } from "./http-listener.ts";
import { demoInstruments } from "./instruments.ts";
import { PriceSimulator, SharedFactor } from "./price-simulator.ts";
import { answerRequest, reply } from "./rest.ts";
import { listenersOf, parseFrame, readRequest, unknownSymbol, type Client } from "./session.ts";
import { SimulatedMarket } from "./simulated-market.ts";
import { TickGenerator } from "./tick-generator.ts";

const seed = 1;
const ticksPerSecond = 25;
const heartbeatMs = 1_000;

/** Starts the exchange: the same clock makes the same prices. Resolves once it listens, rejects where no port can be had. */
export async function startExchange(clock: Clock): Promise<RunningVenue> {
  const startMs = clock.now().wallMs;
  const factor = new SharedFactor(seed);
  const markets = new Map(
    demoInstruments.map((instrument) => [
      instrument.symbol,
      new SimulatedMarket(new PriceSimulator(instrument, seed, factor), seed, startMs),
    ]),
  );
  const broadcast = new Broadcast();
  const times = new IsoTimes();

  function answer(client: Client, request: ReturnType<typeof readRequest>): void {
    if (request === null) return;
    if (typeof request === "string") return void broadcast.send(client, request);
    const market = markets.get(request.symbol);
    if (request.op === "unsubscribe") {
      if (market !== undefined) listenersOf(market, request.channel).delete(client);
      return;
    }
    if (market === undefined) return void broadcast.send(client, unknownSymbol(request));
    listenersOf(market, request.channel).add(client);
    if (request.channel === "ticker")
      broadcast.send(client, tickerFrame(request.symbol, market.quote, times.of(market.quote.atMs)));
  }

  function trade(market: SimulatedMarket, atMs: number): void {
    const { symbol } = market.instrument;
    const quote = market.step(atMs);
    const { side } = market.priceSimulator;
    // The size is drawn whether or not anyone listens: the prices must not depend on who does.
    const parts = { price: quote.price, size: market.priceSimulator.size(), side, id: market.nextTradeId++ };
    const ts = times.of(atMs);
    sendToAll(market.tickerClients, tickerFrame(symbol, quote, ts));
    sendToAll(market.tradeClients, tradeFrame(symbol, parts, ts));
  }

  function sendToAll(clients: ReadonlySet<Client>, frame: string): void {
    for (const client of clients) broadcast.send(client, frame);
  }

  const open = await listen({
    onRequest: (request, response) => reply(response, answerRequest(markets, request, clock.now().wallMs)),
    onSocket(ws, socket) {
      const client: Client = { ws, socket };
      broadcast.clients.add(client);
      ws.on("error", () => ws.terminate());
      ws.on("close", () => {
        broadcast.clients.delete(client);
        for (const market of markets.values()) {
          market.tickerClients.delete(client);
          market.tradeClients.delete(client);
        }
      });
      ws.on("message", (data, isBinary) => answer(client, readRequest(isBinary ? null : parseFrame(String(data)))));
    },
  });
  const tickGenerator = new TickGenerator(clock, [...markets.values()], ticksPerSecond, seed, (next, atMs) => {
    broadcast.together(() => {
      for (const market of next) trade(market, atMs);
    });
  });
  tickGenerator.start();
  const heartbeats = clock.every(heartbeatMs, () =>
    sendToAll(broadcast.clients, heartbeatFrame(times.of(clock.now().wallMs))),
  );

  let stopped: Promise<void> | null = null;
  return {
    wsUrl: `ws://127.0.0.1:${open.port}${webSocketPath}`,
    restUrl: `http://127.0.0.1:${open.port}`,
    stop() {
      tickGenerator.stop();
      heartbeats.cancel();
      stopped ??= open.stop();
      return stopped;
    },
  };
}
