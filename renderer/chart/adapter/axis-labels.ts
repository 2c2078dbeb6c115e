/** Labels of the price axis beside tags that lie over it: one that a tag would cover in part is not drawn, for half a number is read as another. */
import type { Places } from "./backdrop.ts";

/** What lies over the axis at a price. */
export interface AxisTag {
  readonly price: number;
  /** CSS pixels that it reaches above and below the place of its price. */
  readonly above: number;
  readonly below: number;
}

/** Half the height of a label, CSS pixels. */
const halfLabel = 6;

export class AxisLabels {
  readonly #places: Pick<Places, "y">;
  readonly #format: (price: number) => string;
  #tags: readonly AxisTag[] = [];
  #prices: readonly number[] = [];
  /** What stood under tags when the labels were written last. */
  #hidden = "";

  constructor(places: Pick<Places, "y">, format: (price: number) => string) {
    this.#places = places;
    this.#format = format;
  }

  /** The labels at these prices: empty where a tag is. Asked with each new scale, and not with each frame. */
  readonly words = (prices: readonly number[]): string[] => {
    this.#prices = prices;
    const covered = this.#covered();
    this.#hidden = covered.join(" ");
    return prices.map((price) => (covered.includes(price) ? "" : this.#format(price)));
  };

  /** Whether the labels have to be written anew for these tags: others are covered than before. */
  cover(tags: readonly AxisTag[]): boolean {
    this.#tags = tags;
    return this.#covered().join(" ") !== this.#hidden;
  }

  #covered(): number[] {
    const tags = this.#tags.flatMap(({ price, above, below }) => {
      const y = this.#places.y(price);
      return y === null ? [] : [{ top: y - above - halfLabel, bottom: y + below + halfLabel }];
    });
    return this.#prices.filter((price) => {
      const y = this.#places.y(price);
      return y !== null && tags.some(({ top, bottom }) => y > top && y < bottom);
    });
  }
}
