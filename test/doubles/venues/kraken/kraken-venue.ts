/** Kraken (WebSocket v2 and REST) as it is documented and was recorded, its oddities included. */
import { VenueServer, type RestAnswer, type RestRequest } from "../../venue-server.ts";
import type { FakeInstrument, FakeTrade } from "../fake-market.ts";
import type { FakeSocket } from "../fake-socket.ts";
import { FakeVenue, type FakeLimits, type FakeVenueOptions } from "../fake-venue.ts";
import { answerRest } from "./rest.ts";

const limits: FakeLimits = {
  frames: { max: 10, perMs: 1_000 },
  rest: { max: 2, perMs: 1_000 },
  dials: { max: 150, perMs: 600_000 },
};
const snapshotTrades = 50;
/** A socket over which nothing is asked for so long is closed, whatever is told over it. */
const inactivityMs = 60_000;
/** After a maintenance a dial sooner than this after the one before is refused. */
const dialsApartMs = 5_000;
/** An id beyond 2^53: nothing may be keyed on it. */
const connectionId = "16174536464690282295";

export interface FakePairOptions {
  readonly tickSize?: string;
  readonly status?: string;
  /** A share as a token: listed apart, and unknown without the name of its class. */
  readonly isTokenized?: boolean;
}

export class FakeKraken extends FakeVenue {
  /** The state that a status frame says, and what it announces. */
  system = "online";
  upcomingMaintenance: readonly object[] = [];
  emergency: readonly object[] = [];
  /** Addresses longer than this are answered with 520. */
  maxAddressLength = 2_000;
  /** REST is told of these under the names that it lists them by, which the stream refuses. */
  readonly restNames = new Map<string, { readonly key: string; readonly altName: string; readonly wsName: string }>();
  readonly tokenized = new Set<string>();
  /** How often it was dialled too soon after a maintenance. */
  dialsTooSoon = 0;
  readonly #heardMonoMs = new Map<FakeSocket, number>();
  /** What each socket had been told a second ago. */
  readonly #toldBefore = new Map<FakeSocket, number>();
  #dialledMonoMs = Number.NEGATIVE_INFINITY;

  private constructor(server: VenueServer, options: FakeVenueOptions) {
    super(server, limits, options);
    const judge = server.judgeDial;
    server.judgeDial = () => {
      const { monoMs } = this.clock.now();
      const isTooSoon = this.system === "maintenance" && monoMs - this.#dialledMonoMs < dialsApartMs;
      this.#dialledMonoMs = monoMs;
      if (isTooSoon) this.dialsTooSoon++;
      return isTooSoon ? { do: "refuse", status: 429 } : judge();
    };
  }

  static async start(options: FakeVenueOptions = {}): Promise<FakeKraken> {
    return new FakeKraken(await VenueServer.start(), options);
  }

  /** `BTC/USD`, as the stream writes it; REST's names are those of before. */
  list(wireSymbol: string, options: FakePairOptions = {}): FakeInstrument {
    const [base = "", quote = ""] = wireSymbol.split("/");
    const [oldBase, oldQuote] = [oldName(base), oldName(quote)];
    const altName = `${oldBase}${oldQuote}`;
    this.restNames.set(wireSymbol, {
      key: oddKeys.get(`${oldBase}/${oldQuote}`) ?? altName,
      altName,
      wsName: `${oldBase}/${oldQuote}`,
    });
    if (options.isTokenized === true) this.tokenized.add(wireSymbol);
    return this.add(wireSymbol, { base, quote, ...options });
  }

  sayStatus(socket: FakeSocket): void {
    const row = {
      version: "2.0.10",
      system: this.system,
      api_version: "v2",
      connection_id: 0,
      upcoming_maintenance: this.upcomingMaintenance,
      emergency: this.emergency,
    };
    const text = JSON.stringify({ channel: "status", type: "update", data: [row] });
    socket.send(text.replace('"connection_id":0', `"connection_id":${connectionId}`));
  }

  protected override onOpen(socket: FakeSocket): void {
    this.#heardMonoMs.set(socket, socket.openedMonoMs);
    this.sayStatus(socket);
  }

