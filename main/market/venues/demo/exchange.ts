/**
 * An exchange that runs inside the app and speaks SecurityPro over a real socket: the default where no venue is set up, and
 * what tests put in the app's way. Its data is invented, so anyone on this machine may read it; nothing can be changed over it.
 */
import type { Duplex } from "node:stream";
import { Broadcast } from "./broadcast.ts";
import { HttpListener, webSocketPath, type ExchangeSocket } from "./http-listener.ts";
import { noFaults, type Faults } from "./faults.ts";
import { demoInstruments } from "./instruments.ts";
import { isPrice, SimulatedMarket } from "./simulated-market.ts";
import { TickGenerator } from "./tick-generator.ts";
import { answerHttp } from "./rest.ts";
import { answer, type Client, type SessionHost } from "./session.ts";
import type { DemoQuote, Exchange, ExchangeOptions, Publication, ReceivedFrame } from "./types.ts";
import { SharedFactor } from "./price-simulator.ts";

export type { DemoQuote, Exchange, ExchangeOptions, ListenerSpan, Publication, ReceivedFrame } from "./types.ts";
export type { CrossingRecord, RecordedPrice } from "./record.ts";
export { garbageKinds, noFaults, type Faults, type GarbageKind } from "./faults.ts";
export { demoInstruments, syntheticInstruments, type DemoInstrument } from "./instruments.ts";

const receivedLimit = 1_000;

