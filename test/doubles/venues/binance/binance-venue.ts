/** Binance's spot market as it is documented and was recorded: silent about symbols that do not exist, strict about its limits. */
import { VenueServer, type RestAnswer, type RestRequest } from "../../venue-server.ts";
import type { FakeInstrument, FakeTrade } from "../fake-market.ts";
import type { FakeSocket } from "../fake-socket.ts";
import { FakeVenue, type FakeLimits, type FakeVenueOptions } from "../fake-venue.ts";
import { BinanceRest, firstAggregateId } from "./rest.ts";

const limits: FakeLimits = {
  frames: { max: 5, perMs: 1_000 },
  // In weights, and so counted by the venue itself.
  rest: { max: Number.POSITIVE_INFINITY, perMs: 60_000 },
  dials: { max: 300, perMs: 300_000 },
};
const streamsPerSocket = 1_024;
/** A frame with more was confirmed, and nothing came of it. */
const paramsPerFrame = 200;
const socketLifeMs = 24 * 3_600_000;
/** A ping has to be answered by then. */
const pongWithinMs = 60_000;
/** So often may a socket send too much before the network address is banned. */
const maxViolations = 3;

export interface FakeBinanceOptions extends FakeVenueOptions {
  /** How often it pings; null: never. It has no heartbeat in text. */
  readonly pingEveryMs?: number | null;
}

export class FakeBinance extends FakeVenue {
  readonly rest: BinanceRest;
  /** Sockets that it closed because too much was sent over them. */
  violations = 0;
  readonly #pingEveryMs: number | null;
  readonly #pingedMonoMs = new Map<FakeSocket, number>();
  /** Since when a ping has no answer. */
  readonly #unansweredMonoMs = new Map<FakeSocket, number>();

  private constructor(server: VenueServer, options: FakeBinanceOptions) {
    super(server, limits, options);
    this.rest = new BinanceRest(this.instruments, this.clock);
    this.#pingEveryMs = options.pingEveryMs === undefined ? 20_000 : options.pingEveryMs;
  }

  static async start(options: FakeBinanceOptions = {}): Promise<FakeBinance> {
    return new FakeBinance(await VenueServer.start(), options);
  }

  override get wsUrl(): string {
    return `${super.wsUrl}/ws`;
  }

  /** `BTCUSDT` of base and quote. */
  list(
    base: string,
    quote: string,
    options: { readonly status?: string; readonly tickSize?: string } = {},
  ): FakeInstrument {
    return this.add(`${base}${quote}`, { status: "TRADING", base, quote, ...options });
  }

  /** It is going to end this socket. Told raw, or in the wrapper of combined streams. */
  sayShutdown(socket: FakeSocket, form: "raw" | "wrapped"): void {
    const event = { e: "serverShutdown", E: this.clock.now().wallMs };
    socket.send(form === "raw" ? event : { stream: "!serverShutdown", data: event });
  }

  /** A stream that it no longer has, though it was confirmed. */
  forget(socket: FakeSocket, wireSymbol: string, kind: string): void {
    socket.remove(kind, wireSymbol.toLowerCase());
  }

