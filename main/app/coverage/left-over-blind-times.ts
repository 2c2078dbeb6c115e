/**
 * Blind times that the run before this one could not see the end of. One that goes on now is closed when it ends; the others
 * have nobody who would, and would stand in the history as lasting for ever. Where that run is known to have watched again before
 * it ended, it was over by then, and not only at this start. Nobody is told: it is long over.
 */
import { instrumentKey, type InstrumentKey, type VenueId } from "../../../preload/contract/instrument.ts";
import { blindEventId } from "../../store/event-id.ts";
import { keepsDecisions } from "../../store/store-health.ts";
import type { BlindRecord, Store, WatchedUntil } from "../../store/store-interface.ts";
import type { BlindSubject } from "./blind-periods.ts";

export class LeftOverBlindTimes {
  readonly #store: Store;
  /** Of the first call: what was blind before is older than this, and was over by then at the latest. Wall milliseconds. */
  #firstMs: number | null = null;
  /** What was blind at any call so far: it is not left over, whoever watches it closes it. */
  readonly #watched = new Set<string>();
  /** Null until the database could be read. */
  #toClose: BlindRecord[] | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Closes what is left over and not among `subjects`, which are blind now. To be called each time these are looked for: what
   * the database refuses is offered again.
   */
  close(subjects: readonly BlindSubject[], nowMs: number): void {
    if (this.#toClose?.length === 0) return;
    const isFirst = this.#firstMs === null;
    this.#firstMs ??= nowMs;
    for (const subject of subjects) this.#watched.add(blindEventId({ ...subject, toMs: null }));
    this.#toClose ??= this.#find(this.#firstMs, isFirst);
    this.#toClose = this.#toClose?.filter((blind) => !this.#isClosed(blind, nowMs)) ?? null;
  }

  /**
   * All that is open, with the end that it gets; null where the database cannot be read. Read later than at the first call,
   * there may be some of this run among them.
   */
  #find(firstMs: number, isFirst: boolean): BlindRecord[] | null {
    const open = this.#store.events.openBlind();
    if (!open.ok) return null;
    return open.value.flatMap(({ instrument, blind }) => {
      const fromMs = blind === null ? firstMs : Date.parse(blind.from);
      if (blind === null || (!isFirst && fromMs >= firstMs)) return [];
      const key = instrument === null ? null : instrumentKey(instrument);
      const toMs = Math.min(firstMs, watchedSinceMs(this.#store, blind.venue ?? null, key, fromMs) ?? firstMs);
      return [{ venue: blind.venue ?? null, instrument: key, fromMs, toMs, because: blind.because }];
    });
  }

  /** True where there is nothing left to do about it. */
  #isClosed(blind: BlindRecord, nowMs: number): boolean {
    if (this.#watched.has(blindEventId(blind))) return true;
    // Where the last write failed, this one would too, each second; who keeps trying finds out when it is back.
    return keepsDecisions(this.#store.health()) && this.#store.recordBlind(blind, [], nowMs).ok;
  }
}

/**
 * The last moment at which the run before this one is known to have watched what had been blind since `fromMs`, so that this was over;
 * null where it is not known to have watched it again. Of one instrument its own price says so, not that the venue was there.
 */
function watchedSinceMs(
  store: Store,
  venue: VenueId | null,
  instrument: InstrumentKey | null,
  fromMs: number,
): number | null {
  const ticks = store.ticks.all();
  const watchedMs =
    instrument === null
      ? watchedUntilMs(store.heartbeat.watchedUntil(), venue)
      : (ticks.ok ? ticks.value : []).find(({ tick }) => tick.instrument === instrument)?.tick.receivedWallMs;
  return watchedMs !== undefined && watchedMs > fromMs ? watchedMs : null;
}

/** Of the whole app, where no venue is named: until when any was. */
function watchedUntilMs(until: WatchedUntil, venue: VenueId | null): number | undefined {
  return venue === null ? [...until.values()].sort((a, b) => b - a)[0] : until.get(venue);
}
