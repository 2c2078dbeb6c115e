/**
 * One venue as one stream of ticks, and what is known of its health. This file wires: the connection brings frames, the tick
 * filter makes ticks of them, gaps are told with the first price after them, silence is looked into by REST.
 */
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { VenueStatus } from "../../../preload/contract/feed.ts";
import { instrumentOf, type InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { Moment, Tick } from "../../../preload/contract/tick.ts";
import type { Clock } from "../../lib/clock.ts";
import { Connection } from "./connection.ts";
import { FeedCounters } from "./counters.ts";
import { CurrentVenue } from "./current-venue.ts";
import type { FeedOptions, FeedQuote, FeedSettings, FeedSink } from "./feed-types.ts";
import { FrameReader } from "./frame-reader.ts";
import { gapBeganMs, Backfill } from "./backfill.ts";
import { freshOf, quoteOf, statusOf } from "./feed-view.ts";
import { InstrumentLifecycle } from "./instrument-lifecycle.ts";
import type { Minute } from "../history/minute-candles.ts";
import { PeriodicCheck } from "./periodic-check.ts";
import { RestPrices } from "./rest-prices.ts";
import { StallDetector } from "./stall-detector.ts";
import { Subscriptions } from "./subscriptions.ts";
import { TickFilter } from "./tick-filter.ts";
import { lookedAt, type Need } from "../venues/need.ts";
import type { OpenedVenue, VenueRest, VenueSession } from "../venues/session.ts";
import { WatchedInstruments } from "./watched-instruments.ts";

export type { FeedOptions, FeedQuote, FeedSettings, FeedSink, LastKnown } from "./feed-types.ts";

export class Feed {
  readonly #clock: Clock;
  readonly #venue: CurrentVenue;
  readonly #sink: FeedSink;
  readonly #connection: Connection;
  readonly #subscriptions: Subscriptions;
  readonly #rest: RestPrices;
  readonly #backfills: Backfill;
  readonly #path: TickFilter;
  readonly #frames: FrameReader;
  readonly #counts = new FeedCounters();
  readonly #watching: WatchedInstruments;
  readonly #lifecycle: InstrumentLifecycle;
  readonly #check: PeriodicCheck;
  /** That of the open socket. */
  #session: VenueSession | null = null;
  #running = false;

  constructor(options: FeedOptions) {
    const { clock, sink } = options;
    this.#clock = clock;
    this.#venue = new CurrentVenue({ ...options, isUrgent: (symbols) => this.#watching.isUrgent(symbols) });
    this.#sink = sink;
    const venue = (): OpenedVenue => this.#venue.opened;
    const onStatus = (): void => sink.onStatus();
    this.#backfills = new Backfill({ venue, sink, onOpened: onStatus });
    this.#path = new TickFilter({
      counts: this.#counts,
      backfills: this.#backfills,
      guard: options.settings.absurdPrintGuard,
    });
    const path = this.#path;
    this.#watching = new WatchedInstruments({ ...options, path, backfills: this.#backfills });
    const stallDetector = new StallDetector({
      probe: (watched) => this.#rest.ask(watched.symbol),
      resubscribe: (watched) => this.#subscriptions.renew(watched.symbol),
      reconnect: (watched) => connection.reconnect(`The venue trades ${watched.symbol} but sends nothing of it.`),
    });
    this.#lifecycle = new InstrumentLifecycle({ sink, path, backfills: this.#backfills, stallDetector });
    const connection = new Connection({
      clock,
      random: options.random,
      handlers: {
        onOpen: () => this.#onOpen(),
        onText: (text, now, bytes) => this.#frames.read(text, now, bytes),
        onLive: () => this.#rest.onLive(),
        onUnreadable: (reason) => this.#counts.reject(reason),
        onLost: (since, because) => this.#onLost(since, because),
        onClosed: () => this.#onClosed(),
        onState: onStatus,
        closeMeans: (code, reason) => venue().closeMeans(code, reason),
        venueWords: options.venueWords,
      },
    });
    this.#connection = connection;
    const session = (): VenueSession => {
      if (this.#session === null) throw new Error("A session is asked for where there is no open socket.");
      return this.#session;
    };
    this.#subscriptions = new Subscriptions({
      clock,
      session,
      send: (frame) => connection.send(frame),
      wanted: () => this.#wanted(),
      onAsked: (symbol) => this.#onAsked(symbol),
    });
    const parts = {
      clock,
      venue,
      watching: this.#watching,
      connection,
      path,
      venueWords: options.venueWords,
      onStatus,
    };
    this.#rest = new RestPrices({
      ...parts,
      isKeyProven: () => this.#frames.isKeyProven,
      onStreamStalled: (watched, now) => stallDetector.onStreamStalled(watched, now),
      onVenueError: (error) => {
        this.#frames.venueError = error;
      },
    });
    this.#frames = new FrameReader({
      ...parts,
      session,
      stallDetector,
      counts: this.#counts,
      isLate: (symbol) => this.#subscriptions.wasReleased(symbol),
    });
    this.#check = new PeriodicCheck({ ...parts, stallDetector, counts: this.#counts, rest: this.#rest });
  }

  /** Begins to watch: dials as soon as there is something to watch. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#check.start();
    this.#dialOrRest();
  }

  /** Ends everything; ticks that wait for history are handed on first. No timer, socket or request of ours remains. */
  stop(): void {
    for (const watched of this.#watching) this.#backfills.flush(watched);
    this.#running = false;
    this.#check.stop();
    this.#connection.stop();
    this.#subscriptions.onClosed();
    this.#rest.clear();
  }

  /** Watches an instrument of this venue, or changes what is needed of it. */
  watch(key: InstrumentKey, need: Need = lookedAt): void {
    const { id } = this.#venue.kind;
    if (instrumentOf(key).venue !== id) throw new Error(`${key} is not an instrument of ${id}`);
    if (!this.#watching.add(key, need)) return;
    this.#dialOrRest();
    this.#subscriptions.onChanged();
    this.#sink.onStatus();
  }

  /** Stops watching, and forgets: watched again later, it begins without a past and so without a gap. */
  unwatch(key: InstrumentKey): void {
    const watched = this.#watching.of(key);
    if (watched === undefined) return;
    this.#backfills.drop(watched);
    this.#watching.remove(watched);
    this.#dialOrRest();
    this.#subscriptions.onChanged();
    this.#sink.onStatus();
  }

  /**
   * Follows changed settings and key together, for a key must not be sent to an address that it is not for, not even once. A
   * new address, key placement or key means a new connection, at once.
   */
  setSettings(settings: FeedSettings, apiKey: string | null = this.#venue.apiKey): void {
    const change = this.#venue.change(settings, apiKey);
    this.#path.guard = settings.absurdPrintGuard;
    if (!settings.absurdPrintGuard) for (const watched of this.#watching) this.#path.acceptHeld(watched);
    if (change === "another-connection") this.#redial();
    else if (change === "other-subscriptions") this.#subscriptions.onChanged();
  }

  /** A key was saved (null or empty: forgotten). Tried at once, also where the last one was refused a moment ago. */
  setApiKey(apiKey: string | null): void {
    const next = apiKey === "" ? null : apiKey;
    if (next === this.#venue.apiKey && this.#connection.live) return;
    this.#venue.change(this.#venue.settings, next);
    this.#redial();
  }

  /** The machine woke up, or its network changed. */
  wake(): void {
    this.#connection.wake();
  }

  /** Gives the connection up where the machine slept and nobody has said so: see {@link Connection.noticeSleep}. */
  noticeSleep(): boolean {
    return this.#connection.noticeSleep();
  }

  /** A person asks for a new connection, at once. */
  reconnect(): void {
    this.#connection.reconnect();
  }

  status(): VenueStatus {
    const status = statusOf({
      venue: this.#venue,
      connection: this.#connection,
      counts: this.#counts,
      watched: this.#watching,
      venueError: this.#frames.venueError,
      now: this.#clock.now(),
    });
    // What a server of one's own refuses where no key was sent is not the key: a person would look for a fault in it.
    return status.state === "key-refused" && this.#venue.apiKey === null ? { ...status, state: "key-missing" } : status;
  }

  /** Every watched instrument with its last price. */
  quotes(): readonly FeedQuote[] {
    return Array.from(this.#watching, (watched) => quoteOf(watched, this.#connection.live));
  }

  /** One instrument with its last price; null where it is not watched. */
  quote(key: InstrumentKey): FeedQuote | null {
    const watched = this.#watching.of(key);
    return watched === undefined ? null : quoteOf(watched, this.#connection.live);
  }

  /** The last accepted tick, perhaps from before a restart or an outage. */
  lastTick(key: InstrumentKey): Tick | null {
    return this.#watching.of(key)?.prices.known ?? null;
  }

  /** Since when it cannot be watched, as rules have been told so far; null while it can. */
  blindSinceMs(key: InstrumentKey): number | null {
    const begun = this.#watching.of(key)?.gap.untold ?? null;
    return begun === null ? null : gapBeganMs(begun, this.#clock.now());
  }

  /** The last tick where it may be taken for "just now": the feed is live and the price not older than 60 s. */
  fresh(key: InstrumentKey, now: Moment): Tick | null {
    const watched = this.#watching.of(key);
    return watched === undefined || !this.#connection.live ? null : freshOf(watched, now);
  }

  /** The last hour in minutes, oldest first, as far as it was watched. */
  minutes(key: InstrumentKey): readonly Minute[] {
    return this.#watching.of(key)?.minutes.list() ?? [];
  }

  /** What the venue can be asked over REST, through its one gate; another object after a change of address or key. */
  get rest(): VenueRest {
    return this.#venue.opened.rest;
  }

  /**
   * The wall time up to which this process has watched: now while live, else the last frame before the loss. Null where it
   * never was live. What the database keeps as the next start's `lastWatchedMs`.
   */
  watchedUntilMs(): number | null {
    return this.#connection.live ? this.#clock.now().wallMs : (this.#connection.status().lastFrame?.wallMs ?? null);
  }

  #onOpen(): void {
    this.#session = this.#venue.opened.session();
    this.#frames.newSocket();
    this.#lifecycle.opened(this.#watching);
    this.#subscriptions.onOpen();
  }

  #onAsked(symbol: string): void {
    const watched = this.#watching.called(symbol);
    if (watched === undefined) return;
    this.#lifecycle.asked(watched, this.#clock.now().monoMs);
    if (!watched.prices.lastIsCurrent) this.#rest.ask(symbol);
  }

  #onLost(since: Moment, because: BlindReason): void {
    if (this.#running) this.#lifecycle.lost(this.#watching, since, because);
  }

  #onClosed(): void {
    this.#subscriptions.onClosed();
    this.#rest.clear();
    if (this.#running) this.#lifecycle.lostUnproven(this.#watching);
    this.#lifecycle.closed(this.#watching);
  }

  #wanted(): ReadonlyMap<string, Need> {
    const { needs } = this.#watching;
    if (!this.#venue.settings.tradesForAll) return needs;
    return new Map(Array.from(needs, ([symbol, need]) => [symbol, { ...need, everyTrade: true, size: true }]));
  }

  #dialOrRest(): void {
    if (!this.#running) return;
    if (this.#watching.size > 0) this.#connection.start(this.#venue.opened.dialUrl);
    else this.#connection.stop();
  }

  #redial(): void {
    this.#rest.forget();
    this.#frames.newKey();
    this.#connection.setAddress(this.#venue.opened.dialUrl);
  }
}
