/** One venue that is on: its feed, with what the database remembers of its prices. */
import { instrumentOf, type VenueId } from "../../preload/contract/instrument.ts";
import type { ListedInstrument } from "../../preload/contract/listed-instrument.ts";
import type { Settings } from "../../preload/contract/settings.ts";
import type { Clock } from "../lib/clock.ts";
import type { AwaitedBefore, FeedSettings, FeedSink, LastKnown } from "../market/feed/feed-types.ts";
import { Feed } from "../market/feed/feed.ts";
import type { RunningVenue, VenueKind } from "../market/venues/venue.ts";
import type { AwaitedHistory } from "../store/awaited-histories-table.ts";
import type { LastTick, Store } from "../store/store-interface.ts";
import type { FetchList } from "./instrument-lists.ts";
import type { VenueConfig } from "./venues/venue-config.ts";

/** Settings that hold for the feeds of all venues. */
export type SharedFeedSettings = Pick<Settings, "tradesForAll" | "absurdPrintGuard">;

/** How the venue is reached and what of it is watched. */
export interface VenueFeedAccess {
  readonly config: VenueConfig;
  /** What the venue runs inside the app, where it does; its addresses are dialled then. */
  readonly running: Pick<RunningVenue, "wsUrl" | "restUrl"> | null;
  readonly shared: SharedFeedSettings;
}

export interface VenueFeedOptions {
  readonly clock: Clock;
  readonly store: {
    readonly ticks: Pick<Store["ticks"], "all" | "lost">;
    readonly minutes: Pick<Store["minutes"], "list">;
  };
  readonly sink: FeedSink;
  readonly formatVenueText: (words: string) => string;
  readonly kind: VenueKind;
  readonly access: VenueFeedAccess;
  /** The newest list of its instruments that is known. */
  readonly listed: () => readonly ListedInstrument[];
  /** Gaps that a run before told without their history, oldest first. */
  readonly awaited: readonly AwaitedHistory[];
  /** Until when it was watched before; null where that is not known, or where it was switched on only now. */
  readonly lastWatchedMs: number | null;
}

const minuteMs = 60_000;

export class VenueFeed {
  /** Not started. */
  readonly feed: Feed;
  readonly lastWatchedMs: number | null;
  readonly #options: VenueFeedOptions;
  #access: VenueFeedAccess;

  constructor(options: VenueFeedOptions) {
    const { clock, sink, formatVenueText, kind, access, listed, awaited, lastWatchedMs } = options;
    this.#options = options;
    this.#access = access;
    this.lastWatchedMs = lastWatchedMs;
    const ticks = this.#ticks();
    this.#lost(ticks, lastWatchedMs);
    this.feed = new Feed({
      clock,
      random: Math.random,
      venue: kind,
      settings: feedSettings(access),
      apiKey: access.config.apiKey,
      listed,
      sink,
      formatVenueText,
      lastKnown: ticks.map(({ tick, seen, blindSinceMs }): LastKnown => ({
        tick,
        blindSinceMs: blindSinceMs ?? null,
        minute: seen === null || tick.last === null ? null : { ...seen, open: tick.last, close: tick.last },
      })),
      awaited: awaited.map((one) => this.#awaitedBefore(one, ticks)),
      lastWatchedMs,
    });
  }

  /** How the venue is asked for its list; null where it cannot say what it has. */
  get fetchList(): FetchList | null {
    if (this.feed.rest.instruments === undefined) return null;
    // Its REST is another object after a change of address.
    return async (signal) => (await this.feed.rest.instruments?.(signal)) ?? { ok: true, value: [] };
  }

  /** Goes by these from now on. */
  follow(config: VenueConfig, shared: SharedFeedSettings): void {
    this.#access = { ...this.#access, config, shared };
    this.feed.setSettings(feedSettings(this.#access), config.apiKey);
  }

  /** Watches no longer. From when on is kept with each price, however many runs there are before its next one. */
  stop(saveTicks: () => void): void {
    const watchedUntilMs = this.feed.watchedUntilMs();
    this.feed.stop();
    saveTicks();
    this.#lost(this.#ticks(), watchedUntilMs);
  }

  /** With the extremes of the minute in which it ended; where the run ended in that minute too, they are of the gap after. */
  #awaitedBefore({ gap, after }: AwaitedHistory, ticks: readonly LastTick[]): AwaitedBefore {
    const openMs = Math.floor(gap.toWallMs / minuteMs) * minuteMs;
    const last = ticks.find(({ tick }) => tick.instrument === after.instrument);
    if (last?.seen?.openMs === openMs) return { gap, after, endMinute: "of-next-gap" };
    const kept = this.#options.store.minutes.list(after.instrument, { sinceMs: openMs, untilMs: openMs + minuteMs });
    return { gap, after, endMinute: (kept.ok ? kept.value[0] : undefined) ?? null };
  }

  #ticks(): readonly LastTick[] {
    const { store, kind } = this.#options;
    const kept = store.ticks.all();
    return kept.ok ? kept.value.filter(({ tick }) => isOf(kind.id, tick.instrument)) : [];
  }

  #lost(ticks: readonly LastTick[], sinceMs: number | null): void {
    if (sinceMs === null || ticks.length === 0) return;
    const keys = ticks.map(({ tick }) => tick.instrument);
    this.#options.store.ticks.lost(keys, sinceMs);
  }
}

function isOf(venue: VenueId, key: LastTick["tick"]["instrument"]): boolean {
  return instrumentOf(key).venue === venue;
}

function feedSettings({ config, running, shared }: VenueFeedAccess): FeedSettings {
  const addresses = running ?? config.addresses;
  if (addresses === null) throw new Error(`${config.venue} has no address, and runs nothing that would bring one.`);
  return {
    wsUrl: addresses.wsUrl,
    restUrl: addresses.restUrl,
    values: config.values,
    tradesForAll: shared.tradesForAll,
    absurdPrintGuard: shared.absurdPrintGuard,
  };
}
