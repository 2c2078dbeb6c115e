/** The prices of one instrument that counted: the last ones, and whether they are of the present connection. */
import { isPriceFromBefore, type Tick } from "../../../preload/contract/tick.ts";

/** A tick that told of a trade, or of the last price as of one. */
export type Traded = Tick & { readonly last: string };

export class KnownPrices {
  #last: Traded | null = null;
  #newest: Tick | null = null;
  #bid: string | null = null;
  #ask: string | null = null;
  #quoted: Tick | null = null;
  #isCurrent = false;
  #lastIsCurrent = false;

  /** The last accepted tick with a last price, perhaps from before an outage. */
  get last(): Traded | null {
    return this.#last;
  }

  /** The last accepted tick of any kind; a quote where it is not {@link last}. */
  get newest(): Tick | null {
    return this.#newest;
  }

  /** The last bid seen, also where the last tick was a trade and had none. */
  get bid(): string | null {
    return this.#bid;
  }

  get ask(): string | null {
    return this.#ask;
  }

  /** The last tick of the present connection that had both sides: a trade has neither, and does not make them unknown. */
  get quoted(): Tick | null {
    return this.#quoted;
  }

  /** {@link newest} arrived over (or by REST during) the present connection. */
  get isCurrent(): boolean {
    return this.#isCurrent;
  }

  /** So did {@link last}. */
  get lastIsCurrent(): boolean {
    return this.#lastIsCurrent;
  }

  /** The newest tick, with the last price known where it is a quote that has none. */
  get known(): Tick | null {
    const newest = this.#newest;
    const last = this.#last;
    if (newest === null || newest.last !== null || last === null) return newest;
    return { ...newest, last: last.last, lastNumber: last.lastNumber };
  }

  /** Whether a tick tells of a bid or ask that is not the present one. */
  hasOtherQuote({ bid, ask }: Tick): boolean {
    return (bid !== null && bid !== this.#bid) || (ask !== null && ask !== this.#ask);
  }

  /** This tick counts. */
  accept(tick: Tick): void {
    this.#newest = tick;
    this.#isCurrent = true;
    if (isTraded(tick)) {
      this.#last = tick;
      this.#lastIsCurrent = true;
    }
    if (tick.bid !== null) this.#bid = tick.bid;
    if (tick.ask !== null) {
      this.#ask = tick.ask;
      if (tick.bid !== null) this.#quoted = tick;
    }
  }

  /** What the database remembers from before this process: known, and not of this connection. */
  recall(tick: Tick): void {
    this.#newest = tick;
    if (isTraded(tick)) this.#last = tick;
    this.#bid = tick.bid;
    this.#ask = tick.ask;
  }

  /** The connection is gone: what is known is from before. */
  endConnection(): void {
    this.#isCurrent = this.#lastIsCurrent = false;
    this.#quoted = null;
  }
}

/** Whether a tick has a last price. */
export function isTraded(tick: Tick): tick is Traded {
  return tick.last !== null;
}

/** Whether a price is from before and nothing tells since when, so that its `ageMs` is the least that it may be. */
export function isAgeUnknown(tick: Tick): boolean {
  return isPriceFromBefore(tick) && tick.exchangeAt === null;
}
