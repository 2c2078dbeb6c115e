/** Labels of the price axis beside tags that lie over it: one that a tag would cover in part is not seen, for half a number is read as another. */
import type { Places } from "./backdrop.ts";

/** What lies over the axis at a price. */
export interface AxisTag {
  readonly price: number;
  /** CSS pixels that it reaches above and below the place of its price. */
  readonly above: number;
  readonly below: number;
}

/** Half the height of a label, CSS pixels. */
export const halfLabel = 6;

export class AxisLabels {
  readonly #places: Pick<Places, "y">;
  readonly #format: (price: number) => string;
  #tags: readonly AxisTag[] = [];
  #prices: readonly number[] = [];

  constructor(places: Pick<Places, "y">, format: (price: number) => string) {
    this.#places = places;
    this.#format = format;
  }

  /** The labels at these prices. Asked with each new scale, and not with each frame. */
  readonly words = (prices: readonly number[]): string[] => {
    this.#prices = prices;
    return prices.map((price) => this.#format(price));
  };

  /** These lie over the axis from now on. */
  cover(tags: readonly AxisTag[]): void {
    this.#tags = tags;
  }

  /** Where the labels are that a tag covers in part or whole: their middles, CSS pixels from the top of the plot. */
  coveredAt(): number[] {
    const tags = this.#tags.flatMap(({ price, above, below }) => {
      const y = this.#places.y(price);
      return y === null ? [] : [{ top: y - above - halfLabel, bottom: y + below + halfLabel }];
    });
    return this.#prices.flatMap((price) => {
      const y = this.#places.y(price);
      return y !== null && tags.some(({ top, bottom }) => y > top && y < bottom) ? [y] : [];
    });
  }
}
