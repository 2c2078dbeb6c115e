/** How long the stream has said nothing of one instrument, or told none of its trades, and what has been done about it. */

/** A quiet market is asked about by REST first after this long without a tick. */
const firstProbeMs = 60_000;
const maxProbeMs = 15 * 60_000;
const firstTickMs = 10_000;
/** So often in a row trades that the stream did not tell are read by REST: from then on it is mute, and not one that loses some. */
const mutedByReads = 3;

/** What the stream last told: when it was asked for, whether a price has come since, and when the last one of this connection did. */
export interface StreamProgress {
  readonly askedMonoMs: number;
  readonly hasPrice: boolean;
  readonly newestMonoMs: number | null;
}

export class Silence {
  #isSilent = false;
  #isStalled = false;
  #isMute = false;
  #readsSinceTrade = 0;
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

  /**
   * The stream of its trades is confirmed and tells none, though the venue trades: they are read by REST again and again. Until it tells
   * one, over whatever socket; quotes and prices by REST prove nothing.
   */
  get isMute(): boolean {
    return this.#isMute;
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

  /** A price came: the first one of a subscription, or the one that ends a stall. A quote, or what was traded before, ends none. */
  notePrice(isNews: boolean): void {
    this.#isSilent = false;
    if (isNews) this.#isStalled = false;
    this.#probeEveryMs = firstProbeMs;
  }

  /** REST has no other price than the one that is known: for now nothing is kept from us. */
  agree(): void {
    this.#isStalled = false;
  }

  /** The stream told a trade as it happened. Runs for each. */
  noteTrade(): void {
    this.#readsSinceTrade = 0;
    this.#isMute = false;
  }

  /** Trades that the stream did not tell were read by REST. True where that has gone on for too long: it is mute. */
  noteRead(): boolean {
    this.#readsSinceTrade++;
    if (this.#readsSinceTrade < mutedByReads) return false;
    this.#readsSinceTrade = 0;
    this.#isMute = true;
    return true;
  }

  /** Makes a probe due where nothing came for 10 s after the subscription, or for ever longer times after that. */
  check({ askedMonoMs, hasPrice, newestMonoMs }: StreamProgress, nowMonoMs: number): void {
    if (!hasPrice && !this.#isSilent) {
      if (nowMonoMs - askedMonoMs < firstTickMs) return;
      this.#isSilent = this.#isProbeDue = true;
      return;
    }
    if (this.#isProbeDue) return;
    const toldMonoMs = newestMonoMs ?? askedMonoMs;
    const probedMonoMs = this.#probedMonoMs ?? askedMonoMs;
    if (toldMonoMs > probedMonoMs) this.#probeEveryMs = firstProbeMs;
    if (nowMonoMs - Math.max(toldMonoMs, probedMonoMs) < this.#probeEveryMs) return;
    this.#probeEveryMs = Math.min(maxProbeMs, this.#probeEveryMs * 2);
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
