/**
 * When a chart that is moved, by hand or by its own swing, stands still again. Only then may bars be taken away or put at its end: the
 * library counts a movement from where it began.
 */
const restMs = 300;

interface Needs {
  readonly later: (act: () => void, delayMs: number) => () => void;
  readonly onRest: () => void;
}

export class ChartRest {
  readonly #needs: Needs;
  #isHeld = false;
  #cancel: (() => void) | null = null;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Something else has come into view. */
  moved(): void {
    this.#cancel?.();
    this.#cancel = this.#isHeld ? null : this.#needs.later(() => this.#rest(), restMs);
  }

  /** A button or a finger is down on it, or no more. */
  hold(isHeld: boolean): void {
    if (isHeld === this.#isHeld) return;
    this.#isHeld = isHeld;
    this.moved();
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #rest(): void {
    this.#cancel = null;
    this.#needs.onRest();
  }
}
