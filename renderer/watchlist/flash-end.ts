/** When the flash of the last prices ends. While more of them come, their batches end the flashes of those before. */
import { flashMs } from "./quotes.svelte.ts";

interface Needs {
  readonly isFlashing: () => boolean;
  /** Ends the flashes whose time is over. */
  readonly sweep: () => void;
  readonly later: (act: () => void, delayMs: number) => () => void;
}

/** A timer that only a pause lets run out: one of its own beside the batches would make the page paint half as often again. */
export class FlashEnd {
  readonly #needs: Needs;
  #cancel: (() => void) | null = null;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Called after each batch, which has ended what was over. */
  follow(): void {
    this.end();
    if (!this.#needs.isFlashing()) return;
    this.#cancel = this.#needs.later(() => {
      this.#cancel = null;
      this.#needs.sweep();
      this.follow();
    }, flashMs);
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
