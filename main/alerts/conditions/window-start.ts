/** From which tick on the prices of a window count for one rule (C10 to C12): those before it was armed do not. */

export class WindowStart {
  #sinceSeq = Number.POSITIVE_INFINITY;

  /** Number of the first tick of the price index that is in the window; until that is known none is. */
  get sinceSeq(): number {
    return this.#sinceSeq;
  }

  startAt(seq: number): void {
    this.#sinceSeq = seq;
  }
}
