/** The greatest or least price since a trailing rule was armed (C13, C14), for as long as no group of rules keeps it for it. */
import { isBeyond, type Extreme, type Side } from "./extreme.ts";
import type { Quantity } from "./quantity.ts";

export class TrailingExtreme {
  readonly #side: Side;
  readonly #quantity: Quantity;
  #extreme: Extreme | null = null;
  #savedText: string | null = null;

  constructor(side: Side, quantity: Quantity) {
    this.#side = side;
    this.#quantity = quantity;
  }

  /** Null while it has none. */
  get extreme(): Extreme | null {
    return this.#extreme;
  }

  /** The extreme, in digits, that was last given out to be written down. */
  get savedText(): string | null {
    return this.#savedText;
  }

  /** Takes `price` in where it lies further out. */
  include(price: Extreme): void {
    if (this.#extreme === null || isBeyond(this.#side, this.#quantity, price, this.#extreme)) this.#extreme = price;
  }

  replace(extreme: Extreme | null): void {
    this.#extreme = extreme;
  }

  markSaved(text: string | null): void {
    this.#savedText = text;
  }
}
