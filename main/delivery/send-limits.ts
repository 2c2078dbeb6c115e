/** A service's limits, kept before it has to say so: what exceeds them is answered with a refusal, and at some with a ban. */
import type { ChannelLimit } from "./channels/remote-channel.ts";

export interface Asked {
  /** So much of each limit may be used; of one message, one in so much more time. */
  readonly share?: number;
  /** So many requests, which come together. */
  readonly count?: number;
}

/** Sliding windows; the strictest one counts. Times are monotonic milliseconds. */
export class SendLimits {
  readonly #limits: readonly ChannelLimit[];
  /** When messages were sent, oldest first, as far back as the longest window reaches. */
  #sentMs: number[] = [];

  constructor(limits: readonly ChannelLimit[]) {
    this.#limits = limits;
  }

  /** How long until it may be sent; 0: now. */
  waitMs(nowMs: number, { share = 1, count = 1 }: Asked = {}): number {
    let waitMs = 0;
    for (const { messages, withinMs } of this.#limits) {
      const most = messages * share;
      const oldest = this.#sentMs.at(-Math.max(1, Math.floor(most) - count + 1));
      if (oldest !== undefined) waitMs = Math.max(waitMs, oldest + withinMs / Math.min(1, most) - nowMs);
    }
    return waitMs;
  }

  /** So many are being sent, whatever comes of them. */
  sent(nowMs: number, count = 1): void {
    const maxMs = Math.max(...this.#limits.map(({ withinMs }) => withinMs));
    const now = Array.from({ length: count }, () => nowMs);
    this.#sentMs = [...this.#sentMs.filter((atMs) => atMs > nowMs - maxMs), ...now];
  }
}
