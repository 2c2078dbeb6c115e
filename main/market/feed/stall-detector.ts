/**
 * Tells a quiet market from a venue that trades and does not tell us. A quiet symbol alone never costs a connection: only
 * one that REST proves to be trading does, first by asking for it again, then by a new connection, seldom.
 */
import type { Moment } from "../../../preload/contract/tick.ts";
import { isAnotherTrade, isFromBefore } from "./rest-news.ts";
import type { RestPrice } from "../venues/venue.ts";
import { firstProbeMs, type Watched } from "./watched.ts";

const firstTickMs = 10_000;
const longestProbeMs = 15 * 60_000;
const reconnectAtMostEveryMs = 5 * 60_000;

export interface SilenceOptions {
  /** False where it cannot be asked now; it is tried again a second later. */
  readonly probe: (watched: Watched) => boolean;
  readonly resubscribe: (watched: Watched) => void;
  readonly reconnect: (watched: Watched) => void;
}

export class StallDetector {
  readonly #options: SilenceOptions;
  #reconnectedMonoMs: number | null = null;

  constructor(options: SilenceOptions) {
    this.#options = options;
  }

  /** Once a second, for each instrument, while the connection is live. */
  check(watched: Watched, now: Moment): void {
    if (watched.askedMonoMs === null || watched.subscription === "rejected") return;
    if (this.#falls(watched, watched.askedMonoMs, now)) watched.probeDue = true;
    if (!watched.probeDue || !this.#options.probe(watched)) return;
    watched.probeDue = false;
    watched.probedMonoMs = now.monoMs;
  }

  /** Whether it falls silent now: without a first tick after 10 s, or for ever longer times without a next one. */
  #falls(watched: Watched, askedMonoMs: number, now: Moment): boolean {
    if (watched.subscription === "requested") {
      if (now.monoMs - askedMonoMs < firstTickMs) return false;
      watched.subscription = "silent";
      return true;
    }
    if (watched.probeDue) return false;
    const heardMonoMs = watched.current && watched.newest !== null ? watched.newest.receivedMonoMs : askedMonoMs;
    const probedMonoMs = watched.probedMonoMs ?? askedMonoMs;
    if (heardMonoMs > probedMonoMs) watched.probeEveryMs = firstProbeMs;
    if (now.monoMs - Math.max(heardMonoMs, probedMonoMs) < watched.probeEveryMs) return false;
    watched.probeEveryMs = Math.min(longestProbeMs, watched.probeEveryMs * 2);
    return true;
  }

  /** REST proved that the venue trades what it does not tell us. */
  onStreamStalled(watched: Watched, now: Moment): void {
    watched.streamStalled = true;
    if (!watched.resubscribed) {
      watched.resubscribed = true;
      this.#options.resubscribe(watched);
      return;
    }
    if (this.#reconnectedMonoMs !== null && now.monoMs - this.#reconnectedMonoMs < reconnectAtMostEveryMs) return;
    this.#reconnectedMonoMs = now.monoMs;
    this.#options.reconnect(watched);
  }
}

/** Whether REST knows of another trade than we do, and not an earlier one, of an instrument whose present price we have. */
export function isStreamStalled(watched: Watched, price: RestPrice): boolean {
  const { last } = watched;
  if (last === null || !watched.lastIsCurrent || watched.subscription === "requested") return false;
  return !isFromBefore(price, last) && isAnotherTrade(price, last);
}
