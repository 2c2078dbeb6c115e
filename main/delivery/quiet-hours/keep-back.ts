/** Marks what is to wait for the end of the quiet hours, and lets it go once they are over, at one destination. */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { Deliveries, DueDelivery } from "../../store/delivery-types.ts";
import { passing } from "./passes.ts";

export interface KeepBackOptions {
  readonly deliveries: Pick<Deliveries, "due" | "keep" | "kept" | "release">;
  readonly destination: DestinationId;
  /** So many are looked at in one go. */
  readonly batchSize: number;
  /** The state of these deliveries has changed. */
  readonly tell: (rows: readonly DueDelivery[]) => void;
}

/** False where the database failed. */
export function keepBack({ deliveries, destination, batchSize, tell }: KeepBackOptions): boolean {
  for (;;) {
    // What would be tried later only is kept back as well: it may be tried at once when the destination can be reached again.
    const due = deliveries.due(destination, Number.MAX_SAFE_INTEGER, batchSize);
    if (!due.ok) return false;
    const passes = new Set(passing(due.value));
    const waits = due.value.filter((row) => !passes.has(row));
    if (waits.length === 0) return true;
    const kept = deliveries.keep(waits.map(({ id }) => id));
    if (!kept.ok) return false;
    const ids = new Set(kept.value);
    tell(waits.filter(({ id }) => ids.has(id)));
    if (due.value.length < batchSize || ids.size === 0) return true;
  }
}

/** False where the database failed. */
export function release({ deliveries, destination, tell }: KeepBackOptions, nowMs: number): boolean {
  const kept = deliveries.kept(destination);
  if (!kept.ok) return false;
  // Without anything to write nothing is written: a write that works would say that the database is well.
  if (kept.value.length === 0) return true;
  if (!deliveries.release(destination, nowMs).ok) return false;
  tell(kept.value);
  return true;
}
