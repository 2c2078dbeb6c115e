/** A service's limits, kept before it has to say so: what exceeds them is answered with a refusal, and at some with a ban. */
import type { ChannelLimit } from "./channels/remote-channel.ts";

/** Sliding windows; the strictest one counts. Times are monotonic milliseconds. */
export class SendLimits {
  readonly #limits: readonly ChannelLimit[];
  /** When messages were sent, oldest first, as far back as the longest window reaches. */
  #sentMs: number[] = [];

  constructor(limits: readonly ChannelLimit[]) {
    this.#limits = limits;
  }

  /** How long until one more may be sent; 0: now. `share`: so much of each limit may be used; of one message, one in so much more time. */
  waitMs(nowMs: number, share = 1): number {
    let waitMs = 0;
    for (const { messages, withinMs } of this.#limits) {
      const most = messages * share;
      const oldest = this.#sentMs.at(-Math.max(1, Math.floor(most)));
      if (oldest !== undefined) waitMs = Math.max(waitMs, oldest + withinMs / Math.min(1, most) - nowMs);
    }
    return waitMs;
  }

  /** One is being sent, whatever comes of it. */
  sent(nowMs: number): void {
    const longestMs = Math.max(0, ...this.#limits.map(({ withinMs }) => withinMs));
    this.#sentMs = [...this.#sentMs.filter((atMs) => atMs > nowMs - longestMs), nowMs];
  }
}
