/** Moves rows that could not be read out of the way as soon as they are found, and says that it did. */
import type { Result } from "../../preload/contract/result.ts";
import { Signal } from "../lib/signal.ts";
import type { DamagedRow } from "./damaged-rows.ts";
import type { Tables } from "./tables.ts";

/** A page of history may hold several, one behind the other: so often it is read again for the rows that take their place. */
const maxReads = 20;

interface Connection {
  readonly tables: Tables;
  atomically<T>(run: () => T): T;
}

/** How the database is reached: what can be wrong with the file is a value. */
export interface Access {
  read<T>(run: () => T): Result<T>;
  /** Refused where the open file is not the one in the folder. May open another connection before it runs. */
  write<T>(run: () => T): Result<T>;
}

/** Rows that were put aside because they could not be read. */
export interface DamagedRows {
  /** Those that no person has been told of, oldest first. */
  untold(): Result<DamagedRow[]>;
  markAlreadyDelivered(ids: readonly number[], nowMs: number): Result<null>;
  /** Called when rows have been put aside. Returns the function that ends the subscription. */
  onAdded(listener: () => void): () => void;
}

export class PutAside {
  readonly #access: Access;
  readonly #connection: () => Connection;
  readonly #runStartedMs: number;
  readonly #added = new Signal<void>();

  /** `connection` answers the one that is open now. */
  constructor(access: Access, connection: () => Connection, runStartedMs: number) {
    this.#access = access;
    this.#connection = connection;
    this.#runStartedMs = runStartedMs;
  }

  /** Reads; where rows could not be, they are put aside and it reads again, so that the answer is as long as was asked for. */
  read<T>(run: (tables: Tables) => T): Result<T> {
    for (let reads = 1; ; reads += 1) {
      const result = this.#access.read(() => run(this.#connection().tables));
      if (!this.#moveFound() || reads === maxReads) return result;
    }
  }

  /** Writes in one transaction; what could not be read meanwhile is put aside afterwards. */
  write<T>(run: (tables: Tables) => T): Result<T> {
    const result = this.#access.write(() => {
      const { tables, atomically } = this.#connection();
      return atomically(() => run(tables));
    });
    this.#moveFound();
    return result;
  }

  /** What the store gives of this. */
  readonly rows: DamagedRows = {
    untold: () => this.read(({ damagedRows }) => damagedRows.untold()),
    markAlreadyDelivered: (ids, nowMs) =>
      this.write(({ damagedRows }) => {
        damagedRows.markAlreadyDelivered(ids, nowMs);
        return null;
      }),
    onAdded: (listener) => this.#added.listen(listener),
  };

  /** False where there was nothing to move, or it could not be written: then the next read finds it again. */
  #moveFound(): boolean {
    const found = this.#connection().tables.reader.take();
    if (found.length === 0) return false;
    const moved = this.#access.write(() => {
      const { tables, atomically } = this.#connection();
      atomically(() => tables.damagedRows.add(found, this.#runStartedMs));
    });
    if (moved.ok) this.#added.emit();
    return moved.ok;
  }
}
