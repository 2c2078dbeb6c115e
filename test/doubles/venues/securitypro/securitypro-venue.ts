/** SecurityPro as its documentation shows it: nothing is acknowledged, an unknown symbol is an error in words, a heartbeat each second. */
import { VenueServer, type RestAnswer, type RestRequest } from "../../venue-server.ts";
import type { FakeInstrument, FakeTrade } from "../fake-market.ts";
import type { FakeSocket } from "../fake-socket.ts";
import { FakeVenue, type FakeVenueOptions } from "../fake-venue.ts";

const unlimited = { max: Number.POSITIVE_INFINITY, perMs: 1_000 };

export class FakeSecurityPro extends FakeVenue {
  static async start(options: FakeVenueOptions = {}): Promise<FakeSecurityPro> {
    const limits = { frames: unlimited, rest: unlimited, dials: unlimited };
    return new FakeSecurityPro(await VenueServer.start(), limits, options);
  }

  protected override onSecond(socket: FakeSocket): void {
    socket.send({ type: "heartbeat", ts: new Date(this.clock.now().wallMs).toISOString() });
  }

  protected override onFrame(socket: FakeSocket, { op, channel, symbol }: Record<string, unknown>): void {
    const [stream, name] = [String(channel), String(symbol)];
    if (op === "unsubscribe") socket.remove(stream, name);
    else if (this.instruments.has(name)) this.#begin(socket, stream, this.instrument(name));
    else
      socket.send({
        type: "error",
        code: "unknown-symbol",
        message: "This symbol is not traded here.",
        channel,
        symbol,
      });
  }

  protected override onTooManyFrames(): void {
    throw new Error("SecurityPro names no limit");
  }

  protected override tellTrade(socket: FakeSocket, instrument: FakeInstrument, trade: FakeTrade): void {
    const { wireSymbol: symbol } = instrument;
    if (socket.has("trades", symbol)) socket.send(this.tradeFrame(symbol, trade));
    this.#ticker(socket, instrument);
  }

  tradeFrame(symbol: string, { id, price, size, side, atMs }: FakeTrade): object {
    return { type: "trade", symbol, price, size, side, id: String(id), ts: new Date(atMs).toISOString() };
  }

  protected override tellQuote(socket: FakeSocket, instrument: FakeInstrument): void {
    this.#ticker(socket, instrument);
  }

  protected override onRequest({ path, query }: RestRequest): RestAnswer {
    const last = this.instruments.get(query.get("symbol") ?? "")?.lastTrade;
    if (path !== "/v1/market/ticker" || last == null) return { status: 404, body: {} };
    return {
      body: {
        symbol: query.get("symbol"),
        price: last.price,
        ts: new Date(last.atMs).toISOString(),
        id: String(last.id),
      },
    };
  }

  protected override onTooManyRequests(): RestAnswer {
    throw new Error("SecurityPro names no limit");
  }

  /** The last price is told at once, as of when it was made. */
  #begin(socket: FakeSocket, stream: string, instrument: FakeInstrument): void {
    socket.add(stream, instrument.wireSymbol);
    if (stream === "ticker") this.#ticker(socket, instrument);
  }

  #ticker(socket: FakeSocket, { wireSymbol: symbol, lastTrade: last, bid, ask }: FakeInstrument): void {
    if (last === null || !socket.has("ticker", symbol)) return;
    const { price, id, atMs } = last;
    const sides = { bid: bid ?? price, ask: ask ?? price };
    socket.send({ type: "ticker", symbol, ...sides, price, id: String(id), ts: new Date(atMs).toISOString() });
  }
}