  /** A heartbeat only where something is subscribed, and nothing else was told in the last second. */
  protected override onSecond(socket: FakeSocket): void {
    if (this.clock.now().monoMs - (this.#heardMonoMs.get(socket) ?? 0) >= inactivityMs) {
      socket.close(1000, "");
      return;
    }
    const isQuiet = this.#toldBefore.get(socket) === socket.told;
    if (isQuiet && [...socket.streams.values()].some((symbols) => symbols.size > 0))
      socket.send({ channel: "heartbeat" });
    // A heartbeat is none of what it stands in for.
    this.#toldBefore.set(socket, socket.told);
  }

  protected override onFrame(socket: FakeSocket, frame: Record<string, unknown>): void {
    this.#heardMonoMs.set(socket, this.clock.now().monoMs);
    const { method, params, req_id } = frame;
    const times = { time_in: this.#time(), time_out: this.#time() };
    if (method === "ping") {
      socket.send({ method: "pong", req_id, ...times });
      return;
    }
    const { channel, symbol, ...how } = (params ?? {}) as Record<string, unknown>;
    if (!Array.isArray(symbol) || typeof channel !== "string") {
      socket.send({ error: "Symbol must be an array", method, success: false, req_id, ...times });
      return;
    }
    for (const wireSymbol of symbol as readonly string[]) {
      const fault = this.#fault(socket, method, channel, wireSymbol);
      if (fault === null) {
        const result = { channel, symbol: wireSymbol, ...how };
        socket.send({ method, result, success: true, req_id, ...times });
        if (method === "subscribe") this.#begin(socket, channel, wireSymbol, how);
      } else {
        socket.send({ error: fault, method, success: false, symbol: wireSymbol, req_id, ...times });
      }
    }
  }

  /** The frame is lost, and what it was is not said. */
  protected override onTooManyFrames(socket: FakeSocket): void {
    socket.send({ Error: "Exceeded msg rate" });
  }

  protected override tellTrade(socket: FakeSocket, instrument: FakeInstrument, trade: FakeTrade): void {
    if (socket.has("trade", instrument.wireSymbol)) socket.send(this.trades("update", [[instrument, trade]]));
  }

  protected override tellQuote(socket: FakeSocket, instrument: FakeInstrument): void {
    if (socket.has("ticker", instrument.wireSymbol)) socket.send(this.#ticker("update", instrument));
  }

  /** Prices are JSON numbers, with the zeros they were written with. */
  trades(type: "snapshot" | "update", rows: readonly (readonly [FakeInstrument, FakeTrade])[]): string {
    const data = rows.map(
      ([{ wireSymbol }, { id, price, size, side, atMs }]) =>
        `{"symbol":"${wireSymbol}","side":"${side}","price":${price},"qty":${size},"ord_type":"limit",` +
        `"trade_id":${id},"timestamp":"${this.#time(atMs)}"}`,
    );
    return `{"channel":"trade","type":"${type}","data":[${data.join()}]}`;
  }

  protected override onRequest(request: RestRequest): RestAnswer {
    if (request.url.length > this.maxAddressLength) return { status: 520, body: "" };
    return answerRest(request, this);
  }

  protected override onTooManyRequests(): RestAnswer {
    return { body: { error: ["EGeneral:Too many requests"] } };
  }

  #fault(socket: FakeSocket, method: unknown, channel: string, wireSymbol: string): string | null {
    if (!this.instruments.has(wireSymbol)) return `Currency pair not supported ${wireSymbol}`;
    if (method === "unsubscribe") return socket.remove(channel, wireSymbol) ? null : "Subscription Not Found";
    if (socket.has(channel, wireSymbol)) return "Already subscribed";
    socket.add(channel, wireSymbol);
    return null;
  }

  #begin(socket: FakeSocket, channel: string, wireSymbol: string, how: Record<string, unknown>): void {
    const instrument = this.instrument(wireSymbol);
    if (how.snapshot !== true || this.muted.has(wireSymbol)) return;
    const last = instrument.trades.slice(-snapshotTrades);
    if (channel === "trade")
      socket.send(
        this.trades(
          "snapshot",
          last.map((trade) => [instrument, trade]),
        ),
      );
    if (channel === "ticker") socket.send(this.#ticker("snapshot", instrument));
  }

  #ticker(type: "snapshot" | "update", { wireSymbol, bid, ask, lastTrade }: FakeInstrument): string {
    const side = (name: string, price: string | null) =>
      price === null ? "" : `"${name}":${price},"${name}_qty":1.50000000,`;
    return (
      `{"channel":"ticker","type":"${type}","data":[{"symbol":"${wireSymbol}",${side("bid", bid)}${side("ask", ask)}` +
      `"last":${lastTrade?.price ?? 0},"volume":3156.84782110,"vwap":84174.6,"timestamp":"${this.#time()}"}]}`
    );
  }

  /** Microseconds, as the venue writes them. */
  #time(wallMs = this.clock.now().wallMs): string {
    return new Date(wallMs).toISOString().replace("Z", "000Z");
  }
}

function oldName(asset: string): string {
  return asset === "BTC" ? "XBT" : asset === "DOGE" ? "XDG" : asset;
}

/** Some keys carry letters before the assets, by no rule: these are from the list. */
const oddKeys: ReadonlyMap<string, string> = new Map([
  ["XBT/USD", "XXBTZUSD"],
  ["ETH/XBT", "XETHXXBT"],
]);
