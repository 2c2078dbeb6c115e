/** Shows what changes no more often than it can be read, and the last of it always. */

interface Needs {
  /** From one time to the next, milliseconds. */
  readonly everyMs: number;
  /** True: some of it is to be shown with the next call. */
  readonly show: () => boolean;
  /** Milliseconds, monotonic. */
  readonly nowMs: () => number;
  readonly later: (act: () => void, delayMs: number) => () => void;
}

export class DisplayThrottle {
  readonly #needs: Needs;
  #shownMs = -Infinity;
  #cancel: (() => void) | null = null;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Something has changed. After a pause it is shown at once. */
  changed(): void {
    if (this.#cancel !== null) return;
    const waitMs = this.#shownMs + this.#needs.everyMs - this.#needs.nowMs();
    if (waitMs <= 0) this.#show();
    else this.#cancel = this.#needs.later(() => this.#show(), waitMs);
  }

  /** Shows what waits now: the page is drawn anew anyway, and needs no second frame for it. */
  flush(): void {
    if (this.#cancel === null) return;
    this.#cancel();
    this.#show();
  }

  /** Shows nothing of what waits. */
  end(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #show(): void {
    this.#cancel = null;
    this.#shownMs = this.#needs.nowMs();
    if (this.#needs.show()) this.changed();
  }
}
