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

/** A stretch of the list. Those that were taken out stay in it until the list is read. */
interface Piece<T> {
  all: Threshold<T>[];
  hasGone: boolean;
}

const pieceLength = 256;
/** So many are taken out one by one; of more, each piece is gone through once. */
const maxSingly = 16;

export class ThresholdList<T> {
  #pieces: Piece<T>[] = [];
  /** Taken out since the list was last read: a tick that fires all of 100,000 goes through each piece once, and not for each of them. */
  #gone: Threshold<T>[] = [];

  clear(): void {
    this.#pieces = [];
    this.#gone = [];
  }

  /** Replaces everything; sorts `thresholds` in place. */
  fill(thresholds: Threshold<T>[]): void {
    thresholds.sort(compare);
    this.clear();
    for (let at = 0; at < thresholds.length; at += pieceLength)
      this.#pieces.push(newPiece(thresholds.slice(at, at + pieceLength)));
  }

  add(threshold: Threshold<T>): void {
    if (this.#pieces.length === 0) {
      this.#pieces.push(newPiece([threshold]));
      return;
    }
    const piece = this.#pieces[Math.min(this.#pieceOf(threshold), this.#pieces.length - 1)] as Piece<T>;
    piece.all.splice(placeIn(piece.all, threshold), 0, threshold);
    threshold.piece = piece;
    if (piece.all.length <= 2 * pieceLength) return;
    this.#clean();
    if (piece.all.length > pieceLength)
      this.#pieces.splice(this.#pieces.indexOf(piece) + 1, 0, newPiece(piece.all.splice(pieceLength)));
  }

  /** Of one that is in no list, nothing. */
  remove(threshold: Threshold<T>): void {
    const { piece } = threshold;
    if (piece === null) return;
    piece.hasGone = true;
    this.#gone.push(threshold);
  }

  /** Greatest double not above `n`, -Infinity where there is none. */
  below(n: number): number {
    this.#clean();
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
    this.#clean();
    const piece = this.#pieces[this.#firstPieceReaching(n)]?.all;
    return piece?.[firstNotBelow(piece, n)]?.at.n ?? Number.POSITIVE_INFINITY;
  }

  /** Every threshold from `low` to `high`, both included. `visit` must not change the list. */
  between(low: number, high: number, visit: (owner: T) => void): void {
    this.#clean();
    for (let index = this.#firstPieceReaching(low); index < this.#pieces.length; index++) {
      const piece = (this.#pieces[index] as Piece<T>).all;
      for (let at = firstNotBelow(piece, low); at < piece.length; at++) {
        const threshold = piece[at] as Threshold<T>;
        if (threshold.at.n > high) return;
        visit(threshold.owner);
      }
    }
  }

  /** Parts with what was taken out. */
  #clean(): void {
    if (this.#gone.length === 0) return;
    const gone = this.#gone;
    this.#gone = [];
    const isMany = gone.length > maxSingly;
    for (const threshold of gone) {
      const { piece } = threshold;
      threshold.piece = null;
      if (isMany || piece === null) continue;
      // One that was put in meanwhile at the same price and order stands before it.
      const place = piece.all.indexOf(threshold, placeIn(piece.all, threshold));
      if (place !== -1) piece.all.splice(place, 1);
    }
    let isAnyEmpty = false;
    for (const piece of this.#pieces) {
      if (!piece.hasGone) continue;
      piece.hasGone = false;
      if (isMany) piece.all = piece.all.filter((threshold) => threshold.piece !== null);
      isAnyEmpty ||= piece.all.length === 0;
    }
    if (isAnyEmpty) this.#pieces = this.#pieces.filter(({ all }) => all.length > 0);
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
  const piece = { all, hasGone: false };
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
