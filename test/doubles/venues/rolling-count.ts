/** How often something happened in the span that ends now: what venues count before they close, or ban. */
export class RollingCount {
  readonly #perMs: number;
  #atMs: number[] = [];
  /** The most that ever fell into one span. */
  busiest = 0;

  constructor(perMs: number) {
    this.#perMs = perMs;
  }

  /** Counts one, and says how many the span holds with it. */
  add(nowMs: number): number {
    this.#atMs = this.#atMs.filter((atMs) => nowMs - atMs < this.#perMs);
    this.#atMs.push(nowMs);
    this.busiest = Math.max(this.busiest, this.#atMs.length);
    return this.#atMs.length;
  }
}
