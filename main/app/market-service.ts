/** What is watched and what it costs: the watchlist, the feeds of the venues that are on, and what of their prices must survive a restart. */
import { message } from "../../preload/contract/messages/message.ts";
import { instrumentOf, type InstrumentKey, type VenueId } from "../../preload/contract/instrument.ts";
import type { Quote } from "../../preload/contract/market.ts";
import { noSuchVenue } from "../../preload/contract/parse-rule.ts";
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import type { Clock } from "../lib/clock.ts";
import type { Feed } from "../market/feed/feed.ts";
import type { Minute } from "../market/history/minute-candles.ts";
import type { LastTick, Store } from "../store/store-interface.ts";
import { isSameNeed, shownOnly, type Need } from "../market/venues/need.ts";
import type { VenueRest } from "../market/venues/session.ts";
import { EvaluatedTick } from "./evaluated-tick.ts";
import { RecordedMinutes } from "./recorded-minutes.ts";
import { Quotes } from "./quotes.ts";
import { Signal } from "../lib/signal.ts";

/** More than anybody reads; the venue's own limits are lower. */
export const maxWatched = 1_000;

export interface MarketOptions {
  readonly clock: Clock;
  readonly store: Store;
  /** Every venue that there is. */
  readonly venueIds: readonly VenueId[];
  /** Instruments that rules need, with what they need of them. */
  readonly ruleInstruments: () => ReadonlyMap<InstrumentKey, Need>;
}

/** What the service uses of a feed. */
export type WatchingFeed = Pick<
  Feed,
  "watch" | "unwatch" | "quote" | "lastTick" | "fresh" | "minutes" | "blindSinceMs" | "reconnect" | "rest"
>;

export class MarketService {
  /** The watchlist or its order changed. */
  readonly listChanged = new Signal<void>();
  /** An instrument is watched no longer. */
  readonly forgotten = new Signal<InstrumentKey>();
  readonly #options: MarketOptions;
  readonly #watched = new Map<InstrumentKey, Need>();
  readonly #dirty = new Set<InstrumentKey>();
  /** The last tick that rules have been judged by. The feed may hold later ones back, until it has read of a gap. */
  readonly #judged = new Map<InstrumentKey, EvaluatedTick>();
  readonly #quotes = new Quotes();
  readonly #past: RecordedMinutes;
  #list: InstrumentKey[] = [];
  readonly #feeds = new Map<VenueId, WatchingFeed>();

  constructor(options: MarketOptions, list: readonly InstrumentKey[]) {
    this.#options = options;
    this.#list = [...list];
    this.#past = new RecordedMinutes(options.clock, options.store);
  }

  /** The watchlist in the person's order, without what is of venues that are off. */
  get list(): readonly InstrumentKey[] {
    return this.#list.filter((key) => this.#feeds.has(instrumentOf(key).venue));
  }

  /** Puts a venue's feed in use; the one before it must have been stopped. */
  connect(venue: VenueId, feed: WatchingFeed): void {
    this.#forget(venue);
    this.#feeds.set(venue, feed);
    this.sync();
    this.listChanged.emit();
    for (const key of this.list) if (instrumentOf(key).venue === venue) this.#loadPast(key);
  }

  /** The venue is off. What is known of its prices in the database stays: a gap will begin there. */
  disconnect(venue: VenueId): void {
    const gone = this.#forget(venue);
    this.#feeds.delete(venue);
    for (const key of gone) this.forgotten.emit(key);
    this.listChanged.emit();
  }

  /** Another database stands in place of the one that the list was read from. To be called before a feed is put in use. */
  reload(list: readonly InstrumentKey[]): void {
    this.#list = [...list];
  }

