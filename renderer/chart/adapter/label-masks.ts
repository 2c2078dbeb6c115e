/**
 * Hides labels of the price axis that tags cover in part, by a piece of the surface over each: to write the labels anew the library
 * would draw the whole chart, once a second where the price moves. They lie below the library's upper canvases: the label of the
 * crosshair stays whole.
 */
import { halfLabel } from "./axis-labels.ts";

/** The line along the axis stays. CSS pixels. */
const borderWidth = 1;

export class LabelMasks {
  /** One for all, painted where labels are hidden: for elements that come, go or move the browser puts all layers together anew. */
  readonly #mask = document.createElement("div");
  #shown = "";

  constructor(parent: HTMLElement) {
    this.#mask.className = "label-masks";
    // As the lower canvases, and after them.
    Object.assign(this.#mask.style, { position: "absolute", inset: "0", zIndex: "1", pointerEvents: "none" });
    parent.append(this.#mask);
  }

  /** `middles`: of the labels, from the top of the plot; `left`: of the axis. CSS pixels. */
  show(middles: readonly number[], left: number): void {
    const shown = [left, ...middles].join(" ");
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#mask.style.left = `${left + borderWidth}px`;
    const stops = [...middles]
      .sort((a, b) => a - b)
      .flatMap((middle) => {
        const [top, bottom] = [middle - halfLabel, middle + halfLabel];
        return [`transparent ${top}px`, `var(--label-mask) ${top}px ${bottom}px`, `transparent ${bottom}px`];
      });
    this.#mask.style.backgroundImage = `linear-gradient(transparent 0, ${[...stops, "transparent 0"].join(", ")})`;
  }

  remove(): void {
    this.#mask.remove();
  }
}
