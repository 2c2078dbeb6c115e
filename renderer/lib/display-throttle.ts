/** How often the page shows prices. They come ten times a second, those of the instrument in focus up to once a frame. */

/**
 * A number that changes more often than this is not read, only paid for: a frame costs about the same whether one price changed or
 * all of them. So all that came in until then is shown in one.
 */
export const showEveryMs = 250;

interface Needs {
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

  /** Prices have changed. After a pause they are shown at once. */
  changed(): void {
    if (this.#cancel !== null) return;
    const waitMs = this.#shownMs + showEveryMs - this.#needs.nowMs();
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
