/**
 * Which prices are from before (the truth table, T6): what a venue sends on subscribing, a snapshot or a replay, may be days old.
 * An instrument is asked about only until its first price of now. A venue that is late, or whose clock is wrong, must never keep
 * its alerts silent: what was made after we subscribed is of now, however late it comes.
 */
import { exchangeMs } from "../../../preload/contract/exchange-time.ts";
import type { Moment } from "../../../preload/contract/tick.ts";
import { freshMs } from "./health.ts";
import { VenueClock } from "./venue-clock.ts";
import type { Watched } from "./watched.ts";

type VenueTime = string | number | null;

export class PriceAges {
  readonly #clock = new VenueClock();

  /** A frame that is of now whatever it is about, as a heartbeat is. */
  noteLive(at: VenueTime, now: Moment): void {
    const atMs = exchangeMs(at);
    if (atMs !== null) this.#clock.note(atMs, now);
  }

  /**
   * The age of a price of the stream, milliseconds, where it is from before; null where it is of now, as one without a time is.
   * From the first one of now on, every price of this subscription is.
   */
  ofStream(watched: Watched, at: VenueTime, now: Moment): number | null {
    if (watched.filter.hasLivePrice) return null;
    const ageMs = this.#of(watched, at, now);
    if (ageMs === null) {
      watched.filter.noteLivePrice();
      this.noteLive(at, now);
    }
    return ageMs;
  }

  /** The same of a price by REST, which says nothing of later ones. Beside a price of now it is news, whatever its time. */
  ofRest(watched: Watched, at: VenueTime, now: Moment): number | null {
    const { last, lastIsCurrent } = watched.prices;
    const hasPriceOfNow = watched.filter.hasLivePrice || (lastIsCurrent && last?.ageMs == null);
    return hasPriceOfNow ? null : this.#of(watched, at, now);
  }

  #of({ subscription }: Watched, at: VenueTime, now: Moment): number | null {
    const atMs = exchangeMs(at);
    // Our own clock may be wrong by hours: until the venue's is known no alert may be kept silent by a comparison with ours.
    if (atMs === null || !this.#clock.isKnown) return null;
    const ageMs = this.#clock.ageMs(atMs, now);
    return ageMs > freshMs && ageMs > now.monoMs - (subscription.askedMonoMs ?? now.monoMs) ? ageMs : null;
  }
}