  /** Brings what the feeds watch in line with the watchlist and the rules. */
  sync(): void {
    const wanted = new Map<InstrumentKey, Need>();
    for (const key of this.list) wanted.set(key, shownOnly);
    for (const [key, need] of this.#options.ruleInstruments()) {
      if (this.#feeds.has(instrumentOf(key).venue)) wanted.set(key, need);
    }
    const gone = [...this.#watched.keys()].filter((key) => !wanted.has(key));
    // Not kept for the next start either: an alert that is made or resumed later was not waiting while that price moved on.
    if (gone.length > 0) this.#options.store.ticks.forget(gone);
    for (const key of gone) {
      this.#feedOf(key)?.unwatch(key);
      this.#watched.delete(key);
      this.#judged.delete(key);
      this.#dirty.delete(key);
      this.forgotten.emit(key);
    }
    for (const [key, need] of wanted) {
      if (isSameNeed(this.#watched.get(key), need)) continue;
      this.#feedOf(key)?.watch(key, need);
      this.#watched.set(key, need);
    }
  }

  /** Called for every tick. */
  note(tick: Tick): void {
    this.#dirty.add(tick.instrument);
    const judged = this.#judged.get(tick.instrument);
    if (judged === undefined) this.#judged.set(tick.instrument, new EvaluatedTick(tick));
    else judged.take(tick);
  }

  watch(key: InstrumentKey): Result<Quote> {
    const { venue } = instrumentOf(key);
    const { venueIds } = this.#options;
    if (!venueIds.includes(venue)) return fail("instrument-invalid", noSuchVenue(venueIds), "venue");
    if (!this.#list.includes(key)) {
      if (this.#list.length >= maxWatched)
        return fail("instrument-invalid", message("answer.list-full", { most: maxWatched }), "symbol");
      const added = this.#options.store.watchlist.add(key);
      if (!added.ok) return added;
      this.#list.push(key);
      this.sync();
      this.listChanged.emit();
      this.#loadPast(key);
    }
    return ok(this.#quote(key));
  }

  /** Takes it off the list; it goes on being watched while an alert needs it. */
  unwatch(key: InstrumentKey): Result<Record<string, never>> {
    const removed = this.#options.store.watchlist.remove(key);
    if (!removed.ok) return removed;
    this.#list = this.#list.filter((listed) => listed !== key);
    this.sync();
    this.listChanged.emit();
    return ok({});
  }

  reorder(keys: readonly string[]): Result<Record<string, never>> {
    const named = keys.filter((key): key is InstrumentKey => this.#list.includes(key as InstrumentKey));
    const shown = new Set(this.list);
    const order = [...named, ...this.list.filter((key) => !named.includes(key))];
    // Those of venues that are off stay where they are: nobody saw them who put the others in order.
    const list = this.#list.map((key) => (shown.has(key) ? (order.shift() ?? key) : key));
    const reordered = this.#options.store.watchlist.reorder(list);
    if (!reordered.ok) return reordered;
    this.#list = list;
    this.listChanged.emit();
    return ok({});
  }

  snapshot(): Quote[] {
    return this.list.map((key) => this.#quote(key));
  }

  /** A person asks for new connections, at once; to one venue or to all that are on. */
  reconnect(venue: VenueId | null = null): void {
    for (const [id, feed] of this.#feeds) if (venue === null || id === venue) feed.reconnect();
  }

  /** What the venue of this instrument can be asked, and the last hour as it was seen; null where the venue is off. */
  watched(key: InstrumentKey): { readonly rest: VenueRest; readonly minutes: readonly Minute[] } | null {
    const feed = this.#feedOf(key);
    return feed === null ? null : { rest: feed.rest, minutes: feed.minutes(key) };
  }

  lastTick(key: InstrumentKey): Tick | null {
    return this.#feedOf(key)?.lastTick(key) ?? null;
  }

  fresh(key: InstrumentKey): Tick | null {
    return this.#feedOf(key)?.fresh(key, this.#options.clock.now()) ?? null;
  }

  /**
   * The last tick that rules have been judged by, with its minute, as the database keeps it: with a later one a restart would
   * take for seen what no rule has seen. Null where there was none in this run.
   */
  remembered(key: InstrumentKey): LastTick | null {
    const tick = this.#judged.get(key)?.whole();
    if (tick === undefined) return null;
    const feed = this.#feedOf(key);
    const minute = feed?.minutes(key).at(-1);
    return {
      tick,
      seen: minute === undefined ? null : { openMs: minute.openMs, high: minute.high, low: minute.low },
      blindSinceMs: feed?.blindSinceMs(key) ?? null,
    };
  }

  /** The last tick of everything that moved, for `write` to write; where that fails it is offered again. */
  save(write: (batch: readonly LastTick[]) => boolean = (batch) => this.#options.store.ticks.save(batch).ok): void {
    const batch: LastTick[] = [];
    for (const key of this.#dirty) {
      const remembered = this.remembered(key);
      if (remembered !== null) batch.push(remembered);
    }
    if (write(batch)) this.#dirty.clear();
  }

  /** Once a minute: writes the finished minutes down. */
  saveMinutes(): void {
    this.#past.save(new Map([...this.#watched.keys()].map((key) => [key, this.#feedOf(key)?.minutes(key) ?? []])));
  }

  #feedOf(key: InstrumentKey): WatchingFeed | null {
    return this.#feeds.get(instrumentOf(key).venue) ?? null;
  }

  /** Nothing of the venue is watched by its present feed any more. Answers what was. */
  #forget(venue: VenueId): InstrumentKey[] {
    const gone = [...this.#watched.keys()].filter((key) => instrumentOf(key).venue === venue);
    for (const key of gone) {
      this.#watched.delete(key);
      this.#judged.delete(key);
      this.#dirty.delete(key);
    }
    return gone;
  }

  #loadPast(key: InstrumentKey): void {
    if (this.#past.of(key).length > 0) return;
    void this.#past.load(key, this.#feedOf(key)?.rest ?? null).then((loaded) => {
      if (loaded) this.listChanged.emit();
    });
  }

  #quote(key: InstrumentKey): Quote {
    return this.#quotes.of(instrumentOf(key), this.#feedOf(key)?.quote(key) ?? null, this.#past.of(key));
  }
}
