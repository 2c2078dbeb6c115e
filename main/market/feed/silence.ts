/** How long the stream has said nothing of one instrument, and what has been done about it. */

/** A quiet market is asked about by REST first after this long without a tick. */
const firstProbeMs = 60_000;
const longestProbeMs = 15 * 60_000;
const firstTickMs = 10_000;

/** What the stream last told: when it was asked for, whether a price has come since, and when the last one of this connection did. */
export interface Heard {
  readonly askedMonoMs: number;
  readonly hasPrice: boolean;
  readonly newestMonoMs: number | null;
}

export class Silence {
  #isSilent = false;
  #isStalled = false;
  #isResubscribed = false;
  #isProbeDue = false;
  #probedMonoMs: number | null = null;
  #probeEveryMs = firstProbeMs;

  /** Nothing has come within 10 s of the subscription. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** REST knows a later trade than the stream gave us: the venue is silent about it. */
  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** It was asked for again, for the stream was stalled, since a connection began. */
  get isResubscribed(): boolean {
    return this.#isResubscribed;
  }

  /** It is to be asked about by REST as soon as that can be. */
  get isProbeDue(): boolean {
    return this.#isProbeDue;
  }

  /** When REST was asked last, since the subscription; null where it was not. */
  get probedMonoMs(): number | null {
    return this.#probedMonoMs;
  }

  /** It is asked for over a socket. */
  beginSubscription(): void {
    this.#isSilent = false;
    this.#isProbeDue = false;
    this.#probedMonoMs = null;
  }

  /** A price came: the first one of a subscription, or the one that ends a stall. */
  heard(): void {
    this.#isSilent = false;
    this.#isStalled = false;
    this.#probeEveryMs = firstProbeMs;
  }

  /** Makes a probe due where nothing came for 10 s after the subscription, or for ever longer times after that. */
  listen({ askedMonoMs, hasPrice, newestMonoMs }: Heard, nowMonoMs: number): void {
    if (!hasPrice && !this.#isSilent) {
      if (nowMonoMs - askedMonoMs < firstTickMs) return;
      this.#isSilent = this.#isProbeDue = true;
      return;
    }
    if (this.#isProbeDue) return;
    const heardMonoMs = newestMonoMs ?? askedMonoMs;
    const probedMonoMs = this.#probedMonoMs ?? askedMonoMs;
    if (heardMonoMs > probedMonoMs) this.#probeEveryMs = firstProbeMs;
    if (nowMonoMs - Math.max(heardMonoMs, probedMonoMs) < this.#probeEveryMs) return;
    this.#probeEveryMs = Math.min(longestProbeMs, this.#probeEveryMs * 2);
    this.#isProbeDue = true;
  }

  /** REST is being asked. */
  probe(nowMonoMs: number): void {
    this.#isProbeDue = false;
    this.#probedMonoMs = nowMonoMs;
  }

  stall(): void {
    this.#isStalled = true;
  }

  noteResubscribed(): void {
    this.#isResubscribed = true;
  }

  /** The socket is gone. */
  endConnection(): void {
    this.#isSilent = this.#isStalled = this.#isResubscribed = false;
  }
}
