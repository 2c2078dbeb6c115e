/**
 * What fake venues have in common: a real WebSocket and HTTP server on a port of the system's choosing that counts as a venue
 * counts, keeps what it was sent, and can be told to misbehave. A fake of one venue says how that one words things.
 *
 * Dials are judged by `server.upgrade` (refused with a status, or never answered); what may become of an open socket is on
 * {@link FakeSocket}.
 */
import { systemClock, type Clock, type Timer } from "../../../main/lib/clock.ts";
import type { Rate } from "../../../main/market/venues/session.ts";
import type { VenueServer, RestAnswer, RestRequest } from "../venue-server.ts";
import { FakeInstrument, type FakeInstrumentOptions, type FakeTrade } from "./fake-market.ts";
import { FakeSocket } from "./fake-socket.ts";
import { RollingCount } from "./rolling-count.ts";

export interface FakeLimits {
  /** Frames over one socket, requests and dials from one address. */
  readonly frames: Rate;
  readonly rest: Rate;
  readonly dials: Rate;
}

export interface FakeVenueOptions {
  /** By which it counts, beats and cuts. */
  readonly clock?: Clock;
  readonly limits?: Partial<FakeLimits>;
}

export interface TradeOptions {
  readonly size?: string;
  readonly side?: FakeTrade["side"];
  /** Now, unless it is of the past. */
  readonly atMs?: number;
  /** False: the stream loses it. REST knows it all the same. */
  readonly isTold?: boolean;
}

export abstract class FakeVenue {
  readonly server: VenueServer;
  readonly clock: Clock;
  readonly limits: FakeLimits;
  readonly instruments = new Map<string, FakeInstrument>();
  /** In the order in which they were opened. */
  readonly sockets: FakeSocket[] = [];
  readonly dials: RollingCount;
  readonly requests: RollingCount;
  /** Symbols of which nothing is told, though their subscription is confirmed. */
  readonly muted = new Set<string>();
  /** Answers instead of the venue; null: never answered. Undefined: the venue answers this one. */
  restFault: (request: RestRequest) => RestAnswer | null | undefined = () => undefined;
  #restHeld: Promise<void> | null = null;
  readonly #beat: Timer;

  protected constructor(server: VenueServer, limits: FakeLimits, options: FakeVenueOptions) {
    this.server = server;
    this.clock = options.clock ?? systemClock;
    this.limits = { ...limits, ...options.limits };
    this.dials = new RollingCount(this.limits.dials.perMs);
    this.requests = new RollingCount(this.limits.rest.perMs);
    server.judgeDial = () => {
      const dials = this.dials.add(this.clock.now().monoMs);
      return dials > this.limits.dials.max ? { do: "refuse", status: 429 } : server.upgrade;
    };
    server.onPeer = (peer) => {
      const socket = new FakeSocket(peer, this.clock.now().monoMs, this.limits.frames.perMs);
      this.sockets.push(socket);
      this.onOpen(socket);
    };
    server.onFrame = (frame, peer) => {
      const socket = this.sockets.find((one) => one.peer === peer);
      if (socket !== undefined) this.#count(socket, frame);
    };
    server.rest = (request) => this.#answer(request);
    this.#beat = this.clock.every(1_000, () => this.#openSockets().forEach((socket) => this.onSecond(socket)));
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.server.port}`;
  }
  get restUrl(): string {
    return this.server.restUrl;
  }

  /** The newest socket that is open. */
  get socket(): FakeSocket {
    const socket = this.#openSockets().at(-1);
    if (socket === undefined) throw new Error("no socket is open");
    return socket;
  }

  /** The most frames that one socket sent in a span of the limit. */
  get busiestFrames(): number {
    return Math.max(0, ...this.sockets.map(({ frames }) => frames.busiest));
  }

  add(wireSymbol: string, options: FakeInstrumentOptions): FakeInstrument {
    const instrument = new FakeInstrument(wireSymbol, options);
    this.instruments.set(wireSymbol, instrument);
    return instrument;
  }

  /** Something is traded: kept for REST, and told to whoever subscribed. */
  trade(wireSymbol: string, price: string, options: TradeOptions = {}): FakeTrade {
    const instrument = this.instrument(wireSymbol);
    const trade = instrument.trade(price, options.atMs ?? this.clock.now().wallMs, options.size, options.side);
    if (options.isTold !== false) this.#told(wireSymbol).forEach((socket) => this.tellTrade(socket, instrument, trade));
    return trade;
  }

  quote(wireSymbol: string, bid: string | null, ask: string | null): void {
    const instrument = this.instrument(wireSymbol);
    instrument.bid = bid;
    instrument.ask = ask;
    this.#told(wireSymbol).forEach((socket) => this.tellQuote(socket, instrument));
  }

  /** Requests wait from now on, until what it gives is called. */
  holdRest(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#restHeld = promise;
    return () => {
      this.#restHeld = null;
      resolve();
    };
  }

  async stop(): Promise<void> {
    this.#beat.cancel();
    await this.server.stop();
  }

  protected instrument(wireSymbol: string): FakeInstrument {
    const instrument = this.instruments.get(wireSymbol);
    if (instrument === undefined) throw new Error(`${wireSymbol} is not traded here`);
    return instrument;
  }

  protected onOpen(_socket: FakeSocket): void {}
  /** Each second of the clock: heartbeats, and what is too old. */
  protected onSecond(_socket: FakeSocket): void {}
  protected abstract onFrame(socket: FakeSocket, frame: Record<string, unknown>): void;
  protected abstract onTooManyFrames(socket: FakeSocket, frame: Record<string, unknown>): void;
  protected abstract tellTrade(socket: FakeSocket, instrument: FakeInstrument, trade: FakeTrade): void;
  protected abstract tellQuote(socket: FakeSocket, instrument: FakeInstrument): void;
  protected abstract onRequest(request: RestRequest): RestAnswer;
  protected abstract onTooManyRequests(request: RestRequest): RestAnswer;

  #openSockets(): readonly FakeSocket[] {
    return this.sockets.filter(({ isOpen }) => isOpen);
  }

  #told(wireSymbol: string): readonly FakeSocket[] {
    return this.muted.has(wireSymbol) ? [] : this.#openSockets();
  }

  #count(socket: FakeSocket, frame: Record<string, unknown>): void {
    socket.received.push(frame);
    const frames = socket.frames.add(this.clock.now().monoMs);
    if (frames > this.limits.frames.max) this.onTooManyFrames(socket, frame);
    else this.onFrame(socket, frame);
  }

  #answer(request: RestRequest): RestAnswer | null | Promise<RestAnswer> {
    const requests = this.requests.add(this.clock.now().monoMs);
    const fault = this.restFault(request);
    if (fault !== undefined) return fault;
    const answer = () => (requests > this.limits.rest.max ? this.onTooManyRequests(request) : this.onRequest(request));
    const dated = (): RestAnswer => {
      const { headers, ...told } = answer();
      return { ...told, headers: { date: new Date(this.clock.now().wallMs).toUTCString(), ...headers } };
    };
    return this.#restHeld === null ? dated() : this.#restHeld.then(dated);
  }
}
