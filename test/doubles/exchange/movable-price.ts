/** A simulated price that a test can put elsewhere. */
import { PriceSimulator } from "../../../main/market/venues/demo/price-simulator.ts";

export class MovablePrice extends PriceSimulator {
  /** Where a test has put it, relative to where it would be, as a logarithm. */
  #shift = 0;

  /** Puts the price at `units` price steps now; it goes on from there. */
  moveTo(units: number, atMs: number): void {
    this.#shift = Math.log(units / this.planned(atMs)) - super.distanceFromPlan(atMs);
  }

  protected override distanceFromPlan(atMs: number): number {
    return super.distanceFromPlan(atMs) + this.#shift;
  }
}
