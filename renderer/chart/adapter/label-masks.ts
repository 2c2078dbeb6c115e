/**
 * Hides labels of the price axis that tags cover in part, by a piece of the surface over each: to write the labels anew the library
 * would draw the whole chart, once a second where the price moves. They lie below the library's upper canvases: the label of the
 * crosshair stays whole.
 */
import { halfLabel } from "./axis-labels.ts";

/** The line along the axis stays. CSS pixels. */
const borderWidth = 1;

export class LabelMasks {
  readonly #parent: HTMLElement;
  readonly #masks: HTMLElement[] = [];
  #shown = "";

  constructor(parent: HTMLElement) {
    this.#parent = parent;
  }

  /** `middles`: of the labels, from the top of the plot; `left`: of the axis. CSS pixels. */
  show(middles: readonly number[], left: number): void {
    const shown = [left, ...middles].join(" ");
    if (shown === this.#shown) return;
    this.#shown = shown;
    while (this.#masks.length < middles.length) this.#masks.push(this.#newMask());
    this.#masks.forEach((mask, at) => {
      const middle = middles[at];
      mask.hidden = middle === undefined;
      if (middle === undefined) return;
      mask.style.top = `${middle - halfLabel}px`;
      mask.style.left = `${left + borderWidth}px`;
    });
  }

  remove(): void {
    for (const mask of this.#masks) mask.remove();
  }

  #newMask(): HTMLElement {
    const mask = document.createElement("div");
    mask.className = "label-mask";
    Object.assign(mask.style, { position: "absolute", right: "0", height: `${2 * halfLabel}px` });
    // As the lower canvases, and after them.
    Object.assign(mask.style, { zIndex: "1", background: "var(--surface)", pointerEvents: "none" });
    this.#parent.append(mask);
    return mask;
  }
}
