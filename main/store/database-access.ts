/** Turns what can go wrong with the file into values, and remembers whether the database can still be written. */
import { message as text } from "../../preload/contract/messages/message.ts";
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import { Signal } from "../lib/signal.ts";
import type { StoreHealth } from "./store-health.ts";
import { requireStorageFailure, type StorageFailure } from "./storage-failure.ts";

/** Runs what reads and writes the database, and keeps its health by how that went. */
export class DatabaseAccess {
  readonly #file: string;
  #health: StoreHealth = { state: "ok", message: null };
  readonly #changed = new Signal<StoreHealth>();
  #damaged = false;
  #failuresForRoom = 0;
  /** Why less than everything is written, while decisions are; null where everything is. */
  #limit: string | null = null;
  #closed = false;

  constructor(file: string) {
    this.#file = file;
  }

  health(): StoreHealth {
    return this.#health;
  }

  /** Called when {@link health} has changed. Returns the function that ends the subscription. */
  onHealth(listener: (health: StoreHealth) => void): () => void {
    return this.#changed.listen(listener);
  }

  /** From here on nothing is run: every call answers that the store is closed. */
  close(): void {
    this.#closed = true;
  }

  /** A new file stands in place of the one that these failures were about. */
  renew(): void {
    this.#damaged = false;
    this.#set(this.#writable());
  }

  /** What was taken for damage was in a file that is not ours any more: the next write that works ends the failure. */
  forgetDamage(): void {
    this.#damaged = false;
  }

  /** What was found without a write: the next one that works ends it. */
  fail(message: string): void {
    this.#set({ state: "failing", message });
  }

  /** How many writes have failed because the disk is full. */
  get failuresForRoom(): number {
    return this.#failuresForRoom;
  }

  /** From now on decisions alone are written, and why; null: everything is again, as the next write shows. */
  limit(why: string | null): void {
    this.#limit = why;
    if (why !== null && !this.#damaged) this.#set(this.#writable());
  }

  /** Runs what only reads. That it works says nothing about writing. */
  read<T>(run: () => T): Result<T> {
    return this.#run(run, "read");
  }

  /** Runs one transaction that writes. A success ends a failure that was not damage. */
  write<T>(run: () => T): Result<T> {
    const result = this.#run(run, "write");
    if (result.ok && !this.#damaged) this.#set(this.#writable());
    return result;
  }

  /** Runs what makes a copy of the file. That it fails is told, but the file itself may be as good as ever. */
  async copy<T>(run: () => Promise<T>): Promise<Result<T>> {
    if (this.#closed) return this.#ended();
    try {
      return ok(await run());
    } catch (error) {
      // Closing the database ends a copy in its middle, with an error of no particular kind.
      if (this.#closed) return this.#ended();
      const failure = requireStorageFailure(error);
      return fail("store-failed", text("store.no-backup", this.#about(failure)));
    }
  }

  #run<T>(run: () => T, doing: "read" | "write"): Result<T> {
    if (this.#closed) return this.#ended();
    try {
      return ok(run());
    } catch (error) {
      const failure = requireStorageFailure(error);
      const tried = doing === "write" ? "store.cannot-write" : "store.cannot-read";
      const words = text(failure.damage ? "store.damaged-now" : tried, this.#about(failure));
      if (failure.damage) this.#damaged = true;
      if (failure.full) this.#failuresForRoom += 1;
      // A read that failed for a passing reason says nothing about remembering; only writes and damage do.
      if (failure.damage || doing === "write") this.#set({ state: "failing", message: words });
      return fail("store-failed", words);
    }
  }

  #writable(): StoreHealth {
    if (this.#limit === null) return { state: "ok", message: null };
    return { state: "failing", message: this.#limit, onReserve: true };
  }

  #set(health: StoreHealth): void {
    const { state, message, onReserve } = this.#health;
    if (health.state === state && health.message === message && health.onReserve === onReserve) return;
    this.#health = health;
    this.#changed.emit(health);
  }

  #about({ words, code }: StorageFailure): { file: string; reason: string; code: string } {
    return { file: this.#file, reason: words, code };
  }

  #ended(): Result<never> {
    return fail("store-failed", text("store.closed", { file: this.#file }));
  }
}
