/**
 * The feeds: one for each venue that is on, with what that venue needs to run inside the app. Each is opened and closed by itself:
 * what happens to one leaves the prices of all others as they are.
 */
import { instrumentKey, instrumentOf, type InstrumentKey, type VenueId } from "../../preload/contract/instrument.ts";
import type { VenueStatus } from "../../preload/contract/feed.ts";
import type { Clock } from "../lib/clock.ts";
import { Signal } from "../lib/signal.ts";
import type { FeedSink } from "../market/feed/feed-types.ts";
import type { RunningVenue, VenueKind } from "../market/venues/venue.ts";
import { venueOf } from "../market/venues/venue-list.ts";
import type { Store, WatchedUntil } from "../store/store-interface.ts";
import type { InstrumentLists } from "./instrument-lists.ts";
import { lastWatchedMs } from "./coverage/last-watched.ts";
import type { MarketService } from "./market-service.ts";
import type { AwaitedHistories } from "./persistence/awaited-histories.ts";
import { VenueFeed, type SharedFeedSettings } from "./venue-feed.ts";
import { instrumentsNamed } from "./named-instruments.ts";
import type { VenueConfig } from "./venues/venue-config.ts";

/** Which venues are on, in the order in which they are offered, each with what is in force for it. */
export interface VenuesOn {
  readonly current: ReadonlyMap<VenueId, VenueConfig>;
  /** After every change. The value of a venue of which nothing changed stays the same object. */
  readonly changed: Pick<Signal<unknown>, "listen">;
}

export interface FeedsOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly settings: { readonly current: SharedFeedSettings; readonly changed: Pick<Signal<unknown>, "listen"> };
  readonly venueSettings: VenuesOn;
  readonly market: MarketService;
  readonly lists: InstrumentLists;
  readonly awaitedHistories: Pick<AwaitedHistories, "recall">;
  /** Every venue that there is. */
  readonly venues: readonly VenueKind[];
  /** Makes the words of a venue fit to be shown: every secret taken out, then cut. */
  readonly formatVenueText: (words: string) => string;
}

export class Feeds {
  /** A venue was switched on or off while the app runs; it is watched from now on, or no longer. */
  readonly switched = new Signal<{ readonly venue: VenueId; readonly isOn: boolean }>();
  readonly #options: FeedsOptions;
  readonly #feeds = new Map<VenueId, VenueFeed>();
  /** What venues run inside the app. It outlives a feed that is opened anew. */
  readonly #running = new Map<VenueId, RunningVenue>();
  readonly #startedMs: number;
  #sink: FeedSink | null = null;
  #isWatching = false;
  /** Named on the command line before there was a list that says what is meant by it. */
  #unlisted: readonly InstrumentKey[] = [];
  /** Changes of settings and restores come one after the other: two feeds of one venue at once would fire twice. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: FeedsOptions) {
    this.#options = options;
    this.#startedMs = options.clock.now().wallMs;
    options.settings.changed.listen(() => this.#follow());
    options.venueSettings.changed.listen(() => this.#venuesChanged());
    options.lists.changed.listen((venue) => this.#listChanged(venue));
  }

  /**
   * Opens the feed of each venue that is on. `symbols` go on the watchlist, as `venue:symbol`, or of the first venue that is on; what the
   * venue itself writes is understood as soon as there is a list of it. From here on `sink` is told of everything.
   */
  start(sink: FeedSink, symbols: readonly string[]): Promise<void> {
    this.#sink = sink;
    return this.#openAll(symbols);
  }

