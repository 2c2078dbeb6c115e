/** A condition that its kind decides itself (the family `own`), price by price: what it remembers begins anew as a window does. */
import type { KindEvaluation, OwnPrices } from "../../../preload/contract/further-kinds.ts";
import type { Condition } from "../../../preload/contract/rule.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import type { Extreme } from "./extreme.ts";
import { textOf, type Quantity } from "./quantity.ts";

export class OwnCondition {
  readonly #begin: () => OwnPrices;
  readonly #quantity: Quantity;
  #prices: OwnPrices;
  #isTrue = false;

  constructor(begin: KindEvaluation, condition: Condition, quantity: Quantity) {
    this.#begin = () => begin(condition);
    this.#quantity = quantity;
    this.#prices = this.#begin();
  }

  /** Whether it was true at the last price taken. */
  get isTrue(): boolean {
    return this.#isTrue;
  }

  /** To be given every price, once, while the rule waits for anything. */
  take(tick: Tick, n: number): void {
    this.#isTrue = this.#prices({ text: textOf(this.#quantity, tick), n, monoMs: tick.receivedMonoMs });
  }

  /** Forgets what came before `first`, the price at which it begins anew; null where that is not known. */
  startAnew(first: Extreme | null): void {
    this.#prices = this.#begin();
    this.#isTrue = false;
    if (first?.tick != null) this.take(first.tick, first.n);
  }
}
