/** Once a second: what silence and REST are looked into for, and whether the status has anything new to tell. */
import type { HealthState } from "../../../preload/contract/feed.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import type { Connection } from "./connection.ts";
import type { FeedCounters } from "./counters.ts";
import { healthOf } from "./health.ts";
import type { RestPrices } from "./rest-prices.ts";
import type { StallDetector } from "./stall-detector.ts";
import type { Watched } from "./watched.ts";
import type { WatchedInstruments } from "./watched-instruments.ts";

const periodMs = 1_000;

export interface PeriodicCheckOptions {
  readonly clock: Clock;
  readonly watching: WatchedInstruments;
  readonly connection: Connection;
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
    const { clock, watching, connection, rest, stallDetector, counts, onStatus } = this.#options;
    const now = clock.now();
    rest.check(now);
    let changed = counts.revision !== this.#shownRevision;
    this.#shownRevision = counts.revision;
    for (const watched of watching) {
      if (connection.live) stallDetector.check(watched, now);
      else if (connection.unproven) rest.takeEarly(watched, now);
      const health = healthOf(watched, connection, now);
      if (health !== (this.#shownHealth.get(watched) ?? "waiting")) changed = true;
      this.#shownHealth.set(watched, health);
    }
    if (changed) onStatus();
  }
}
