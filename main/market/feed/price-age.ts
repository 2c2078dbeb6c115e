/**
 * Which prices are from before (the truth table, T6): what a venue sends on subscribing, a snapshot or a replay, may be days old.
 * An instrument is asked about only until its first price of now. A venue that is late, or whose clock is wrong, must never keep
 * its alerts silent: what was made after we subscribed is of now, however late it comes.
 */
import { exchangeMs } from "../../../preload/contract/exchange-time.ts";
import type { Moment } from "../../../preload/contract/tick.ts";
import { freshMs } from "./health.ts";
import { VenueClock } from "./venue-clock.ts";
import type { CurrentPrice, SessionPrice, VenueTime } from "../venues/session.ts";
import type { Watched } from "./watched.ts";

/** Frames of now tell the venue's time thousands of times a second: so often is enough. */
const measuredEveryMs = 1_000;

export class PriceAges {
  readonly #clock = new VenueClock();
  /** The same by the dates of its answers over HTTP: the stream of a still market may never have told the venue's time. */
  readonly #restClock = new VenueClock();
  #measuredMonoMs = Number.NEGATIVE_INFINITY;

  /** A frame that is of now whatever it is about, as a heartbeat is. */
  noteLive(at: VenueTime, now: Moment): void {
    const atMs = exchangeMs(at);
    if (atMs === null) return;
    this.#measuredMonoMs = now.monoMs;
    this.#clock.note(atMs, now, this.#restClock.timeAt(now));
  }

  /** An answer over HTTP, whatever it is about, was dated so by the venue: one of REST, or the one that opened a socket. */
  noteAnswer(atMs: number, now: Moment): void {
    this.#restClock.note(atMs, now);
  }

  /** The venue's time at a moment of ours, by its stream; null where that has not told it. */
  venueMsAt(moment: Moment): number | null {
    return this.#clock.timeAt(moment);
  }

  /**
   * The age of a price of the stream, milliseconds, where it is from before; null where it is of now, as one without a time is.
   * From the first one of now on, every price of this subscription is; but what the venue calls a snapshot never tells of later ones.
   */
  ofStream(watched: Watched, { at, sentAt, origin }: SessionPrice, now: Moment): number | null {
    if (origin !== "live") return this.#ofSnapshot(at, sentAt, now);
    if (watched.filter.hasLivePrice) {
      if (sentAt !== null && now.monoMs - this.#measuredMonoMs >= measuredEveryMs) this.noteLive(sentAt, now);
      return null;
    }
    const ageMs = this.#of(watched, at, now);
    if (ageMs === null) watched.filter.noteLivePrice();
    if (sentAt !== null) this.noteLive(sentAt, now);
    else if (ageMs === null) this.noteLive(at, now);
    return ageMs;
  }

  /** Without a time nothing is known of its age, and it is no price of now: the venue itself says that it is not. */
  #ofSnapshot(at: VenueTime, sentAt: VenueTime, now: Moment): number | null {
    const atMs = exchangeMs(at);
    if (atMs === null) return freshMs;
    const sentMs = exchangeMs(sentAt);
    const ageMs =
      sentMs !== null ? sentMs - atMs : this.#clock.isKnown ? this.#clock.ageMs(atMs, now) : now.wallMs - atMs;
    return ageMs > freshMs ? ageMs : null;
  }

  /** The same of a price by REST, which says nothing of later ones. Beside a price of now it is news, whatever its time. */
  ofRest(watched: Watched, { asOf, at }: CurrentPrice, now: Moment): number | null {
    const { last, lastIsCurrent } = watched.prices;
    if (watched.filter.hasLivePrice || (lastIsCurrent && last?.ageMs == null)) return null;
    switch (asOf) {
      case "answer":
        return this.#of(watched, at, now);
      case "trade":
        return this.#of(watched, at, now, this.#restClock.isKnown ? this.#restClock : this.#clock);
      // Another one than the price with which this connection began was traded since; the first may be of days ago.
      case "unknown":
        return lastIsCurrent ? null : freshMs;
    }
  }

  #of({ subscription }: Watched, at: VenueTime, now: Moment, clock = this.#clock): number | null {
    const atMs = exchangeMs(at);
    // Our own clock may be wrong by hours: until the venue's is known no alert may be kept silent by a comparison with ours.
    if (atMs === null || !clock.isKnown) return null;
    const ageMs = clock.ageMs(atMs, now);
    return ageMs > freshMs && ageMs > now.monoMs - (subscription.askedMonoMs ?? now.monoMs) ? ageMs : null;
  }
}
