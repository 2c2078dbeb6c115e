/**
 * All connections to one venue: as many as its instruments need, none without instruments. The only one who says which instrument is
 * watched over which; where one is lost, only its own instruments are.
 */
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { Moment } from "../../../preload/contract/tick.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Need } from "../venues/need.ts";
import type { VenueSession } from "../venues/session.ts";
import { Connection } from "./connection.ts";
import type { ConnectionHandlers, ConnectionStatus } from "./connection-types.ts";
import type { CurrentVenue } from "./current-venue.ts";
import { SessionSocket } from "./session-socket.ts";
import { SlidingWindow } from "./sliding-window.ts";
import type { Watched } from "./watched.ts";
import type { WatchedInstruments } from "./watched-instruments.ts";

/** What is told of a connection, with the instruments that are watched over it. */
export interface ConnectionsHandlers extends Pick<
  ConnectionHandlers,
  "onText" | "onUnreadable" | "onTakenOver" | "onState" | "formatVenueText"
> {
  /** The venue dated an answer so, milliseconds. */
  onDated(atMs: number, now: Moment): void;
  onOpen(instruments: readonly Watched[]): void;
  onAsked(watched: Watched): void;
  onLive(instruments: readonly Watched[]): void;
  onLost(instruments: readonly Watched[], since: Moment, because: BlindReason): void;
  onClosed(instruments: readonly Watched[]): void;
}

export interface ConnectionsOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly venue: CurrentVenue;
  readonly watching: WatchedInstruments;
  readonly handlers: ConnectionsHandlers;
}

interface Entry {
  readonly connection: Connection;
  readonly symbols: Set<string>;
}

/** Every stream that an instrument may take: other needs never move it to another connection. */
const everything: Need = { everyTrade: true, size: true, quotes: true };
/** The worst first. */
const statesByTrouble = ["key-refused", "key-missing", "reconnecting", "connecting", "live", "idle"] as const;