  protected override onOpen(socket: FakeSocket): void {
    this.#pingedMonoMs.set(socket, socket.openedMonoMs);
    socket.peer.socket.on("ping", () => this.#countControl(socket));
    socket.peer.socket.on("pong", () => {
      this.#unansweredMonoMs.delete(socket);
      this.#countControl(socket);
    });
  }

  protected override onSecond(socket: FakeSocket): void {
    const { monoMs } = this.clock.now();
    const unansweredMs = monoMs - (this.#unansweredMonoMs.get(socket) ?? monoMs);
    if (monoMs - socket.openedMonoMs >= socketLifeMs || unansweredMs >= pongWithinMs) {
      socket.close(1001, "");
      return;
    }
    const pingedMonoMs = this.#pingedMonoMs.get(socket) ?? 0;
    if (this.#pingEveryMs !== null && monoMs - pingedMonoMs >= this.#pingEveryMs) {
      this.#pingedMonoMs.set(socket, monoMs);
      if (!this.#unansweredMonoMs.has(socket)) this.#unansweredMonoMs.set(socket, monoMs);
      socket.peer.socket.ping(String(monoMs));
    }
    for (const instrument of this.instruments.values()) {
      const { wireSymbol } = instrument;
      if (socket.has("ticker", wireSymbol.toLowerCase()) && !this.muted.has(wireSymbol))
        socket.send(this.ticker(instrument));
    }
  }

  protected override onFrame(socket: FakeSocket, { method, params, id }: Record<string, unknown>): void {
    const names = Array.isArray(params) ? params.map(String) : [];
    switch (method) {
      case "SUBSCRIBE": {
        const count = [...socket.streams.values()].reduce((sum, symbols) => sum + symbols.size, 0);
        if (count + names.length > streamsPerSocket) {
          socket.send({ error: { code: 4, msg: "Too many subscriptions" }, id });
          return;
        }
        // Confirmed all the same where there is no such symbol: it is silent from then on.
        if (names.length <= paramsPerFrame) names.forEach((name) => socket.add(...partsOf(name)));
        socket.send({ result: null, id });
        return;
      }
      case "UNSUBSCRIBE":
        names.forEach((name) => socket.remove(...partsOf(name)));
        socket.send({ result: null, id });
        return;
      case "LIST_SUBSCRIPTIONS": {
        const result = [...socket.streams].flatMap(([kind, symbols]) => [...symbols].map((one) => `${one}@${kind}`));
        socket.send({ result, id });
        return;
      }
      default:
        socket.send({ error: { code: 2, msg: "Invalid request: unknown variant" }, id });
    }
  }

  protected override onTooManyFrames(socket: FakeSocket): void {
    this.violations++;
    if (this.violations >= maxViolations) this.server.upgrade = { do: "refuse", status: 418 };
    socket.close(1008, "Too many requests");
  }

  protected override tellTrade(socket: FakeSocket, { wireSymbol }: FakeInstrument, trade: FakeTrade): void {
    if (socket.has("aggTrade", wireSymbol.toLowerCase())) socket.send(this.aggTrade(wireSymbol, trade));
  }

  protected override tellQuote(socket: FakeSocket, { wireSymbol, bid, ask }: FakeInstrument): void {
    if (!socket.has("bookTicker", wireSymbol.toLowerCase())) return;
    socket.send({ u: 400_900_217, s: wireSymbol, b: bid ?? "0", B: "31.21", a: ask ?? "0", A: "40.66" });
  }

  aggTrade(wireSymbol: string, trade: FakeTrade): object {
    return {
      e: "aggTrade",
      E: this.clock.now().wallMs,
      s: wireSymbol,
      a: firstAggregateId + trade.id,
      p: trade.price,
      q: trade.size,
      f: trade.id,
      l: trade.id,
      T: trade.atMs,
      m: trade.side === "sell",
      M: true,
    };
  }

  ticker({ wireSymbol, lastTrade: last, bid, ask }: FakeInstrument): object {
    const { wallMs } = this.clock.now();
    return {
      e: "24hrTicker",
      E: wallMs,
      s: wireSymbol,
      c: last?.price ?? "0.00000000",
      Q: last?.size ?? "0.00000000",
      b: bid ?? "0.00000000",
      B: "31.21",
      a: ask ?? "0.00000000",
      A: "40.66",
      o: "0.0010",
      h: "0.0025",
      l: "0.0010",
      O: wallMs - 86_400_000,
      C: wallMs,
      F: last === null ? -1 : 1,
      L: last?.id ?? -1,
      n: last === null ? 0 : last.id,
    };
  }

  protected override onRequest(request: RestRequest): RestAnswer {
    return this.rest.answer(request);
  }

  protected override onTooManyRequests(): RestAnswer {
    throw new Error("weights are counted by the answers");
  }

  /** A ping or a pong is a message to it as any other. */
  #countControl(socket: FakeSocket): void {
    if (socket.frames.add(this.clock.now().monoMs) > this.limits.frames.max) this.onTooManyFrames(socket);
  }
}

/** `btcusdt@aggTrade` as kind and symbol. A name in upper case is another one, which is never told anything. */
function partsOf(name: string): [kind: string, symbol: string] {
  const at = name.lastIndexOf("@");
  return [name.slice(at + 1), name.slice(0, at)];
}
