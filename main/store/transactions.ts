/**
 * How the open store reads and writes: each call is one transaction on the file that is in the folder, and what can be wrong with it is
 * a value. On a full disk they differ in who may still write: see {@link FullDisk}.
 */
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import type { DatabaseAccess } from "./database-access.ts";
import type { FullDisk } from "./full-disk.ts";
import type { LiveConnection } from "./live-connection.ts";
import { PutAside, type DamagedRows } from "./put-aside.ts";
import { refusedChange } from "./refused-change.ts";
import type { Tables } from "./tables.ts";

export interface TransactionsOptions {
  readonly access: DatabaseAccess;
  readonly live: LiveConnection;
  readonly fullDisk: FullDisk;
  /** Wall milliseconds of this start. */
  readonly startedMs: number;
}

export class Transactions {
  readonly #access: DatabaseAccess;
  readonly #live: LiveConnection;
  readonly #fullDisk: FullDisk;
  readonly #putAside: PutAside;
  #isEnded = false;

  constructor({ access, live, fullDisk, startedMs }: TransactionsOptions) {
    this.#access = access;
    this.#live = live;
    this.#fullDisk = fullDisk;
    this.#putAside = new PutAside(
      { read: (run) => access.read(run), write: (run) => this.checked(() => access.write(run)) },
      () => live.current,
      startedMs,
    );
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Rows that were found unreadable, and put aside. */
  get damagedRows(): DamagedRows {
    return this.#putAside.rows;
  }

  read<T>(run: (tables: Tables) => T): Result<T> {
    const unreadable = this.#isEnded ? null : this.#live.checkReadable();
    return unreadable === null ? this.#putAside.read(run) : fail("store-failed", unreadable);
  }

  /** What the app does for itself, and can wait. */
  write<T>(run: (tables: Tables) => T): Result<T> {
    return this.#fullDisk.other(() => this.#putAside.write(run));
  }

  /** The same, where there is nothing to tell but that it worked. */
  put(run: (tables: Tables) => void): Result<null> {
    return this.write(nothingToTell(run));
  }

  /** What a person does: new alerts, settings, that they have seen one. Where it is refused, they are told that it is not in force. */
  change<T>(run: (tables: Tables) => T): Result<T> {
    const result = this.#fullDisk.change(() => this.#putAside.write(run));
    return result.ok ? result : refusedChange(result.error.message);
  }

  putChange(run: (tables: Tables) => void): Result<null> {
    return this.change(nothingToTell(run));
  }

  /** Of what was decided, and where it was told. */
  writeDecision<T>(run: (tables: Tables) => T): Result<T> {
    return this.#fullDisk.decision(() => this.#putAside.write(run));
  }

  putDecision(run: (tables: Tables) => void): Result<null> {
    return this.writeDecision(nothingToTell(run));
  }

  /** What can wait, without waiting for the disk: a power cut may take it back. */
  putUnsynced(run: (tables: Tables) => void): Result<null> {
    return this.#fullDisk.other(() =>
      this.checked(() =>
        this.#access.write(() => {
          this.#live.current.unsynced(run);
          return null;
        }),
      ),
    );
  }

  /** Nothing is written to a file that is not the one in the folder. */
  checked<T>(run: () => Result<T>): Result<T> {
    const inPlace = this.#isEnded ? ok(null) : this.#live.check();
    if (!inPlace.ok) return inPlace;
    try {
      return run();
    } finally {
      this.#live.noteOwnWrite();
    }
  }

  /** The store is closed, or its connection is gone: what is asked from now on answers that, and the file is not looked at any more. */
  end(): void {
    this.#isEnded = true;
    this.#access.close();
  }
}

const nothingToTell =
  (run: (tables: Tables) => void) =>
  (tables: Tables): null => {
    run(tables);
    return null;
  };