export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #dials: SlidingWindow;
  readonly #capacity: number;
  /** One is there also while nothing is watched: it knows what was last heard. */
  #entries: readonly [Entry, ...Entry[]];
  readonly #bySymbol = new Map<string, Entry>();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    const { limits, streams } = options.venue.kind.traits;
    this.#dials = new SlidingWindow(limits.dials);
    this.#capacity = Math.max(1, Math.floor(limits.streamsPerSocket / streams(everything)));
    this.#entries = [this.#newEntry()];
  }

  /** Brings the connections in line with what is watched. */
  follow(): void {
    const { watching, venue } = this.#options;
    for (const [symbol, entry] of this.#bySymbol) {
      if (watching.called(symbol) !== undefined) continue;
      entry.symbols.delete(symbol);
      this.#bySymbol.delete(symbol);
    }
    for (const { symbol } of watching) if (!this.#bySymbol.has(symbol)) this.#assign(symbol);
    for (const entry of this.#entries) {
      if (entry.symbols.size > 0) entry.connection.start(venue.dialUrls);
      else this.#end(entry);
    }
    this.resubscribe();
  }

  /** What is needed has changed. */
  resubscribe(): void {
    for (const { connection } of this.#entries) connection.resubscribe();
  }

  /** Another address or key. */
  redial(): void {
    for (const { connection } of this.#entries) connection.setAddresses(this.#options.venue.dialUrls);
  }

  stop(): void {
    for (const { connection } of this.#entries) connection.stop();
  }

  /** The one over which an instrument is watched. */
  of({ symbol }: Watched): Connection {
    return (this.#bySymbol.get(symbol) ?? this.#entries[0]).connection;
  }

  /** What belongs to the socket over which an instrument is watched. */
  sessionOf(watched: Watched): VenueSession | undefined {
    return this.of(watched).socket?.session;
  }

  /** Ends one symbol's subscription and asks for it again. */
  renew(watched: Watched): void {
    this.of(watched).socket?.subscriptions.renew(watched.symbol);
  }

  /** A socket of them will be ended by the venue: another one takes over from it before. */
  replace(socket: SessionSocket): void {
    for (const { connection } of this.#entries) if (connection.socket === socket) connection.replace();
  }

  wake(): void {
    for (const { connection } of this.#entries) connection.wake();
  }

  /** True where the machine slept since that was last looked for; every connection is then given up. */
  noticeSleep(): boolean {
    return this.#entries.filter(({ connection }) => connection.noticeSleep()).length > 0;
  }

  reconnect(): void {
    for (const { connection } of this.#entries) connection.reconnect();
  }

  /** The key is refused: there is one for all. */
  refuse(words: string): void {
    for (const { connection } of this.#entries) connection.refuse(words);
  }

  /** All that are needed are live. */
  get live(): boolean {
    return this.#entries.every(({ connection }) => connection.live);
  }

  /** The state of the one that is worst off. */
  status(): ConnectionStatus {
    const all = this.#entries.map(({ connection }) => connection.status());
    const trouble = ({ state }: ConnectionStatus): number => statesByTrouble.indexOf(state);
    const worst = all.reduce((a, b) => (trouble(b) < trouble(a) ? b : a));
    return { ...worst, dials: all.reduce((sum, { dials }) => sum + dials, 0) };
  }

  /** The wall time up to which everything was watched; null where something never was. */
  watchedUntilMs(): number | null {
    let untilMs = this.#options.clock.now().wallMs;
    for (const { connection } of this.#entries) {
      if (connection.live) continue;
      const { lastFrame } = connection.status();
      if (lastFrame === null) return null;
      untilMs = Math.min(untilMs, lastFrame.wallMs);
    }
    return untilMs;
  }

  #assign(symbol: string): void {
    let entry = this.#entries.find(({ symbols }) => symbols.size < this.#capacity);
    if (entry === undefined) {
      entry = this.#newEntry();
      this.#entries = [...this.#entries, entry];
    }
    entry.symbols.add(symbol);
    this.#bySymbol.set(symbol, entry);
  }

  #end(entry: Entry): void {
    entry.connection.stop();
    const [first, ...others] = this.#entries.filter((one) => one !== entry);
    if (first !== undefined) this.#entries = [first, ...others];
  }

  #newEntry(): Entry {
    const { clock, random, venue, watching, handlers } = this.#options;
    const symbols = new Set<string>();
    const instruments = (): Watched[] =>
      Array.from(symbols, (symbol) => watching.called(symbol)).filter((one) => one !== undefined);
    const { traits } = venue.kind;
    const connection = new Connection({
      clock,
      random,
      dials: this.#dials,
      maxSocketAgeMs: traits.limits.maxSocketAgeMs,
      dial: (address, owner, heartbeats) =>
        new SessionSocket({
          clock,
          address,
          traits,
          session: venue.opened.session(),
          heartbeats,
          wanted: () => this.#needsOf(symbols),
          onDated: (atMs, now) => handlers.onDated(atMs, now),
          closeMeans: (code, reason) => venue.opened.closeMeans(code, reason),
          owner,
        }),
      handlers: {
        ...handlers,
        onOpen: () => handlers.onOpen(instruments()),
        onAsked(symbol) {
          const watched = watching.called(symbol);
          if (watched !== undefined) handlers.onAsked(watched);
        },
        onLive: () => handlers.onLive(instruments()),
        onLost: (since, because) => handlers.onLost(instruments(), since, because),
        onClosed: () => handlers.onClosed(instruments()),
      },
    });
    return { connection, symbols };
  }

  #needsOf(symbols: ReadonlySet<string>): ReadonlyMap<string, Need> {
    const { watching, venue } = this.#options;
    const needs = new Map<string, Need>();
    for (const [symbol, need] of watching.needs) {
      if (!symbols.has(symbol)) continue;
      needs.set(symbol, venue.settings.tradesForAll ? { ...need, everyTrade: true, size: true } : need);
    }
    return needs;
  }
}
