/** What falls due when, soonest first; anything can be taken out again in O(log n), so that broken holds do not pile up. */

interface Due<T> {
  readonly atMs: number;
  readonly owner: T;
  /** Place in the heap. */
  place: number;
}

/** An owner has at most one time. */
export class TimerQueue<T extends object> {
  readonly #heap: Due<T>[] = [];
  readonly #dues = new Map<T, Due<T>>();
  #nextMs = Number.POSITIVE_INFINITY;

  /** When the soonest falls due; Infinity where nothing waits. Kept at hand, because every tick asks. */
  get nextMs(): number {
    return this.#nextMs;
  }

  /** Replaces the time that `owner` had. */
  set(owner: T, atMs: number): void {
    this.remove(owner);
    const due: Due<T> = { atMs, owner, place: this.#heap.length };
    this.#dues.set(owner, due);
    this.#heap.push(due);
    this.#rise(due);
    this.#nextMs = Math.min(this.#nextMs, atMs);
  }

  /** Does nothing where `owner` has no time. */
  remove(owner: T): void {
    const due = this.#dues.get(owner);
    if (due === undefined) return;
    this.#dues.delete(owner);
    const place = due.place;
    const last = this.#heap.pop() as Due<T>;
    if (last !== due) {
      this.#heap[place] = last;
      last.place = place;
      this.#rise(last);
      this.#sink(last);
    }
    this.#nextMs = this.#heap[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  /** Takes out and returns the soonest that is due at `nowMs`, or null. */
  take(nowMs: number): T | null {
    const first = this.#heap[0];
    if (first === undefined || first.atMs > nowMs) return null;
    this.remove(first.owner);
    return first.owner;
  }

  #rise(due: Due<T>): void {
    while (due.place > 0) {
      const parent = this.#heap[(due.place - 1) >> 1] as Due<T>;
      if (parent.atMs <= due.atMs) return;
      this.#swap(parent, due);
    }
  }

  #sink(due: Due<T>): void {
    for (;;) {
      const left = this.#heap[2 * due.place + 1];
      const right = this.#heap[2 * due.place + 2];
      const child = right !== undefined && left !== undefined && right.atMs < left.atMs ? right : left;
      if (child === undefined || child.atMs >= due.atMs) return;
      this.#swap(due, child);
    }
  }

  #swap(upper: Due<T>, lower: Due<T>): void {
    const place = upper.place;
    upper.place = lower.place;
    lower.place = place;
    this.#heap[upper.place] = upper;
    this.#heap[lower.place] = lower;
  }
}
