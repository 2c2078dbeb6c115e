/**
 * The exchange's own memory of every price it made. A soak compares what the app recorded with this, so it is kept apart
 * from everything the app uses, and crossings are found by the plainest loop there is.
 */
import { priceText } from "../../../main/market/venues/demo/price-text.ts";

export interface RecordedPrice {
  /** Counts from 0 for each instrument. */
  seq: number;
  price: string;
  atMs: number;
  /** WebSocket connections to which it was sent: as it was made, or as the snapshot of a later subscription. */
  sentTo: number;
  /** Ask minus bid, in whole price steps; NaN where one of them was no price. */
  spreadUnits: number;
  /** Size of the trade that made it, as a decimal; null where none was told. */
  size: string | null;
  /** Connections to which that trade was sent. */
  tradeSentTo: number;
}

/** A price to write down; `units` in whole price steps, `exact` its text where that has more decimals than the instrument. */
export interface MadePrice extends Omit<RecordedPrice, "seq" | "price"> {
  units: number;
  exact: string | null;
}

export interface CrossingRecord {
  seq: number;
  direction: "up" | "down";
  /** The price made just before. */
  previous: string;
  price: string;
  atMs: number;
  sentTo: number;
}

const firstCapacity = 1_024;

/** Prices of one instrument, in columns: a soak makes millions. Keeps at least the last `limit`, and drops in bulk. */
export class PriceRecord {
  readonly #limit: number;
  readonly #decimals: number;
  #units = new Float64Array(firstCapacity);
  #atMs = new Float64Array(firstCapacity);
  #sentTo = new Uint16Array(firstCapacity);
  #spreadUnits = new Float64Array(firstCapacity);
  #tradeSentTo = new Uint16Array(firstCapacity);
  /** By sequence number, minus the first: texts, because many are the same. */
  #sizes: (string | null)[] = [];
  /** Prices that are not a whole number of price steps, by sequence number. */
  #exact = new Map<number, string>();
  #firstSeq = 0;
  #length = 0;

  constructor(decimals: number, limit: number) {
    this.#decimals = decimals;
    this.#limit = limit;
  }

  /** Sequence number of the next price. */
  get nextSeq(): number {
    return this.#firstSeq + this.#length;
  }

  add({ units, atMs, sentTo, exact, spreadUnits, size, tradeSentTo }: MadePrice): void {
    if (this.#length >= 2 * this.#limit) this.#forget();
    if (this.#length === this.#units.length) this.#grow();
    this.#units[this.#length] = units;
    this.#atMs[this.#length] = atMs;
    this.#sentTo[this.#length] = Math.min(sentTo, 0xffff);
    this.#spreadUnits[this.#length] = spreadUnits;
    this.#tradeSentTo[this.#length] = Math.min(tradeSentTo, 0xffff);
    this.#sizes.push(size);
    if (exact !== null) this.#exact.set(this.nextSeq, exact);
    this.#length += 1;
  }

  /** The latest price has been sent to one more connection. */
  sentAgain(): void {
    if (this.#length > 0)
      this.#sentTo[this.#length - 1] = Math.min((this.#sentTo[this.#length - 1] as number) + 1, 0xffff);
  }

  /** Prices from sequence number `since` on; throws a RangeError where they have been dropped. */
  list(since = 0): RecordedPrice[] {
    if (since < this.#firstSeq)
      throw new RangeError(`The record begins at ${this.#firstSeq}, not at ${since}: raise recordLimit.`);
    const out: RecordedPrice[] = [];
    for (let index = since - this.#firstSeq; index < this.#length; index += 1) out.push(this.#at(index));
    return out;
  }

  /** Crossings of `level` (at most 15 digits) at or after `since`: touching counts, as it does for alerts. */
  crossings(level: string, since = 0): CrossingRecord[] {
    const prices = this.list(Math.max(since - 1, 0));
    const out: CrossingRecord[] = [];
    for (let index = 1; index < prices.length; index += 1) {
      const before = prices[index - 1] as RecordedPrice;
      const now = prices[index] as RecordedPrice;
      const wasAt = Number(before.price);
      const isAt = Number(now.price);
      const bound = Number(level);
      if (wasAt < bound && isAt >= bound) out.push({ ...now, direction: "up", previous: before.price });
      if (wasAt > bound && isAt <= bound) out.push({ ...now, direction: "down", previous: before.price });
    }
    return out;
  }

  #at(index: number): RecordedPrice {
    const seq = this.#firstSeq + index;
    return {
      seq,
      price: this.#exact.get(seq) ?? priceText(this.#units[index] as number, this.#decimals),
      atMs: this.#atMs[index] as number,
      sentTo: this.#sentTo[index] as number,
      spreadUnits: this.#spreadUnits[index] as number,
      size: this.#sizes[index] ?? null,
      tradeSentTo: this.#tradeSentTo[index] as number,
    };
  }

  #forget(): void {
    const dropped = this.#length - this.#limit;
    this.#units.copyWithin(0, dropped, this.#length);
    this.#atMs.copyWithin(0, dropped, this.#length);
    this.#sentTo.copyWithin(0, dropped, this.#length);
    this.#spreadUnits.copyWithin(0, dropped, this.#length);
    this.#tradeSentTo.copyWithin(0, dropped, this.#length);
    this.#sizes.splice(0, dropped);
    this.#firstSeq += dropped;
    this.#length -= dropped;
    for (const seq of this.#exact.keys()) if (seq < this.#firstSeq) this.#exact.delete(seq);
  }

  #grow(): void {
    const capacity = this.#units.length * 2;
    this.#units = grown(this.#units, new Float64Array(capacity));
    this.#atMs = grown(this.#atMs, new Float64Array(capacity));
    this.#sentTo = grown(this.#sentTo, new Uint16Array(capacity));
    this.#spreadUnits = grown(this.#spreadUnits, new Float64Array(capacity));
    this.#tradeSentTo = grown(this.#tradeSentTo, new Uint16Array(capacity));
  }
}

function grown<T extends Float64Array | Uint16Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