  /** Stops watching; {@link resume} goes on, by what the database says then. */
  stop(): Promise<void> {
    return this.#inTurn(() => {
      this.#isWatching = false;
      const { market } = this.#options;
      for (const feed of this.#feeds.values()) feed.stop(() => market.save());
    });
  }

  resume(): Promise<void> {
    return this.#openAll([]);
  }

  /** Stops for good. */
  async end(): Promise<void> {
    await this.stop();
    await this.#inTurn(async () => {
      for (const venue of [...this.#running.keys()]) await this.#stopRunning(venue);
    });
  }

  /** Health of each venue that is on, in the order in which venues are offered. */
  statuses(): VenueStatus[] {
    return this.#inOrder().map((feed) => feed.feed.status());
  }

  /** Until when the run before this one watched the venue; a blindness from before its first connection began there. */
  lastWatchedMs(venue: VenueId): number | null {
    return this.#feeds.get(venue)?.lastWatchedMs ?? null;
  }

  /** Until when this run is known to have watched each venue; one is missing before its first frame. */
  watchedUntil(): WatchedUntil {
    const until = new Map<VenueId, number>();
    for (const [venue, { feed }] of this.#feeds) {
      const untilMs = feed.watchedUntilMs();
      if (untilMs !== null) until.set(venue, untilMs);
    }
    return until;
  }

  /** Which server a venue's prices are of: two texts where they may differ, as one that runs inside the app does at each start. */
  serverOf(venue: VenueId): string {
    const running = this.#running.get(venue);
    if (running !== undefined) return `${running.restUrl} ${this.#startedMs}`;
    return this.#options.venueSettings.current.get(venue)?.addresses?.restUrl ?? "";
  }

  /** The computer woke up: what looks alive may be dead. */
  wake(): void {
    for (const { feed } of this.#feeds.values()) feed.wake();
  }

  /** To be called before anything that only holds where somebody watched: see {@link Feed.noticeSleep}. */
  noticeSleep(): void {
    for (const { feed } of this.#feeds.values()) feed.noticeSleep();
  }

  #openAll(symbols: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      this.#isWatching = true;
      const { venueSettings, store } = this.#options;
      for (const venue of [...this.#feeds.keys()]) if (!venueSettings.current.has(venue)) await this.#release(venue);
      const venues = [...venueSettings.current.keys()];
      await Promise.all(venues.map((venue) => this.#startRunning(venue)));
      // All in one go: a blindness of the run before counts as over where its venue is not among those that are looked at.
      for (const venue of venues) this.#open(venue, lastWatchedMs(store, venue));
      this.#watchFirst(venues, symbols);
    });
  }

  /** What was switched off is not watched any more, and what was switched on is: nothing is told of the time between. */
  async #switchVenues(): Promise<void> {
    const { venueSettings, store, market } = this.#options;
    if (!this.#isWatching) return;
    for (const venue of [...this.#feeds.keys()]) {
      if (venueSettings.current.has(venue)) continue;
      this.#feeds.get(venue)?.stop(() => market.save());
      await this.#release(venue);
      store.heartbeat.forget(venue);
      this.switched.emit({ venue, isOn: false });
    }
    for (const venue of venueSettings.current.keys()) {
      if (this.#feeds.has(venue)) continue;
      await this.#startRunning(venue);
      this.#open(venue, null);
      this.#watchFirst([venue], []);
      this.switched.emit({ venue, isOn: true });
    }
  }

  async #startRunning(venue: VenueId): Promise<void> {
    const { start } = venueOf(this.#options.venues, venue);
    if (start !== undefined && !this.#running.has(venue)) this.#running.set(venue, await start(this.#options.clock));
  }

  #open(venue: VenueId, watchedMs: number | null): void {
    const { clock, store, market, lists, awaitedHistories, settings, venueSettings, formatVenueText } = this.#options;
    const sink = this.#sink;
    if (sink === null) throw new Error("A feed is opened before anybody listens to it.");
    const kind = venueOf(this.#options.venues, venue);
    const config = venueSettings.current.get(venue);
    // Switched off while what it needs was started: whoever did that is next in turn.
    if (config === undefined) return;
    const running = this.#running.get(venue) ?? null;
    const access = { config, running, shared: settings.current };
    const feed = new VenueFeed({
      ...{ clock, store, sink, formatVenueText, kind, access, lastWatchedMs: watchedMs },
      listed: () => lists.listed(venue),
      awaited: awaitedHistories.recall(venue),
    });
    // Before anything is subscribed: what is kept of the list says how the venue writes a symbol.
    lists.follow(kind, feed.fetchList);
    feed.feed.listChanged(lists.listed(venue));
    this.#feeds.set(venue, feed);
    store.heartbeat.begin(venue, clock.now().wallMs);
    market.connect(venue, feed.feed);
    feed.feed.start();
  }

  /** Of a feed that is stopped. */
  async #release(venue: VenueId): Promise<void> {
    this.#options.market.disconnect(venue);
    this.#options.lists.unfollow(venue);
    this.#feeds.delete(venue);
    await this.#stopRunning(venue);
  }

  async #stopRunning(venue: VenueId): Promise<void> {
    const running = this.#running.get(venue);
    this.#running.delete(venue);
    await running?.stop();
  }

  /** Puts what was asked for on the watchlist; of a venue that nothing was asked of and that has nothing there, its first symbols. */
  #watchFirst(venues: readonly VenueId[], symbols: readonly string[]): void {
    const { market, store } = this.#options;
    const [first] = venues;
    if (first === undefined) return;
    const asked = instrumentsNamed(symbols, first, this.#options.venues).map((key) => this.#meant(key));
    this.#unlisted = [...this.#unlisted, ...asked.filter((key) => !this.#hasList(instrumentOf(key).venue))];
    const listed = store.watchlist.list();
    const known = new Set([...(listed.ok ? listed.value : []), ...asked].map((key) => instrumentOf(key).venue));
    for (const key of asked) market.watch(key);
    for (const venue of venues) {
      if (known.has(venue)) continue;
      for (const symbol of venueOf(this.#options.venues, venue).firstSymbols) market.watch(`${venue}:${symbol}`);
    }
  }

  #listChanged(venue: VenueId): void {
    const { market, lists } = this.#options;
    this.#feeds.get(venue)?.feed.listChanged(lists.listed(venue));
    if (!this.#hasList(venue)) return;
    const isOfVenue = (key: InstrumentKey): boolean => instrumentOf(key).venue === venue;
    const written = this.#unlisted.filter(isOfVenue);
    this.#unlisted = this.#unlisted.filter((key) => !isOfVenue(key));
    for (const key of written) {
      const meant = this.#meant(key);
      const { list } = market;
      // Somebody may have taken it off the list meanwhile. Of one that finds no place any more, what was written stays.
      if (meant === key || !list.includes(key) || !market.watch(meant).ok) continue;
      market.unwatch(key);
      if (!list.includes(meant)) market.reorder(list.map((one) => (one === key ? meant : one)));
    }
  }

  #hasList(venue: VenueId): boolean {
    return this.#options.lists.listed(venue).length > 0;
  }

  #meant(key: InstrumentKey): InstrumentKey {
    const { venue, symbol } = instrumentOf(key);
    return instrumentKey({ venue, symbol: this.#options.lists.resolve(venue, symbol) });
  }

  #venuesChanged(): void {
    this.#follow();
    const { current } = this.#options.venueSettings;
    const isSame = current.size === this.#feeds.size && [...current.keys()].every((venue) => this.#feeds.has(venue));
    if (isSame) return;
    // A failure here is a bug (the loopback port of what a venue runs): it must not vanish.
    this.#inTurn(() => this.#switchVenues()).catch((error: unknown) => {
      queueMicrotask(() => {
        throw error;
      });
    });
  }

  /** At once and not in turn: a key must not be sent to an address that it is not for. */
  #follow(): void {
    const { settings, venueSettings } = this.#options;
    for (const [venue, feed] of this.#feeds) {
      const config = venueSettings.current.get(venue);
      if (config !== undefined) feed.follow(config, settings.current);
    }
  }

  #inOrder(): VenueFeed[] {
    const { venues } = this.#options;
    return venues.map(({ id }) => this.#feeds.get(id)).filter((feed) => feed !== undefined);
  }

  #inTurn(job: () => Promise<void> | void): Promise<void> {
    const turn = this.#queue.then(job);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
