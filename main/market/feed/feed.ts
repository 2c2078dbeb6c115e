/**
 * One venue as one stream of ticks, and what is known of its health. This file wires: the connection brings frames, the tick
 * path makes ticks of them, gaps are told with the first price after them, silence is looked into by REST.
 */
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { VenueStatus } from "../../../preload/contract/feed.ts";
import { instrumentOf, type InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { Moment, Tick } from "../../../preload/contract/tick.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import { Connection } from "./connection.ts";
import { FeedCounters } from "./counters.ts";
import type { FeedOptions, FeedQuote, FeedSettings, FeedSink } from "./feed-types.ts";
import { FrameReader } from "./frame-reader.ts";
import { gapBeganMs, Backfill } from "./backfill.ts";
import { freshOf, quoteOf, statusOf } from "./feed-view.ts";
import { healthOf } from "./health.ts";
import type { Minute } from "../history/minute-candles.ts";
import { RestPrices } from "./rest-prices.ts";
import { StallDetector } from "./stall-detector.ts";
import { Subscriptions } from "./subscriptions.ts";
import { TickFilter } from "./tick-filter.ts";
import type { Venue, VenueKind } from "../venues/venue.ts";
import { beginSubscription, knownTick } from "./watched.ts";
import { WatchedInstruments } from "./watched-instruments.ts";

export type { FeedOptions, FeedQuote, FeedSettings, FeedSink, LastKnown } from "./feed-types.ts";

const checkMs = 1_000;

export class Feed {
  readonly #clock: Clock;
  readonly #kind: VenueKind;
  readonly #sink: FeedSink;
  readonly #connection: Connection;
  readonly #subscriptions: Subscriptions;
  readonly #rest: RestPrices;
  readonly #backfills: Backfill;
  readonly #path: TickFilter;
  readonly #stallDetector: StallDetector;
  readonly #frames: FrameReader;
  readonly #counts = new FeedCounters();
  readonly #watching: WatchedInstruments;
  #settings: FeedSettings;
  #apiKey: string | null;
  #venue: Venue;
  #running = false;
  #check: Timer | null = null;
  #shownRevision = 0;

  constructor(options: FeedOptions) {
    const { clock, sink } = options;
    this.#clock = clock;
    this.#kind = options.venue;
    this.#sink = sink;
    this.#settings = options.settings;
    this.#apiKey = options.apiKey;
    this.#watching = new WatchedInstruments(options);
    this.#venue = this.#openVenue();
    const venue = (): Venue => this.#venue;
    this.#backfills = new Backfill({ venue, sink, onOpened: () => sink.onStatus() });
    this.#path = new TickFilter({
      counts: this.#counts,
      backfills: this.#backfills,
      guard: options.settings.absurdPrintGuard,
    });
    this.#connection = new Connection({
      clock,
      random: options.random,
      handlers: {
        onOpen: () => this.#onOpen(),
        onText: (text, now, bytes) => this.#frames.read(text, now, bytes),
        onLive: () => this.#rest.onLive(),
        onUnreadable: (reason) => this.#counts.reject(reason),
        onLost: (since, because) => this.#onLost(since, because),
        onClosed: () => this.#onClosed(),
        onState: () => sink.onStatus(),
        venueWords: options.venueWords,
      },
    });
    this.#subscriptions = new Subscriptions({
      clock,
      venue,
      send: (frame) => this.#connection.send(frame),
      wanted: () => this.#wanted(),
      onAsked: (symbol) => this.#onAsked(symbol),
    });
    this.#rest = new RestPrices({
      clock,
      venue,
      watching: this.#watching,
      connection: this.#connection,
      path: this.#path,
      venueWords: options.venueWords,
      isKeyProven: () => this.#frames.isKeyProven,
      onStreamStalled: (watched, now) => this.#stallDetector.onStreamStalled(watched, now),
      onVenueError: (error) => {
        this.#frames.venueError = error;
      },
      onStatus: () => sink.onStatus(),
    });
    this.#frames = new FrameReader({
      venue,
      watching: this.#watching,
      connection: this.#connection,
      path: this.#path,
      counts: this.#counts,
      venueWords: options.venueWords,
      isLate: (symbol) => this.#subscriptions.wasReleased(symbol),
      onStatus: () => sink.onStatus(),
    });
    this.#stallDetector = new StallDetector({
      probe: (watched) => this.#rest.ask(watched.symbol),
      resubscribe: (watched) => this.#subscriptions.renew(watched.symbol),
      reconnect: (watched) => this.#connection.reconnect(`The venue trades ${watched.symbol} but sends nothing of it.`),
    });
  }

  /** Begins to watch: dials as soon as there is something to watch. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#check = this.#clock.every(checkMs, () => this.#onCheck());
    this.#dialOrRest();
  }

  /** Ends everything; ticks that wait for history are handed on first. No timer, socket or request of ours remains. */
  stop(): void {
    for (const watched of this.#watching) this.#backfills.flush(watched);
    this.#running = false;
    this.#check?.cancel();
    this.#check = null;
    this.#connection.stop();
    this.#subscriptions.onClosed();
    this.#rest.clear();
  }

  /** Watches an instrument of this venue, or changes whether its single trades are wanted. */
  watch(key: InstrumentKey, want: { readonly trades: boolean } = { trades: false }): void {
    const { venue, symbol } = instrumentOf(key);
    if (venue !== this.#kind.id) throw new Error(`${key} is not an instrument of ${this.#kind.id}`);
    const known = this.#watching.called(symbol);
    if (known === undefined) this.#watching.add(key, want.trades);
    else if (known.trades === want.trades) return;
    else known.trades = want.trades;
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
  setSettings(settings: FeedSettings, apiKey: string | null = this.#apiKey): void {
    const before = this.#settings;
    const keyChanged = apiKey !== this.#apiKey;
    this.#settings = settings;
    this.#apiKey = apiKey;
    this.#venue = this.#openVenue();
    this.#path.guard = settings.absurdPrintGuard;
    if (!settings.absurdPrintGuard) for (const watched of this.#watching) this.#path.acceptHeld(watched);
    const moved =
      keyChanged ||
      before.wsUrl !== settings.wsUrl ||
      before.restUrl !== settings.restUrl ||
      before.keyPlacement !== settings.keyPlacement;
    if (moved) this.#redial();
    else if (before.tradesForAll !== settings.tradesForAll) this.#subscriptions.onChanged();
  }

  /** A key was saved (null or empty: forgotten). Tried at once, also where the last one was refused a moment ago. */
  setApiKey(apiKey: string | null): void {
    const next = apiKey === "" ? null : apiKey;
    if (next === this.#apiKey && this.#connection.live) return;
    this.#apiKey = next;
    this.#venue = this.#openVenue();
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
    return status.state === "key-refused" && this.#apiKey === null ? { ...status, state: "key-missing" } : status;
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
    const watched = this.#watching.of(key);
    return watched === undefined ? null : knownTick(watched);
  }

  /** Since when it cannot be watched, as rules have been told so far; null while it can. */
  blindSinceMs(key: InstrumentKey): number | null {
    const watched = this.#watching.of(key);
    const begun = watched?.backfill?.start ?? watched?.gap ?? null;
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

  /** What the venue can be asked for; empty where it cannot say or does not answer. */
  async symbols(): Promise<readonly string[]> {
    const answer = await this.#venue.symbols?.(new AbortController().signal);
    return answer?.ok === true ? answer.value : [];
  }

  /**
   * The wall time up to which this process has watched: now while live, else the last frame before the loss. Null where it
   * never was live. What the database keeps as the next start's `lastWatchedMs`.
   */
  watchedUntilMs(): number | null {
    return this.#connection.live ? this.#clock.now().wallMs : (this.#connection.status().lastFrame?.wallMs ?? null);
  }

  #onOpen(): void {
    this.#frames.newSocket();
    for (const watched of this.#watching) {
      watched.ids.newSocket();
      watched.dropped.clear();
    }
    this.#subscriptions.onOpen();
  }

  #onAsked(symbol: string): void {
    const watched = this.#watching.called(symbol);
    if (watched === undefined) return;
    beginSubscription(watched, this.#clock.now().monoMs);
    if (!watched.lastIsCurrent) this.#rest.ask(symbol);
  }

  #onLost(since: Moment, because: BlindReason): void {
    if (!this.#running) return;
    const lost: InstrumentKey[] = [];
    for (const watched of this.#watching) {
      this.#path.dropHeld(watched);
      if (this.#backfills.begin(watched, since, because) && watched.subscription !== "rejected") lost.push(watched.key);
    }
    if (lost.length > 0) this.#sink.onLost(lost, since, because);
  }

  #onClosed(): void {
    this.#subscriptions.onClosed();
    this.#rest.clear();
    this.#loseUnproven();
    for (const watched of this.#watching) {
      watched.askedMonoMs = null;
      watched.current = watched.lastIsCurrent = false;
      watched.quoted = null;
      watched.early = null;
      watched.streamStalled = false;
      watched.resubscribed = false;
      if (watched.subscription !== "rejected") watched.subscription = "requested";
    }
  }

  /**
   * Prices by REST were all that came while the socket was open: what follows them is a gap like any other. Those that arrived
   * together are told together, for each telling is written to the disk before the next price is looked at.
   */
  #loseUnproven(): void {
    if (!this.#running) return;
    const lost = new Map<number, { readonly since: Moment; readonly keys: InstrumentKey[] }>();
    for (const watched of this.#watching) {
      this.#path.dropHeld(watched);
      const { newest, key } = watched;
      if (!watched.current || newest === null) continue;
      const since: Moment = { wallMs: newest.receivedWallMs, monoMs: newest.receivedMonoMs };
      if (!this.#backfills.begin(watched, since, "disconnected") || watched.subscription === "rejected") continue;
      const together = lost.get(since.monoMs);
      if (together === undefined) lost.set(since.monoMs, { since, keys: [key] });
      else together.keys.push(key);
    }
    for (const { since, keys } of lost.values()) this.#sink.onLost(keys, since, "disconnected");
  }

  #onCheck(): void {
    const now = this.#clock.now();
    this.#rest.check(now);
    let changed = this.#counts.revision !== this.#shownRevision;
    this.#shownRevision = this.#counts.revision;
    for (const watched of this.#watching) {
      if (this.#connection.live) this.#stallDetector.check(watched, now);
      else if (this.#connection.unproven) this.#rest.takeEarly(watched, now);
      const health = healthOf(watched, this.#connection, now);
      if (health !== watched.shownHealth) changed = true;
      watched.shownHealth = health;
    }
    if (changed) this.#sink.onStatus();
  }

  #wanted(): ReadonlyMap<string, boolean> {
    const { tradesForAll } = this.#settings;
    return new Map(Array.from(this.#watching, ({ symbol, trades }) => [symbol, trades || tradesForAll]));
  }

  #dialOrRest(): void {
    if (!this.#running) return;
    if (this.#watching.size > 0) this.#connection.start(this.#venue.dialUrl);
    else this.#connection.stop();
  }

  #redial(): void {
    this.#rest.forget();
    this.#frames.newKey();
    this.#connection.setAddress(this.#venue.dialUrl);
  }

  #openVenue(): Venue {
    const { wsUrl, restUrl, keyPlacement, sendPong } = this.#settings;
    return this.#kind.open({ wsUrl, restUrl, apiKey: this.#apiKey, keyPlacement, sendPong });
  }
}
