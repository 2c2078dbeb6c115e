/** The one feed in use: made for the venue of the settings, made anew when that changes, with what that venue needs to run beside it. */
import type { VenueStatus } from "../../preload/contract/feed.ts";
import { instrumentOf, type VenueId } from "../../preload/contract/instrument.ts";
import type { Settings } from "../../preload/contract/settings.ts";
import type { Clock } from "../lib/clock.ts";
import type { FeedSettings, FeedSink, LastKnown } from "../market/feed/feed-types.ts";
import { Feed } from "../market/feed/feed.ts";
import type { RunningVenue, VenueKind } from "../market/venues/venue.ts";
import { venueOf } from "../market/venues/venue-list.ts";
import type { LastTick, Store } from "../store/store-interface.ts";
import { lastWatchedMs } from "./coverage/last-watched.ts";
import { keysOf, type MarketService } from "./market-service.ts";
import type { SettingsChange, SettingsService } from "./settings-service.ts";

export interface FeedSwitchOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly settings: SettingsService;
  readonly market: MarketService;
  /** Every venue that there is. */
  readonly venues: readonly VenueKind[];
  /** Makes the words of a venue fit to be shown: every secret taken out, then cut. */
  readonly venueWords: (words: string) => string;
}

export class FeedSwitch {
  readonly #options: FeedSwitchOptions;
  #feed: Feed | null = null;
  #sink: FeedSink | null = null;
  /** What the venue in use runs inside the app. */
  #running: { readonly id: VenueId; readonly venue: RunningVenue } | null = null;
  #lastWatchedMs: number | null = null;
  /** Changes of settings and restores come one after the other: two feeds at once would fire twice. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: FeedSwitchOptions) {
    this.#options = options;
    options.settings.changed.listen((change) => this.#settingsChanged(change));
  }

  /** Opens the feed of the present settings; `symbols` go on the watchlist. From here on `sink` is told of everything. */
  start(sink: FeedSink, symbols: readonly string[]): Promise<void> {
    this.#sink = sink;
    return this.#openWatching(symbols);
  }

  /** Goes on after {@link stop}. */
  resume(): Promise<void> {
    return this.#openWatching([]);
  }

  #openWatching(symbols: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      const { settings, market, store } = this.#options;
      const venue = settings.current.venue;
      await this.#open();
      const listed = store.watchlist.list();
      const known = listed.ok && listed.value.some((key) => instrumentOf(key).venue === venue);
      const first = symbols.length > 0 || known ? symbols : this.#kind(venue).firstSymbols;
      for (const key of keysOf(first, venue)) market.watch(key);
    });
  }

  /** Health of the venue in use. */
  status(): VenueStatus {
    const status = this.#feed?.status();
    if (status === undefined) throw new Error("The feed is asked for its status before it was started.");
    return status;
  }

  /** Until when the run before this one watched; a blindness from before the first connection began there. */
  get lastWatchedMs(): number | null {
    return this.#lastWatchedMs;
  }

  /** Until when this run is known to have watched; null before its first frame. */
  watchedUntilMs(): number | null {
    return this.#feed?.watchedUntilMs() ?? null;
  }

  wake(): void {
    this.#feed?.wake();
  }

  /** To be called before anything that only holds where somebody watched: see {@link Feed.noticeSleep}. */
  noticeSleep(): void {
    this.#feed?.noticeSleep();
  }

  /** Stops watching; {@link resume} goes on. */
  stop(): Promise<void> {
    return this.#inTurn(() => this.#close());
  }

  async #open(): Promise<void> {
    const { clock, store, settings, market, venueWords } = this.#options;
    const sink = this.#sink;
    if (sink === null) throw new Error("The feed is opened before anybody listens to it.");
    const current = settings.current;
    const kind = this.#kind(current.venue);
    if (this.#running === null && kind.start !== undefined)
      this.#running = { id: kind.id, venue: await kind.start(clock) };
    const kept = store.ticks.all();
    const ticks = kept.ok ? ticksOf(kept.value, current.venue) : [];
    this.#lastWatchedMs = lastWatchedMs(store);
    this.#lost(ticks, this.#lastWatchedMs);
    const feed = new Feed({
      clock,
      random: Math.random,
      venue: kind,
      settings: this.#feedSettings(current),
      apiKey: this.#apiKey(kind),
      sink,
      venueWords,
      lastKnown: ticks.map(({ tick, seen, blindSinceMs }): LastKnown => ({
        tick,
        blindSinceMs: blindSinceMs ?? null,
        minute: seen === null || tick.last === null ? null : { ...seen, open: tick.last, close: tick.last },
      })),
      lastWatchedMs: this.#lastWatchedMs,
    });
    this.#feed = feed;
    market.use(feed, current.venue);
    feed.start();
  }

  async #close(): Promise<void> {
    const { market, store } = this.#options;
    const watchedUntilMs = this.watchedUntilMs();
    const venue = market.venue;
    this.#feed?.stop();
    market.save();
    const kept = store.ticks.all();
    // Another venue may be watched for a while, and what is kept of the app's being alive is then of that one.
    if (kept.ok) this.#lost(ticksOf(kept.value, venue), watchedUntilMs);
    if (this.#options.settings.current.venue !== this.#running?.id || this.#ending) {
      await this.#running?.venue.stop();
      this.#running = null;
    }
  }

  /** What is written now holds until the next price of each, however many runs there are in between. */
  #lost(ticks: readonly LastTick[], sinceMs: number | null): void {
    if (sinceMs === null || ticks.length === 0) return;
    this.#options.store.ticks.lost(
      ticks.map(({ tick }) => tick.instrument),
      sinceMs,
    );
  }

  #ending = false;
  /** Stops for good. */
  end(): Promise<void> {
    this.#ending = true;
    return this.stop();
  }

  #settingsChanged({ before, now }: SettingsChange): void {
    if (before.venue !== now.venue) {
      // A failure here is a bug (the loopback port of what a venue runs): it must not vanish.
      this.#inTurn(() => this.#close())
        .then(() => this.resume())
        .catch((error: unknown) => {
          queueMicrotask(() => {
            throw error;
          });
        });
      return;
    }
    this.#feed?.setSettings(this.#feedSettings(now), this.#apiKey(this.#kind(now.venue)));
  }

  #kind(id: VenueId): VenueKind {
    return venueOf(this.#options.venues, id);
  }

  /** Null for a venue that takes none: a key was given for another one. */
  #apiKey(kind: VenueKind): string | null {
    return kind.needsKey ? this.#options.settings.apiKey : null;
  }

  #feedSettings(settings: Settings): FeedSettings {
    const { wsUrl, restUrl, keyPlacement, sendPong, tradesForAll, absurdPrintGuard } = settings;
    const common = { keyPlacement, sendPong, tradesForAll, absurdPrintGuard };
    const running = this.#running?.venue;
    return running === undefined
      ? { wsUrl, restUrl, ...common }
      : { wsUrl: running.wsUrl, restUrl: running.restUrl, ...common };
  }

  #inTurn(job: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(job);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

function ticksOf(ticks: readonly LastTick[], venue: VenueId): LastTick[] {
  return ticks.filter(({ tick }) => instrumentOf(tick.instrument).venue === venue);
}
