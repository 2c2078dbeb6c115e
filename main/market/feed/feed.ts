/** One venue as one stream of ticks, and what is known of its health: what is watched, by which settings, and how that is asked for. */
import type { VenueStatus } from "../../../preload/contract/feed.ts";
import { instrumentOf, type InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { Moment, Tick } from "../../../preload/contract/tick.ts";
import type { Clock } from "../../lib/clock.ts";
import type { FeedOptions, FeedQuote, FeedSettings, FeedSink } from "./feed-types.ts";
import { gapBeganMs } from "./backfill.ts";
import { FeedParts } from "./feed-parts.ts";
import { freshOf, quoteOf, statusOf } from "./feed-view.ts";
import type { Minute } from "../history/minute-candles.ts";
import { shownOnly, type Need } from "../venues/need.ts";
import type { ListedInstrument, VenueRest } from "../venues/session.ts";
import type { Watched } from "./watched.ts";

export type { FeedOptions, FeedQuote, FeedSettings, FeedSink, LastKnown } from "./feed-types.ts";

export class Feed {
  readonly #clock: Clock;
  readonly #sink: FeedSink;
  readonly #parts: FeedParts;
  /** By symbol; null where there is no list. */
  #listed: ReadonlyMap<string, ListedInstrument> | null = null;
  #running = false;

  constructor(options: FeedOptions) {
    this.#clock = options.clock;
    this.#sink = options.sink;
    this.#parts = new FeedParts(options, () => this.#running);
  }

  /** Begins to watch: dials as soon as there is something to watch. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#parts.check.start();
    this.#parts.connections.follow();
  }

  /** Ends everything; ticks that wait for history are handed on first. No timer, socket or request of ours remains. */
  stop(): void {
    for (const watched of this.#parts.watching) {
      this.#parts.backfills.stop(watched);
      this.#parts.missed.stop(watched);
    }
    this.#running = false;
    this.#parts.check.stop();
    this.#parts.connections.stop();
    this.#parts.rest.stop();
  }

  /** Watches an instrument of this venue, or changes what is needed of it. */
  watch(key: InstrumentKey, need: Need = shownOnly): void {
    const { id } = this.#parts.venue.kind;
    if (instrumentOf(key).venue !== id) throw new Error(`${key} is not an instrument of ${id}`);
    if (!this.#parts.watching.add(key, need)) return;
    this.#lookUp(this.#parts.watching.of(key));
    this.#follow();
  }

  /** Stops watching, and forgets: watched again later, it begins without a past and so without a gap. */
  unwatch(key: InstrumentKey): void {
    const watched = this.#parts.watching.of(key);
    if (watched === undefined) return;
    this.#parts.backfills.drop(watched);
    this.#parts.missed.drop(watched);
    this.#parts.watching.remove(watched);
    this.#follow();
  }

  /**
   * Follows changed settings and key together, for a key must not be sent to an address that it is not for, not even once. A
   * new address, key, or way of sending it means a new connection, at once.
   */
  setSettings(settings: FeedSettings, apiKey: string | null = this.#parts.venue.apiKey): void {
    const change = this.#parts.venue.change(settings, apiKey);
    this.#parts.path.guard = settings.absurdPrintGuard;
    if (!settings.absurdPrintGuard) for (const watched of this.#parts.watching) this.#parts.path.acceptHeld(watched);
    if (change === "another-connection") this.#redial();
    else if (change === "other-subscriptions") this.#parts.connections.resubscribe();
  }

  /** A key was saved (null or empty: forgotten). Tried at once, also where the last one was refused a moment ago. */
  setApiKey(apiKey: string | null): void {
    const next = apiKey === "" ? null : apiKey;
    if (next === this.#parts.venue.apiKey && this.#parts.connections.live) return;
    this.#parts.venue.change(this.#parts.venue.settings, next);
    this.#redial();
  }

  /** The venue's list of instruments was read: what it has lost cannot be watched any more, and is told. */
  listChanged(listed: readonly ListedInstrument[]): void {
    this.#listed = listed.length === 0 ? null : new Map(listed.map((one) => [one.symbol, one]));
    for (const watched of this.#parts.watching) this.#lookUp(watched);
    this.#sink.onStatus();
  }

  /** The machine woke up, or its network changed. */
  wake(): void {
    this.#parts.connections.wake();
  }

  /** Gives the connection up where the machine slept and nobody has said so: see {@link Connection.noticeSleep}. */
  noticeSleep(): boolean {
    return this.#parts.connections.noticeSleep();
  }

  /** A person asks for a new connection: as soon as the venue's limit of dials allows. */
  reconnect(): void {
    this.#parts.connections.reconnect();
  }

  status(): VenueStatus {
    return statusOf({ ...this.#parts, watched: this.#parts.watching, now: this.#clock.now() });
  }

  /** Every watched instrument with its last price. */
  quotes(): readonly FeedQuote[] {
    return Array.from(this.#parts.watching, (watched) => quoteOf(watched, this.#parts.connections.of(watched).live));
  }

  /** One instrument with its last price; null where it is not watched. */
  quote(key: InstrumentKey): FeedQuote | null {
    const watched = this.#parts.watching.of(key);
    return watched === undefined ? null : quoteOf(watched, this.#parts.connections.of(watched).live);
  }

  /** The last accepted tick, perhaps from before a restart or an outage. */
  lastTick(key: InstrumentKey): Tick | null {
    return this.#parts.watching.of(key)?.prices.known ?? null;
  }

  /** Since when it cannot be watched, as rules have been told so far; null while it can. */
  blindSinceMs(key: InstrumentKey): number | null {
    const begun = this.#parts.watching.of(key)?.gap.untold ?? null;
    return begun === null ? null : gapBeganMs(begun, this.#clock.now());
  }

  /** The last tick where it may be taken for "just now": the feed is live and the price not older than 60 s. */
  fresh(key: InstrumentKey, now: Moment): Tick | null {
    const watched = this.#parts.watching.of(key);
    return watched === undefined || !this.#parts.connections.of(watched).live ? null : freshOf(watched, now);
  }

  /** The last hour in minutes, oldest first. */
  minutes(key: InstrumentKey): readonly Minute[] {
    return this.#parts.watching.of(key)?.minutes.list() ?? [];
  }

  /** What the venue can be asked over REST, through its one gate; another object after a change of address or key. */
  get rest(): VenueRest {
    return this.#parts.venue.opened.rest;
  }

  /**
   * The wall time up to which this process has watched: now while live, else the last frame before the loss. Null where it
   * never was live. What the database keeps as the next start's `lastWatchedMs`.
   */
  watchedUntilMs(): number | null {
    return this.#parts.connections.watchedUntilMs();
  }

  #lookUp(watched: Watched | undefined): void {
    if (this.#listed !== null) watched?.listed.update(this.#listed.get(watched.symbol) ?? null);
  }

  #follow(): void {
    if (this.#running) this.#parts.connections.follow();
    this.#sink.onStatus();
  }

  #redial(): void {
    this.#parts.rest.forget();
    this.#parts.frames.newKey();
    this.#parts.connections.redial();
  }
}
