/** The part of a document that says whether anyone can see it. */
export interface PageVisibility {
  readonly hidden: boolean;
  addEventListener(type: "visibilitychange", listener: () => void): void;
  removeEventListener(type: "visibilitychange", listener: () => void): void;
}

/**
 * The wall clock that the window shows ages and distances by, once a second. One timer for the whole page: whoever shows
 * "12 s ago" reads `nowMs` and is redrawn with it. It stands still while the page is hidden.
 */
export class Clock {
  /** Milliseconds since the epoch. */
  nowMs = $state(0);
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.nowMs = now();
  }

  /** Starts ticking; returns the function that ends it. `onTick` is for what is shown in the frame that a tick makes anyway. */
  start(page: PageVisibility = document, onTick: () => void = () => undefined): () => void {
    const tick = (): void => {
      if (page.hidden) return;
      this.nowMs = this.#now();
      onTick();
    };
    const timer = setInterval(tick, 1000);
    page.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      page.removeEventListener("visibilitychange", tick);
    };
  }
}
