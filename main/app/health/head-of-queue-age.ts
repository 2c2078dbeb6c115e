/** For how long the same thing has been first in its queue. Counted in checks, one a second: no clock that was set, and no sleep, counts. */
export class HeadOfQueueAge {
  #head: unknown = null;
  #checks = 0;

  /** `head`: what is first now, told apart by identity; null: nothing waits. Answers for how many seconds it has been. */
  update(head: unknown): number {
    this.#checks = head !== null && head === this.#head ? this.#checks + 1 : 0;
    this.#head = head;
    return this.#checks;
  }
}
