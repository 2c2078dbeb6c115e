/**
 * One venue as one stream of ticks, and what is known of its health. This file wires: the connection brings frames, the tick
 * filter makes ticks of them, gaps are told with the first price after them, silence is looked into by REST.
 */
import { message } from "../../../preload/contract/messages/message.ts";
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { VenueStatus } from "../../../preload/contract/feed.ts";
import { instrumentOf, type InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { Moment, Tick } from "../../../preload/contract/tick.ts";
import type { Clock } from "../../lib/clock.ts";
import { Connections } from "./connections.ts";
import { FeedCounters } from "./counters.ts";
import { CurrentVenue } from "./current-venue.ts";
import type { FeedOptions, FeedQuote, FeedSettings, FeedSink } from "./feed-types.ts";
import { FrameReader } from "./frame-reader.ts";
import { gapBeganMs, Backfill } from "./backfill.ts";
import { freshOf, quoteOf, statusOf, type Viewed } from "./feed-view.ts";
import { InstrumentLifecycle } from "./instrument-lifecycle.ts";
import type { Minute } from "../history/minute-candles.ts";
import { HistoryQueue } from "./history-queue.ts";
import { MissedTrades } from "./missed-trades.ts";
import { PeriodicCheck } from "./periodic-check.ts";
import { RestPrices } from "./rest-prices.ts";
import { StreamBeginning } from "./stream-beginning.ts";
import { StallDetector } from "./stall-detector.ts";
import { TickFilter } from "./tick-filter.ts";
import { lookedAt, type Need } from "../venues/need.ts";
import type { ListedInstrument, OpenedVenue, VenueRest } from "../venues/session.ts";
import { VenueNotice } from "./venue-notice.ts";
import type { Watched } from "./watched.ts";
import { WatchedInstruments } from "./watched-instruments.ts";

export type { FeedOptions, FeedQuote, FeedSettings, FeedSink, LastKnown } from "./feed-types.ts";

export class Feed {
  readonly #clock: Clock;
  readonly #venue: CurrentVenue;
  readonly #sink: FeedSink;
  readonly #connections: Connections;
  readonly #rest: RestPrices;
  readonly #backfills: Backfill;
  readonly #missed: MissedTrades;
  readonly #path: TickFilter;
  readonly #frames: FrameReader;
  readonly #notice = new VenueNotice();
  readonly #counts = new FeedCounters();
  readonly #watching: WatchedInstruments;
  readonly #lifecycle: InstrumentLifecycle;
  readonly #check: PeriodicCheck;
  readonly #viewed: Omit<Viewed, "now">;
  /** By symbol; null where there is no list. */
  #listed: ReadonlyMap<string, ListedInstrument> | null = null;
  #running = false;

  constructor(options: FeedOptions) {
    const { clock, sink, random, venueWords } = options;
    const { traits } = options.venue;
    this.#clock = clock;
    this.#venue = new CurrentVenue({
      ...options,
      isUrgent: (symbols) => this.#watching.isUrgent(symbols),
      onDated: (atMs, now) => this.#path.ages.noteAnswer(atMs, now),
    });
    this.#sink = sink;
    const venue = (): OpenedVenue => this.#venue.opened;
    const onStatus = (): void => sink.onStatus();
    const isUrgent = (watched: Watched): boolean => this.#watching.isUrgent([watched.symbol]);
    const queue = new HistoryQueue({ venue, isUrgent });
    const backfills = new Backfill({ ...options, venue, queue, isUrgent, onOpened: onStatus });
    this.#backfills = backfills;
    const path = new TickFilter({ counts: this.#counts, backfills, guard: options.settings.absurdPrintGuard });
    this.#path = path;
    const missed = new MissedTrades({
      ...{ clock, venue, queue, isUrgent, sink, path },
      waitedSinceMs: ({ symbol }) => path.waitedSinceMs(this.#watching.urgentSince(symbol)),
      onRead: (watched, tradeId) => this.#connections.sessionOf(watched)?.hasRead?.(watched.symbol, tradeId),
    });
    this.#missed = missed;
    const watching = new WatchedInstruments({ ...options, path, backfills });
    this.#watching = watching;
    const stallDetector = new StallDetector({
      probe: (watched) => this.#rest.ask(watched.symbol),
      resubscribe: (watched) => this.#connections.renew(watched),
      reconnect: (watched) =>
        this.#connections.of(watched).reconnect(message("venue.stopped-sending", { symbol: watched.symbol })),
    });
    this.#lifecycle = new InstrumentLifecycle({ sink, path, backfills, stallDetector });
    const beginning = new StreamBeginning({
      firstPrice: traits.firstPrice,
      askPrice: (symbol) => this.#rest.ask(symbol),
      missed,
      sessionOf: (watched) => this.#connections.sessionOf(watched),
    });
    const connections = new Connections({
      clock,
      random,
      venue: this.#venue,
      watching,
      handlers: {
        onOpen: (instruments) => this.#onOpen(instruments),
        onAsked: (watched) => {
          this.#lifecycle.asked(watched, clock.now().monoMs);
          beginning.asked(watched);
        },
        onText: (socket, text, now, bytes) => this.#frames.read(socket, text, now, bytes),
        onLive: (instruments) => this.#rest.onLive(instruments),
        onUnreadable: (reason) => this.#counts.reject(reason),
        onLost: (instruments, since, because) => this.#onLost(instruments, since, because),
        onClosed: (instruments) => this.#onClosed(instruments),
        onTakenOver: (socket, now) => this.#frames.takeHeld(socket, now),
        onState: onStatus,
        venueWords,
      },
    });
    this.#connections = connections;
    const notice = this.#notice;
    this.#viewed = { venue: this.#venue, connections, counts: this.#counts, watched: watching, notice };
    const parts = { clock, venue, watching, connections, path, notice, venueWords, stallDetector, onStatus };
    this.#rest = new RestPrices({
      ...parts,
      traits,
      isKeyProven: () => this.#frames.isKeyProven,
      onStreamStalled: (watched, now) => stallDetector.onStreamStalled(watched, now),
      onVenueError: (error) => notice.setError(error),
      onSkipped: (watched, fromId, toId, now) => missed.note(watched, fromId, toId, now),
    });
    this.#frames = new FrameReader({
      ...parts,
      counts: this.#counts,
      // Where nobody waits for each of them, the price is what is shown.
      onMissed: (watched, ...ids) => missed.note(watched, ...ids) || this.#rest.ask(watched.symbol),
      onConfirmed: (watched, now) => beginning.confirmed(watched, now),
      onLiveTrade: (watched) => missed.onLiveTrade(watched),
      onReplay: (watched, trade) => backfills.replay(watched, trade),
    });
    this.#check = new PeriodicCheck({ ...parts, counts: this.#counts, rest: this.#rest });
  }

  /** Begins to watch: dials as soon as there is something to watch. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#check.start();
    this.#connections.follow();
  }

  /** Ends everything; ticks that wait for history are handed on first. No timer, socket or request of ours remains. */
  stop(): void {
    for (const watched of this.#watching) {
      this.#backfills.stop(watched);
      this.#missed.drop(watched);
    }
    this.#running = false;
    this.#check.stop();
    this.#connections.stop();
    this.#rest.stop();
  }

  /** Watches an instrument of this venue, or changes what is needed of it. */
  watch(key: InstrumentKey, need: Need = lookedAt): void {
    const { id } = this.#venue.kind;
    if (instrumentOf(key).venue !== id) throw new Error(`${key} is not an instrument of ${id}`);
    if (!this.#watching.add(key, need)) return;
    this.#lookUp(this.#watching.of(key));
    this.#follow();
  }

  /** Stops watching, and forgets: watched again later, it begins without a past and so without a gap. */
  unwatch(key: InstrumentKey): void {
    const watched = this.#watching.of(key);
    if (watched === undefined) return;
    this.#backfills.drop(watched);
    this.#missed.drop(watched);
    this.#watching.remove(watched);
    this.#follow();
  }

  /**
   * Follows changed settings and key together, for a key must not be sent to an address that it is not for, not even once. A
   * new address, key, or way of sending it means a new connection, at once.
   */
  setSettings(settings: FeedSettings, apiKey: string | null = this.#venue.apiKey): void {
    const change = this.#venue.change(settings, apiKey);
    this.#path.guard = settings.absurdPrintGuard;
    if (!settings.absurdPrintGuard) for (const watched of this.#watching) this.#path.acceptHeld(watched);
    if (change === "another-connection") this.#redial();
    else if (change === "other-subscriptions") this.#connections.resubscribe();
  }

  /** A key was saved (null or empty: forgotten). Tried at once, also where the last one was refused a moment ago. */
  setApiKey(apiKey: string | null): void {
    const next = apiKey === "" ? null : apiKey;
    if (next === this.#venue.apiKey && this.#connections.live) return;
    this.#venue.change(this.#venue.settings, next);
    this.#redial();
  }

  /** The venue's list of instruments was read: what it has lost cannot be watched any more, and is told. */
  listChanged(listed: readonly ListedInstrument[]): void {
    this.#listed = listed.length === 0 ? null : new Map(listed.map((one) => [one.symbol, one]));
    for (const watched of this.#watching) this.#lookUp(watched);
    this.#sink.onStatus();
  }

  /** The machine woke up, or its network changed. */
  wake(): void {
    this.#connections.wake();
  }

  /** Gives the connection up where the machine slept and nobody has said so: see {@link Connection.noticeSleep}. */
  noticeSleep(): boolean {
    return this.#connections.noticeSleep();
  }

  /** A person asks for a new connection, at once. */
  reconnect(): void {
    this.#connections.reconnect();
  }

  status(): VenueStatus {
    return statusOf({ ...this.#viewed, now: this.#clock.now() });
  }

  /** Every watched instrument with its last price. */
  quotes(): readonly FeedQuote[] {
    return Array.from(this.#watching, (watched) => quoteOf(watched, this.#connections.of(watched).live));
  }

  /** One instrument with its last price; null where it is not watched. */
  quote(key: InstrumentKey): FeedQuote | null {
    const watched = this.#watching.of(key);
    return watched === undefined ? null : quoteOf(watched, this.#connections.of(watched).live);
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
    return watched === undefined || !this.#connections.of(watched).live ? null : freshOf(watched, now);
  }

  /** The last hour in minutes, oldest first. */
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
    return this.#connections.watchedUntilMs();
  }

  #onOpen(instruments: readonly Watched[]): void {
    this.#notice.newSocket();
    this.#lifecycle.opened(instruments);
  }

  #onLost(instruments: readonly Watched[], since: Moment, because: BlindReason): void {
    for (const watched of instruments) this.#missed.drop(watched);
    if (this.#running) this.#lifecycle.lost(instruments, since, because);
  }

  #onClosed(instruments: readonly Watched[]): void {
    this.#rest.drop(instruments);
    if (this.#running) this.#lifecycle.lostUnproven(instruments);
    this.#lifecycle.closed(instruments);
  }

  #lookUp(watched: Watched | undefined): void {
    if (this.#listed !== null) watched?.listing.update(this.#listed.get(watched.symbol) ?? null);
  }

  #follow(): void {
    if (this.#running) this.#connections.follow();
    this.#sink.onStatus();
  }

  #redial(): void {
    this.#rest.forget();
    this.#frames.newKey();
    this.#connections.redial();
  }
}
