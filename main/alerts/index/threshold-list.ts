/**
 * The prices at which anything could happen, of all rules together, in order. One list for both directions: kept apart, a
 * bound worked out from one of them misses what the other one holds. Cut into short pieces, so that taking one out of
 * 100,000 moves a few hundred and not all of them; each knows its piece, so that none has to be looked for.
 */
import type { Bound } from "../conditions/quantity.ts";

export interface Threshold<T> {
  readonly at: Bound;
  /** Ties are kept in this order, which makes each one findable among 100,000 at the same price. */
  readonly order: number;
  readonly owner: T;
  /** Where the list keeps it, and the list's alone; null: it is in none. */
  piece: Piece<T> | null;
}

/** A stretch of the list, never empty. */
interface Piece<T> {
  readonly all: Threshold<T>[];
}

/** A piece that grows longer is cut in two. */
const maxLength = 512;

export class ThresholdList<T> {
  #pieces: Piece<T>[] = [];

  clear(): void {
    for (const { all } of this.#pieces) for (const threshold of all) threshold.piece = null;
    this.#pieces = [];
  }

  /** Replaces everything; sorts `thresholds` in place. */
  fill(thresholds: Threshold<T>[]): void {
    thresholds.sort(compare);
    this.clear();
    for (let at = 0; at < thresholds.length; at += maxLength / 2)
      this.#pieces.push(newPiece(thresholds.slice(at, at + maxLength / 2)));
  }

  add(threshold: Threshold<T>): void {
    const piece = this.#pieces[Math.min(this.#pieceOf(threshold), this.#pieces.length - 1)];
    if (piece === undefined) {
      this.#pieces = [newPiece([threshold])];
      return;
    }
    piece.all.splice(placeIn(piece.all, threshold), 0, threshold);
    threshold.piece = piece;
    if (piece.all.length > maxLength)
      this.#pieces.splice(this.#pieces.indexOf(piece) + 1, 0, newPiece(piece.all.splice(maxLength / 2)));
  }

  /** Of one that is in no list, nothing. */
  remove(threshold: Threshold<T>): void {
    const { piece } = threshold;
    if (piece === null) return;
    threshold.piece = null;
    // Behind that place where another one was put in at the same price and order.
    piece.all.splice(piece.all.indexOf(threshold, placeIn(piece.all, threshold)), 1);
    if (piece.all.length === 0) this.#pieces.splice(this.#pieces.indexOf(piece), 1);
  }

  /** Greatest double not above `n`, -Infinity where there is none. */
  below(n: number): number {
    let index = this.#firstPieceReaching(n);
    if (index === this.#pieces.length) index--;
    for (; index >= 0; index--) {
      const piece = (this.#pieces[index] as Piece<T>).all;
      const after = firstAbove(piece, n);
      const found = piece[after - 1];
      if (found !== undefined) return found.at.n;
    }
    return Number.NEGATIVE_INFINITY;
  }

  /** Least double not below `n`, Infinity where there is none. */
  above(n: number): number {
    const piece = this.#pieces[this.#firstPieceReaching(n)]?.all;
    return piece?.[firstNotBelow(piece, n)]?.at.n ?? Number.POSITIVE_INFINITY;
  }

  /** Every threshold from `low` to `high`, both included. `visit` must not change the list. */
  between(low: number, high: number, visit: (owner: T) => void): void {
    for (let index = this.#firstPieceReaching(low); index < this.#pieces.length; index++) {
      const piece = (this.#pieces[index] as Piece<T>).all;
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
      const piece = (this.#pieces[middle] as Piece<T>).all;
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
      const piece = (this.#pieces[middle] as Piece<T>).all;
      if ((piece[piece.length - 1] as Threshold<T>).at.n < n) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function newPiece<T>(all: Threshold<T>[]): Piece<T> {
  const piece = { all };
  for (const threshold of all) threshold.piece = piece;
  return piece;
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
