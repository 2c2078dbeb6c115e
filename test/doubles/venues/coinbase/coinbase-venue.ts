/** Coinbase Exchange as it is documented and was recorded, its oddities included. */
import { VenueServer, type RestAnswer, type RestRequest } from "../../venue-server.ts";
import type { Timer } from "../../../../main/lib/clock.ts";
import type { FakeInstrument, FakeTrade } from "../fake-market.ts";
import type { FakeSocket } from "../fake-socket.ts";
import { FakeVenue, type FakeLimits, type FakeVenueOptions } from "../fake-venue.ts";
import { answerRest } from "./rest.ts";

/** What it bears for long: a burst of twice as many dials, or of 15 requests, is borne once, and nobody may count on that. */
const limits: FakeLimits = {
  frames: { max: 100, perMs: 1_000 },
  rest: { max: 10, perMs: 1_000 },
  dials: { max: 8, perMs: 1_000 },
};
/** A frame with more of them ends the socket. */
const productsPerFrame = 100;
/** A socket that has asked for nothing by then is closed. */
const firstSubscribeMs = 5_000;
const streamNames = ["matches", "heartbeat", "ticker"];

export class FakeCoinbase extends FakeVenue {
  /** More products than this on one socket end it, with a code that says nothing is wrong. */
  productsPerSocket = 300;
  /** The name under which a stream is confirmed. */
  confirmedAs: (stream: string) => string = (stream) => stream;
  readonly #firstSubscribe = new Map<FakeSocket, Timer>();

  static async start(options: FakeVenueOptions = {}): Promise<FakeCoinbase> {
    return new FakeCoinbase(await VenueServer.start(), limits, options);
  }

  /** `BTC-USD`, as the venue writes it. */
  list(product: string, options: { readonly tickSize?: string; readonly status?: string } = {}): FakeInstrument {
    const [base = "", quote = ""] = product.split("-");
    return this.add(product, { base, quote, ...options });
  }

  override async stop(): Promise<void> {
    this.#firstSubscribe.forEach((timer) => timer.cancel());
    await super.stop();
  }

  protected override onOpen(socket: FakeSocket): void {
    const timer = this.clock.after(firstSubscribeMs, () => socket.close(1000, ""));
    this.#firstSubscribe.set(socket, timer);
    socket.peer.socket.on("close", () => timer.cancel());
  }

  protected override onSecond(socket: FakeSocket): void {
    for (const product of socket.streams.get("heartbeat") ?? [])
      if (!this.muted.has(product)) this.beat(socket, product);
  }

  beat(socket: FakeSocket, product: string): void {
    socket.send({
      type: "heartbeat",
      last_trade_id: this.instrument(product).lastTrade?.id ?? 0,
      product_id: product,
      sequence: 90,
      time: this.#time(this.clock.now().wallMs),
    });
  }

  protected override onFrame(socket: FakeSocket, frame: Record<string, unknown>): void {
    const { type, product_ids: products, channels } = frame;
    if ((type !== "subscribe" && type !== "unsubscribe") || !isTexts(products) || !isTexts(channels)) {
      socket.send({ type: "error", message: "Malformed JSON", reason: "unexpected message" });
      return;
    }
    this.#firstSubscribe.get(socket)?.cancel();
    if (products.length > productsPerFrame) {
      socket.close(1000, "");
      return;
    }
    for (const product of products) {
      if (!this.instruments.has(product)) {
        socket.send({ type: "error", message: "Failed to subscribe", reason: `${product} is not a valid product` });
        continue;
      }
      for (const channel of channels) {
        if (type === "unsubscribe") socket.remove(channel, product);
        else if (!socket.has(channel, product)) this.#begin(socket, channel, product);
      }
    }
    if ((socket.streams.get("matches")?.size ?? 0) > this.productsPerSocket) {
      socket.close(1000, "");
      return;
    }
    socket.send({ type: "subscriptions", channels: this.#everything(socket) });
  }

  protected override onTooManyFrames(socket: FakeSocket): void {
    socket.send({ type: "error", message: "Too many requests", reason: "message rate limit exceeded" });
  }

  protected override tellTrade(socket: FakeSocket, instrument: FakeInstrument, trade: FakeTrade): void {
    // The ticker comes first in one case of four.
    const isTickerFirst = trade.id % 4 === 0;
    if (isTickerFirst) this.#ticker(socket, instrument);
    if (socket.has("matches", instrument.wireSymbol)) socket.send(this.match("match", instrument, trade));
    if (!isTickerFirst) this.#ticker(socket, instrument);
  }

  /** A quote is told with a trade, and never by itself. */
  protected override tellQuote(): void {}

  match(type: "match" | "last_match", instrument: FakeInstrument, trade: FakeTrade): object {
    return {
      type,
      trade_id: trade.id,
      maker_order_id: "7b52009b-64fd-0a2a-49e6-d8a939753077",
      taker_order_id: "ac928c66-ca53-498f-9c13-a110027a60e8",
      // Of the maker: the opposite of what the ticker says.
      side: trade.side === "buy" ? "sell" : "buy",
      size: trade.size,
      price: trade.price,
      product_id: instrument.wireSymbol,
      sequence: trade.id * 7,
      time: this.#time(trade.atMs),
    };
  }

  protected override onRequest(request: RestRequest): RestAnswer {
    return answerRest(request, this.instruments);
  }

  protected override onTooManyRequests(): RestAnswer {
    return { status: 429, body: { message: "Public rate limit exceeded" } };
  }

  #begin(socket: FakeSocket, channel: string, product: string): void {
    socket.add(channel, product);
    const instrument = this.instrument(product);
    const last = instrument.lastTrade;
    if (last === null || this.muted.has(product)) return;
    if (channel === "matches") socket.send(this.match("last_match", instrument, last));
    if (channel === "ticker") this.#ticker(socket, instrument);
  }

  #ticker(socket: FakeSocket, instrument: FakeInstrument): void {
    const { wireSymbol, bid, ask, lastTrade: last } = instrument;
    if (last === null || !socket.has("ticker", wireSymbol)) return;
    socket.send({
      type: "ticker",
      sequence: last.id * 7,
      product_id: wireSymbol,
      price: last.price,
      ...(bid === null ? null : { best_bid: bid, best_bid_size: "0.2" }),
      ...(ask === null ? null : { best_ask: ask, best_ask_size: "0.1" }),
      side: last.side,
      time: this.#time(last.atMs),
      trade_id: last.id,
      last_size: last.size,
    });
  }

  /** Everything that the socket has, newest first: the order is not kept. */
  #everything(socket: FakeSocket): readonly object[] {
    return streamNames
      .filter((name) => (socket.streams.get(name)?.size ?? 0) > 0)
      .map((name) => ({
        name: this.confirmedAs(name),
        product_ids: [...(socket.streams.get(name) ?? [])].reverse(),
        account_ids: null,
      }));
  }

  /** Microseconds, as the venue writes them. */
  #time(wallMs: number): string {
    return new Date(wallMs).toISOString().replace("Z", "000Z");
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
