/** For how long the same thing has been the first in its line. Counted in looks, one a second: no clock that was set, and no sleep, counts. */
export class Standstill {
  #first: unknown = null;
  #looks = 0;

  /** `first`: what is first now, told apart by identity; null: nothing waits. Answers for how many seconds it has been. */
  look(first: unknown): number {
    this.#looks = first !== null && first === this.#first ? this.#looks + 1 : 0;
    this.#first = first;
    return this.#looks;
  }
}
