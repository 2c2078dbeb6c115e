/** How long silence may last, learned from the venue's own heartbeat. */

const unlearnedMs = 45_000;
const shortestMs = 15_000;
const maxMs = 60_000;
const missedHeartbeats = 3;
const kept = 5;

export class HeartbeatInterval {
  #lastMonoMs: number | null = null;
  #intervals: number[] = [];

  /** A heartbeat arrived. */
  beat(monoMs: number): void {
    if (this.#lastMonoMs !== null) {
      this.#intervals.push(monoMs - this.#lastMonoMs);
      if (this.#intervals.length > kept) this.#intervals.shift();
    }
    this.#lastMonoMs = monoMs;
  }

  /** A new socket: the time between its first heartbeat and the last of the old one is no interval. */
  newSocket(): void {
    this.#lastMonoMs = null;
  }

  /** Another venue, perhaps with another interval. */
  forget(): void {
    this.#lastMonoMs = null;
    this.#intervals = [];
  }

  /**
   * The greatest of the last five, so that heartbeats that were held up and arrive together do not measure as a short one.
   * Null until two have arrived on one socket.
   */
  get intervalMs(): number | null {
    return this.#intervals.length === 0 ? null : Math.max(...this.#intervals);
  }

  /** Silence longer than this means that the feed is lost. */
  get watchdogMs(): number {
    const interval = this.intervalMs;
    if (interval === null) return unlearnedMs;
    return Math.min(maxMs, Math.max(shortestMs, missedHeartbeats * interval));
  }
}
