/**
 * The exchange that tests put in the app's way. It trades and answers with the parts of the demo exchange, and on top of that it
 * misbehaves as it is told, takes prices from the test, and remembers what it sent to whom.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { errorFrame } from "../../../main/market/venues/demo/frames.ts";
import { addressOf, webSocketPath } from "../../../main/market/venues/demo/http-listener.ts";
import { demoInstruments } from "../../../main/market/venues/demo/instruments.ts";
import { SharedFactor } from "../../../main/market/venues/demo/price-simulator.ts";
import { answerRequest, refusal, reply } from "../../../main/market/venues/demo/rest.ts";
import {
  listenersOf,
  parseFrame,
  readRequest,
  unknownSymbol,
  type StreamRequest,
} from "../../../main/market/venues/demo/session.ts";
import type { DemoQuote } from "../../../main/market/venues/demo/simulated-market.ts";
import { TickGenerator } from "../../../main/market/venues/demo/tick-generator.ts";
import { noFaults, type Faults } from "./faults.ts";
import { FaultyBroadcast } from "./faulty-broadcast.ts";
import { FaultyListener, type ExchangeSocket } from "./faulty-listener.ts";
import { isPrice, RecordedMarket, type NumberedClient } from "./recorded-market.ts";
import type { Exchange, ExchangeOptions, Publication, ReceivedFrame } from "./types.ts";

const receivedLimit = 1_000;

/** Starts an exchange; resolves once it listens, rejects where the port cannot be had. */
export async function startExchange(options: ExchangeOptions): Promise<Exchange> {
  const { clock, seed = 1, host = "127.0.0.1" } = options;
  const startMs = clock.now().wallMs;
  const factor = new SharedFactor(seed);
  const markets = new Map<string, RecordedMarket>();
  for (const instrument of options.instruments ?? demoInstruments) {
    markets.set(
      instrument.symbol,
      new RecordedMarket(instrument, seed, factor, startMs, options.recordLimit ?? 10_000),
    );
  }
  const received: ReceivedFrame[] = [];
  let faults: Readonly<Faults> = { ...noFaults };
  let accepted = 0;
  let stopped: Promise<void> | null = null;

  const tradeIds = options.tradeIds ?? true;
  const requireKey = options.requireKey ?? null;
  const nowMs = (): number => clock.now().wallMs;
  const broadcast = new FaultyBroadcast(clock, () => faults, tradeIds);

  function answer(client: NumberedClient, request: ReturnType<typeof readRequest>): void {
    if (request === null) return;
    if (typeof request === "string") return void broadcast.send(client, request);
    const market = markets.get(request.symbol);
    if (request.op === "unsubscribe") {
      if (market === undefined) return;
      listenersOf(market, request.channel).delete(client);
      if (request.channel === "ticker") market.ended(client);
      return;
    }
    if (!isKeyTaken(client, request)) return;
    if (market === undefined || faults.rejectSymbols.includes(request.symbol)) {
      broadcast.send(client, unknownSymbol(request));
      return;
    }
    listenersOf(market, request.channel).add(client);
    if (request.channel === "ticker")
      market.began(client, (options.snapshotOnSubscribe ?? true) && broadcast.snapshot(client, market));
  }

  function isKeyTaken(client: NumberedClient, { channel, symbol, apiKey }: StreamRequest): boolean {
    const { refuseKey } = faults;
    if (refuseKey === null && (requireKey === null || (apiKey ?? client.queryKey) === requireKey)) return true;
    if (refuseKey !== "close")
      broadcast.send(client, errorFrame("unauthorized", "The API key is not valid.", { channel, symbol }));
    if (refuseKey !== "frame") client.ws.close(1008, "unauthorized");
    return false;
  }

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    if (faults.rest === "hang") return;
    if (faults.rest === "drop") {
      request.socket.destroy();
      return;
    }
    const key = request.headers["x-api-key"];
    const isKeyRefused = faults.refuseKey !== null || (requireKey !== null && key !== requireKey);
    if (faults.rest !== null)
      reply(response, refusal(faults.rest, "unavailable", "Not available at the moment."), faults.retryAfterS);
    else if (isKeyRefused)
      reply(response, refusal(401, "unauthorized", "The API key is not valid."), faults.retryAfterS);
    else {
      const symbol = addressOf(request)?.searchParams.get("symbol") ?? "";
      const isRejected = faults.rejectSymbols.includes(symbol);
      const { status, body } = answerRequest(isRejected ? new Map() : markets, request, nowMs());
      const ts = body["ts"];
      const moved = typeof ts === "string" ? { ts: broadcast.ts(Date.parse(ts)) } : {};
      reply(response, { status, body: { ...body, ...moved } }, faults.retryAfterS);
    }
  }

  function onSocket(ws: ExchangeSocket, socket: Duplex, queryKey: string | null): void {
    accepted += 1;
    const client: NumberedClient = { number: accepted, ws, socket, queryKey };
    ws.isMute = () => faults.stall;
    broadcast.clients.add(client);
    ws.on("error", () => ws.terminate());
    ws.on("close", () => {
      broadcast.clients.delete(client);
      for (const market of markets.values()) {
        if (market.tickerClients.delete(client)) market.ended(client);
        market.tradeClients.delete(client);
      }
    });
    ws.on("ping", (data) => {
      if (!faults.stall && ws.readyState === ws.OPEN) ws.pong(data);
    });
    ws.on("message", (data, isBinary) => {
      const frame = isBinary ? null : parseFrame(String(data));
      received.push({ connection: client.number, atMs: nowMs(), frame: isBinary ? data : frame });
      if (received.length > receivedLimit) received.shift();
      answer(client, readRequest(frame));
    });
    if (faults.acceptThenClose === 1006) ws.terminate();
    else if (faults.acceptThenClose !== null) ws.close(faults.acceptThenClose);
  }

  const httpListener = new FaultyListener({
    clock,
    host,
    port: options.port ?? 0,
    faults: () => faults,
    onRequest,
    onSocket,
  });
  await httpListener.listen();

  const tickGenerator = new TickGenerator(
    clock,
    [...markets.values()],
    options.ticksPerSecond ?? 25,
    seed,
    (next, atMs) => {
      broadcast.together(() => {
        for (const market of next) trade(market, atMs);
      });
    },
  );
  function trade(market: RecordedMarket, atMs: number): void {
    const quote = market.step(atMs);
    const id = market.nextTradeId++;
    const byTicker = broadcast.ticker(market, quote);
    // The size is drawn whether or not anyone listens: the prices of a seed must not depend on who does.
    const parts = {
      price: quote.price,
      size: market.priceSimulator.size(),
      side: market.priceSimulator.side,
      id,
    };
    const byTrades = broadcast.trade(market, parts, atMs);
    market.keep({ sentTo: Math.max(byTicker, byTrades), size: parts.size, tradeSentTo: byTrades });
  }
  if (options.held !== true) tickGenerator.start();
  const heartbeats = clock.every(options.heartbeatMs ?? 1_000, () => broadcast.heartbeat());

  function listed(symbol: string): RecordedMarket {
    const market = markets.get(symbol);
    if (market === undefined) throw new RangeError(`${symbol} is not traded here.`);
    return market;
  }

  function publish(symbol: string, what: Publication): void {
    const market = listed(symbol);
    const atMs = nowMs();
    const { price } = what;
    const isReal = isPrice(price);
    const quote: DemoQuote = {
      price,
      bid: what.bid ?? (isReal ? market.beside(price, -1) : price),
      ask: what.ask ?? (isReal ? market.beside(price, 1) : price),
      atMs,
    };
    const id = what.id ?? market.nextTradeId;
    const isLate = id < market.nextTradeId;
    market.nextTradeId = Math.max(market.nextTradeId, id + 1);
    let [sentTo, tradeSentTo] = [0, 0];
    if (what.only !== "trades") sentTo = broadcast.ticker(market, quote, what.ts);
    const size = what.size ?? (what.only === "trades" ? "1" : null);
    if (what.only !== "ticker" && size !== null) {
      const parts = { price, size, side: what.side ?? "buy", id };
      tradeSentTo = broadcast.trade(market, parts, atMs, what.ts);
      sentTo = Math.max(sentTo, tradeSentTo);
    }
    if (isReal && !isLate) market.keepPublished(quote, { sentTo, size, tradeSentTo });
  }

  // One after the other: two changes at once must not open the port twice.
  let portMoved: Promise<void> = Promise.resolve();
  function setFaults(patch: Partial<Faults>): Promise<void> {
    faults = { ...faults, ...patch };
    portMoved = portMoved.then(async () => {
      if (stopped !== null) return;
      if (faults.refuse === "tcp") httpListener.shut();
      else await httpListener.listen();
    });
    return portMoved;
  }

  const hostName = host.includes(":") ? `[${host}]` : host;
  return {
    wsUrl: `ws://${hostName}:${httpListener.port}${webSocketPath}`,
    restUrl: `http://${hostName}:${httpListener.port}`,
    symbols: [...markets.keys()],
    received,
    get connections() {
      return broadcast.clients.size;
    },
    get accepted() {
      return accepted;
    },
    get dials() {
      return httpListener.dials;
    },
    get faults() {
      return faults;
    },
    subscriptions: () => ({
      ticker: [...markets].filter(([, market]) => market.tickerClients.size > 0).map(([symbol]) => symbol),
      trades: [...markets].filter(([, market]) => market.tradeClients.size > 0).map(([symbol]) => symbol),
    }),
    prices: () => Object.fromEntries([...markets].map(([symbol, market]) => [symbol, { ...market.quote }])),
    setPrice(symbol, price) {
      const text = typeof price === "number" ? price.toFixed(listed(symbol).instrument.decimals) : price;
      if (!isPrice(text)) throw new RangeError(`${text} is no price.`);
      publish(symbol, { price: text });
      const market = listed(symbol);
      market.moveTo(text, nowMs());
    },
    publish,
    hold: () => tickGenerator.stop(),
    go: () => {
      if (stopped === null) tickGenerator.start();
    },
    record: (symbol, range) => listed(symbol).record.list(range?.since),
    nextSeq: (symbol) => listed(symbol).record.nextSeq,
    listeners: (symbol) => listed(symbol).spans,
    crossings: (symbol, level, range) => listed(symbol).record.crossings(level, range?.since),
    setFaults,
    clearFaults: () => setFaults({ ...noFaults }),
    drop() {
      for (const client of broadcast.clients) client.ws.terminate();
    },
    close(code, reason) {
      for (const client of broadcast.clients) client.ws.close(code, reason);
    },
    sendRaw(data) {
      for (const client of broadcast.clients) broadcast.send(client, data);
    },
    sendGarbage: (kind) => broadcast.garbage(kind),
    stop() {
      tickGenerator.stop();
      heartbeats.cancel();
      stopped ??= portMoved.then(() => httpListener.stop());
      return stopped;
    },
  };
}
