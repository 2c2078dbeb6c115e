/** Once a second: what silence and REST are looked into for, and whether the status has anything new to tell. */
import type { HealthState } from "../../../preload/contract/feed.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import type { Connections } from "./connections.ts";
import type { FeedCounters } from "./counters.ts";
import { healthOf } from "./health.ts";
import type { RestPrices } from "./rest-prices.ts";
import type { StallDetector } from "./stall-detector.ts";
import type { VenueNotice } from "./venue-notice.ts";
import type { Watched } from "./watched.ts";
import type { WatchedInstruments } from "./watched-instruments.ts";

const periodMs = 1_000;

export interface PeriodicCheckOptions {
  readonly clock: Clock;
  readonly watching: WatchedInstruments;
  readonly connections: Connections;
  readonly notice: VenueNotice;
  readonly rest: RestPrices;
  readonly stallDetector: StallDetector;
  readonly counts: FeedCounters;
  readonly onStatus: () => void;
}

export class PeriodicCheck {
  readonly #options: PeriodicCheckOptions;
  #timer: Timer | null = null;
  /** What the status has told last: a change is told. */
  readonly #shownHealth = new WeakMap<Watched, HealthState>();
  #shownRevision = 0;

  constructor(options: PeriodicCheckOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = this.#options.clock.every(periodMs, () => this.#check());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #check(): void {
    const { clock, watching, connections, notice, rest, stallDetector, counts, onStatus } = this.#options;
    const now = clock.now();
    rest.check(now);
    let changed = counts.revision !== this.#shownRevision;
    this.#shownRevision = counts.revision;
    for (const watched of watching) {
      const connection = connections.of(watched);
      // While the venue does not trade, that no prices come is no fault.
      if (connection.live && notice.notTrading === null) stallDetector.check(watched, now);
      else if (connection.unproven) rest.takeEarly(watched, now);
      const health = healthOf(watched, connection.status().state, now);
      if (health !== (this.#shownHealth.get(watched) ?? "waiting")) changed = true;
      this.#shownHealth.set(watched, health);
    }
    if (changed) onStatus();
  }
}
