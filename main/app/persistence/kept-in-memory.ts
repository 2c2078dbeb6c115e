/** What quiet hours keep back while the database cannot be written: as the database would have it, until it can be told. */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import { ok, type Result } from "../../../preload/contract/result.ts";
import type { Deliveries, DueDelivery } from "../../store/delivery-types.ts";
import { keptRow, releasedRow } from "./in-memory-row.ts";

export interface KeptInMemoryOptions {
  readonly store: { readonly deliveries: Pick<Deliveries, "keep" | "release" | "releaseDue" | "kept"> };
  /** Pending deliveries that the database does not know, or not as they are. */
  readonly pending: (destination: DestinationId, isKept: boolean) => readonly DueDelivery[];
  /** False where that delivery is not one of those. */
  readonly change: (id: number, change: (row: DueDelivery) => DueDelivery) => boolean;
  /** A delivery that the database last said is due. */
  readonly found: (id: number) => DueDelivery | undefined;
  /** What became of it is still to be written. */
  readonly isUnwritten: (id: number) => boolean;
  /** The database said that these are due as well. */
  readonly foundToo: (destination: DestinationId, rows: readonly DueDelivery[]) => void;
}

export class KeptInMemory {
  readonly #options: KeptInMemoryOptions;
  /** Of the database, kept back or let go, and not marked so there. */
  readonly #unmarked = new Map<number, DueDelivery>();

  constructor(options: KeptInMemoryOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#unmarked.size;
  }

  /** What the database says of it is out of date: it is here as it is. */
  has(id: number): boolean {
    return this.#unmarked.has(id);
  }

  keep(ids: readonly number[]): Result<number[]> {
    const { store, change, found } = this.#options;
    const inMemory = ids.filter((id) => change(id, keptRow));
    const stored = ids.filter((id) => !inMemory.includes(id));
    if (stored.length === 0) return ok(inMemory);
    const kept = store.deliveries.keep(stored);
    if (kept.ok) return ok([...inMemory, ...kept.value]);
    for (const id of stored) {
      const row = found(id);
      if (row !== undefined) this.#unmarked.set(id, keptRow(row));
    }
    return ok([...ids]);
  }

  /** What the database keeps back and what it does not know of, or not as it is. */
  kept(destination: DestinationId): Result<DueDelivery[]> {
    const { store, pending, isUnwritten } = this.#options;
    const stored = store.deliveries.kept(destination);
    const found = stored.ok ? stored.value.filter(({ id }) => !isUnwritten(id) && !this.#unmarked.has(id)) : [];
    const unmarked = this.#unmarkedOf(destination).filter(({ isKept }) => isKept);
    return ok([...found, ...unmarked, ...pending(destination, true)]);
  }

  /** Let go, and still kept back in the database. */
  due(destination: DestinationId, untilMs: number): DueDelivery[] {
    return this.#unmarkedOf(destination).filter((row) => !row.isKept && row.nextAttemptMs <= untilMs);
  }

  release(destination: DestinationId, nowMs: number): Result<number> {
    const { store, pending, change, isUnwritten } = this.#options;
    const inMemory = pending(destination, true);
    for (const { id } of inMemory) change(id, (row) => releasedRow(row, nowMs));
    const unmarked = this.#unmarkedOf(destination).filter(({ isKept }) => isKept);
    const kept = store.deliveries.kept(destination);
    const known = kept.ok ? kept.value.filter(({ id }) => !isUnwritten(id) && !this.#unmarked.has(id)) : [];
    // A write of nothing would work, and say that the database is well.
    const stored = known.length === 0 ? ok(0) : store.deliveries.release(destination, nowMs);
    // Where it can be read but not written, people are told all the same.
    const rows = stored.ok ? unmarked : [...unmarked, ...known];
    for (const row of rows) this.#unmarked.set(row.id, releasedRow(row, nowMs));
    return ok(inMemory.length + rows.length + (stored.ok ? stored.value : 0));
  }

  releaseDue(destination: DestinationId, untilMs: number): Result<DueDelivery[]> {
    const { store, pending, isUnwritten, foundToo } = this.#options;
    const stored = store.deliveries.releaseDue(destination, untilMs);
    const inMemory = pending(destination, false).filter((row) => row.keptUntilMs !== null && row.messageId === null);
    const found = stored.ok ? stored.value.filter(({ id }) => !this.#unmarked.has(id)) : [];
    const rows = [...found.filter(({ id }) => !isUnwritten(id)), ...this.due(destination, untilMs)];
    foundToo(destination, rows);
    return ok([...rows, ...inMemory].filter((row) => row.nextAttemptMs <= untilMs));
  }

  /** The database is back: what is not told yet is marked there as it is here. */
  write(): void {
    const { store, isUnwritten } = this.#options;
    for (const [id, { destination, keptUntilMs }] of this.#unmarked) {
      if (!isUnwritten(id)) {
        if (!store.deliveries.keep([id]).ok) break;
        // Where one is let go, all of that destination are.
        if (keptUntilMs !== null && !store.deliveries.release(destination, keptUntilMs).ok) break;
      }
      this.#unmarked.delete(id);
    }
  }

  #unmarkedOf(destination: DestinationId): DueDelivery[] {
    return [...this.#unmarked.values()].filter(
      (row) => row.destination === destination && !this.#options.isUnwritten(row.id),
    );
  }

  /** Another file stands in place of the database. */
  replaced(): void {
    this.#unmarked.clear();
  }
}
