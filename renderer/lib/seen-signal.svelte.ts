/**
 * A value that changes far more often than anyone looks at it. It is the newest from the moment it is set; `tell` says so, to whoever
 * has read it in an effect, a derived value or a component since it was last told. Of five hundred prices that change ten times a
 * second some thirty are seen, and the others cost an assignment.
 */
export class SeenSignal<T> {
  #value: T;
  #version = $state.raw(0);
  #told = 0;
  #isChanged = false;
  /** Somebody has read it since it was last told, and holds what may be old. */
  #isSeen = false;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    if ($effect.tracking()) {
      this.#isSeen = true;
      void this.#version;
    }
    return this.#value;
  }

  set value(next: T) {
    if (next === this.#value) return;
    this.#value = next;
    this.#isChanged = true;
  }

  /** It was set since it was last told. */
  get isChanged(): boolean {
    return this.#isChanged;
  }

  tell(): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    if (!this.#isSeen) return;
    // Whoever is told now reads it again, or cares for it no longer.
    this.#isSeen = false;
    this.#version = ++this.#told;
  }
}
