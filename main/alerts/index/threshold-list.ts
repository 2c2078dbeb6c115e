/**
 * The prices at which anything could happen, of all rules together, in order. One list for both directions: kept apart, a
 * bound worked out from one of them misses what the other one holds. Cut into short pieces, so that taking one out of
 * 100,000 moves a few hundred and not all of them.
 */
import type { Bound } from "../conditions/quantity.ts";

export interface Threshold<T> {
  readonly at: Bound;
  /** Ties are kept in this order, which makes each one findable among 100,000 at the same price. */
  readonly order: number;
  readonly owner: T;
}

const pieceLength = 256;

export class ThresholdList<T> {
  #pieces: Threshold<T>[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  clear(): void {
    this.#pieces = [];
    this.#size = 0;
  }

  /** Replaces everything; sorts `thresholds` in place. */
  fill(thresholds: Threshold<T>[]): void {
    thresholds.sort(compare);
    this.#pieces = [];
    for (let at = 0; at < thresholds.length; at += pieceLength)
      this.#pieces.push(thresholds.slice(at, at + pieceLength));
    this.#size = thresholds.length;
  }

  add(threshold: Threshold<T>): void {
    this.#size++;
    if (this.#pieces.length === 0) {
      this.#pieces.push([threshold]);
      return;
    }
    const index = Math.min(this.#pieceOf(threshold), this.#pieces.length - 1);
    const piece = this.#pieces[index] as Threshold<T>[];
    piece.splice(placeIn(piece, threshold), 0, threshold);
    if (piece.length > 2 * pieceLength)
      this.#pieces.splice(index, 1, piece.slice(0, pieceLength), piece.slice(pieceLength));
  }

  remove(threshold: Threshold<T>): void {
    const index = this.#pieceOf(threshold);
    const piece = this.#pieces[index];
    if (piece === undefined) return;
    const place = placeIn(piece, threshold);
    if (piece[place] !== threshold) return;
    piece.splice(place, 1);
    if (piece.length === 0) this.#pieces.splice(index, 1);
    this.#size--;
  }

  /** Greatest double not above `n`, -Infinity where there is none. */
  below(n: number): number {
    let index = this.#firstPieceReaching(n);
    if (index === this.#pieces.length) index--;
    for (; index >= 0; index--) {
      const piece = this.#pieces[index] as Threshold<T>[];
      const after = firstAbove(piece, n);
      const found = piece[after - 1];
      if (found !== undefined) return found.at.n;
    }
    return Number.NEGATIVE_INFINITY;
  }

  /** Least double not below `n`, Infinity where there is none. */
  above(n: number): number {
    const piece = this.#pieces[this.#firstPieceReaching(n)];
    return piece?.[firstNotBelow(piece, n)]?.at.n ?? Number.POSITIVE_INFINITY;
  }

  /** Every threshold from `low` to `high`, both included. `visit` must not change the list. */
  between(low: number, high: number, visit: (owner: T) => void): void {
    for (let index = this.#firstPieceReaching(low); index < this.#pieces.length; index++) {
      const piece = this.#pieces[index] as Threshold<T>[];
      for (let at = firstNotBelow(piece, low); at < piece.length; at++) {
        const threshold = piece[at] as Threshold<T>;
        if (threshold.at.n > high) return;
        visit(threshold.owner);
      }
    }
  }

  /** The piece that holds, or would hold, `threshold`. */
  #pieceOf(threshold: Threshold<T>): number {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const piece = this.#pieces[middle] as Threshold<T>[];
      if (compare(piece[piece.length - 1] as Threshold<T>, threshold) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #firstPieceReaching(n: number): number {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const piece = this.#pieces[middle] as Threshold<T>[];
      if ((piece[piece.length - 1] as Threshold<T>).at.n < n) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compare<T>(a: Threshold<T>, b: Threshold<T>): number {
  return a.at.n - b.at.n || a.order - b.order;
}

function placeIn<T>(piece: readonly Threshold<T>[], threshold: Threshold<T>): number {
  let low = 0;
  let high = piece.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(piece[middle] as Threshold<T>, threshold) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstNotBelow<T>(piece: readonly Threshold<T>[], n: number): number {
  let low = 0;
  let high = piece.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((piece[middle] as Threshold<T>).at.n < n) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAbove<T>(piece: readonly Threshold<T>[], n: number): number {
  let low = 0;
  let high = piece.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((piece[middle] as Threshold<T>).at.n <= n) low = middle + 1;
    else high = middle;
  }
  return low;
}