/** Starts a demo exchange; resolves once it listens, rejects where the port cannot be had. */
export async function startExchange(options: ExchangeOptions): Promise<Exchange> {
  const { clock, seed = 1, host = "127.0.0.1" } = options;
  const startMs = clock.now().wallMs;
  const factor = new SharedFactor(seed);
  const simulatedMarkets = new Map<string, SimulatedMarket>();
  for (const instrument of options.instruments ?? demoInstruments) {
    simulatedMarkets.set(
      instrument.symbol,
      new SimulatedMarket(instrument, seed, factor, startMs, options.recordLimit ?? 10_000),
    );
  }
  const received: ReceivedFrame[] = [];
  let faults: Readonly<Faults> = { ...noFaults };
  let accepted = 0;
  let stopped: Promise<void> | null = null;

  const broadcast = new Broadcast(clock, () => faults);
  const tradeIds = options.tradeIds ?? true;
  const requireKey = options.requireKey ?? null;
  const nowMs = (): number => clock.now().wallMs;

  const sessions: SessionHost = {
    simulatedMarkets,
    requireKey,
    get faults() {
      return faults;
    },
    send: (client, frame) => void broadcast.send(client, frame),
    subscribed: (client, simulatedMarket) => {
      simulatedMarket.began(
        client,
        (options.snapshotOnSubscribe ?? true) && broadcast.snapshot(client, simulatedMarket),
      );
    },
  };

  function onSocket(ws: ExchangeSocket, socket: Duplex, queryKey: string | null): void {
    accepted += 1;
    const client: Client = { number: accepted, ws, socket, queryKey };
    ws.isMute = () => faults.stall;
    broadcast.clients.add(client);
    ws.on("error", () => ws.terminate());
    ws.on("close", () => {
      broadcast.clients.delete(client);
      for (const simulatedMarket of simulatedMarkets.values()) {
        if (simulatedMarket.tickerClients.delete(client)) simulatedMarket.ended(client);
        simulatedMarket.tradeClients.delete(client);
      }
    });
    ws.on("ping", (data) => {
      if (!faults.stall && ws.readyState === ws.OPEN) ws.pong(data);
    });
    ws.on("message", (data, isBinary) => {
      const frame = isBinary ? data : parsed(String(data));
      received.push({ connection: client.number, atMs: nowMs(), frame });
      if (received.length > receivedLimit) received.shift();
      answer(sessions, client, isBinary ? null : frame);
    });
    if (faults.acceptThenClose === 1006) ws.terminate();
    else if (faults.acceptThenClose !== null) ws.close(faults.acceptThenClose);
  }

  const httpListener = new HttpListener({
    clock,
    host,
    port: options.port ?? 0,
    faults: () => faults,
    onRequest: (request, response) => answerHttp({ simulatedMarkets, faults, requireKey, nowMs }, request, response),
    onSocket,
  });
  await httpListener.listen();

  const tickGenerator = new TickGenerator(
    clock,
    [...simulatedMarkets.values()],
    options.ticksPerSecond ?? 25,
    seed,
    (next, atMs) => {
      broadcast.together(() => {
        for (const simulatedMarket of next) trade(simulatedMarket, atMs);
      });
    },
  );
  function trade(simulatedMarket: SimulatedMarket, atMs: number): void {
    const quote = simulatedMarket.step(atMs);
    const id = simulatedMarket.nextTradeId++;
    const byTicker = broadcast.ticker(simulatedMarket, quote);
    // The size is drawn whether or not anyone listens: the prices of a seed must not depend on who does.
    const parts = {
      price: quote.price,
      size: simulatedMarket.priceSimulator.size(),
      side: simulatedMarket.priceSimulator.side,
      id: tradeIds ? id : null,
    };
    const byTrades = broadcast.trade(simulatedMarket, parts, atMs);
    simulatedMarket.keep(Math.max(byTicker, byTrades));
  }
  if (options.held !== true) tickGenerator.start();
  const heartbeats = clock.every(options.heartbeatMs ?? 1_000, () => broadcast.heartbeat());

  function listed(symbol: string): SimulatedMarket {
    const simulatedMarket = simulatedMarkets.get(symbol);
    if (simulatedMarket === undefined) throw new RangeError(`${symbol} is not traded here.`);
    return simulatedMarket;
  }

  function publish(symbol: string, what: Publication): void {
    const simulatedMarket = listed(symbol);
    const atMs = nowMs();
    const { price } = what;
    const isReal = isPrice(price);
    const quote: DemoQuote = {
      price,
      bid: what.bid ?? (isReal ? simulatedMarket.beside(price, -1) : price),
      ask: what.ask ?? (isReal ? simulatedMarket.beside(price, 1) : price),
      atMs,
    };
    const id = what.id ?? simulatedMarket.nextTradeId;
    const isLate = id < simulatedMarket.nextTradeId;
    simulatedMarket.nextTradeId = Math.max(simulatedMarket.nextTradeId, id + 1);
    let sentTo = 0;
    if (what.only !== "trades") sentTo = broadcast.ticker(simulatedMarket, quote, what.ts);
    if (what.only !== "ticker" && (what.size !== undefined || what.only === "trades")) {
      const parts = { price, size: what.size ?? "1", side: what.side ?? "buy", id: tradeIds ? id : null };
      sentTo = Math.max(sentTo, broadcast.trade(simulatedMarket, parts, atMs, what.ts));
    }
    if (isReal && !isLate) simulatedMarket.keepPublished(quote, sentTo);
  }

  // One after the other: two changes at once must not open the port twice.
  let doorMoved: Promise<void> = Promise.resolve();
  function setFaults(patch: Partial<Faults>): Promise<void> {
    faults = { ...faults, ...patch };
    doorMoved = doorMoved.then(async () => {
      if (stopped !== null) return;
      if (faults.refuse === "tcp") httpListener.shut();
      else await httpListener.listen();
    });
    return doorMoved;
  }

  const hostName = host.includes(":") ? `[${host}]` : host;
  return {
    wsUrl: `ws://${hostName}:${httpListener.port}${webSocketPath}`,
    restUrl: `http://${hostName}:${httpListener.port}`,
    symbols: [...simulatedMarkets.keys()],
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
      ticker: [...simulatedMarkets]
        .filter(([, simulatedMarket]) => simulatedMarket.tickerClients.size > 0)
        .map(([symbol]) => symbol),
      trades: [...simulatedMarkets]
        .filter(([, simulatedMarket]) => simulatedMarket.tradeClients.size > 0)
        .map(([symbol]) => symbol),
    }),
    prices: () =>
      Object.fromEntries(
        [...simulatedMarkets].map(([symbol, simulatedMarket]) => [symbol, { ...simulatedMarket.quote }]),
      ),
    setPrice(symbol, price) {
      const text = typeof price === "number" ? price.toFixed(listed(symbol).instrument.decimals) : price;
      if (!isPrice(text)) throw new RangeError(`${text} is no price.`);
      publish(symbol, { price: text });
      const simulatedMarket = listed(symbol);
      simulatedMarket.priceSimulator.moveTo(simulatedMarket.unitsOf(text), nowMs());
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
      stopped ??= doorMoved.then(() => httpListener.stop());
      return stopped;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: kept as the text it is, and answered as a bad request.
    return text;
  }
}
