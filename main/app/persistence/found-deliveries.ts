/** What the database last said is due, for each destination: what is known of a delivery when it cannot be asked any more. */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { DueDelivery } from "../../store/delivery-types.ts";

export class FoundDeliveries {
  readonly #rows = new Map<DestinationId, Map<number, DueDelivery>>();

  /** These are due there, and no others. */
  replace(destination: DestinationId, rows: readonly DueDelivery[]): void {
    this.#rows.set(destination, new Map(rows.map((row) => [row.id, row])));
  }

  /** These are due there as well. */
  add(destination: DestinationId, rows: readonly DueDelivery[]): void {
    this.replace(destination, [...(this.#rows.get(destination)?.values() ?? []), ...rows]);
  }

  /** What became of one that is there. */
  set(row: DueDelivery): void {
    this.#rows.get(row.destination)?.set(row.id, row);
  }

  /** Undefined where the database never said that it is due. */
  get(id: number): DueDelivery | undefined {
    return [...this.#rows.values()].find((rows) => rows.has(id))?.get(id);
  }

  clear(): void {
    this.#rows.clear();
  }
}
