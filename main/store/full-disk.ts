/**
 * Who may still write when the disk is full, into the room that is kept for that: what was decided and where it was told, to the last
 * of it; what a person does, to its half, for alerts fire by themselves and come after it.
 */
import { message } from "../../preload/contract/messages/message.ts";
import { fail, type Result } from "../../preload/contract/result.ts";
import type { Paths } from "./data-folder.ts";
import type { DatabaseAccess } from "./database-access.ts";
import { keptForDecisionsBytes, Reserve, reserveBytes, spareBytes } from "./reserve.ts";

/** A disk that has no room for a reserve is not asked every second. */
const tryAgainMs = 60_000;

export class FullDisk {
  readonly #paths: Paths;
  readonly #access: Pick<DatabaseAccess, "limit" | "failuresForRoom">;
  readonly #reserve: Reserve;
  readonly #mono: () => number;
  #triedMonoMs = -Infinity;

  constructor(paths: Paths, access: Pick<DatabaseAccess, "limit" | "failuresForRoom">, mono: () => number) {
    this.#paths = paths;
    this.#access = access;
    this.#mono = mono;
    this.#reserve = new Reserve(paths.reserve);
    // An earlier run gave it away, and may have ended since.
    if (this.#reserve.isDrawnOn) access.limit(this.#words());
  }

  /** Runs a write that must not wait: where there is no room, some of the reserve is given away for it. */
  decision<T>(run: () => Result<T>): Result<T> {
    return this.#runDrawing(run, 0);
  }

  /**
   * Runs a write that a person asked for. Refused, with words of its own, where no more of the reserve may be given away for it: they
   * can free some room and do it again, and an alert that fires meanwhile needs what is left.
   */
  change<T>(run: () => Result<T>): Result<T> {
    const before = this.#access.failuresForRoom;
    const result = this.#runDrawing(run, keptForDecisionsBytes);
    if (result.ok || this.#access.failuresForRoom === before) return result;
    return fail("store-failed", message("store.no-room-for-change", this.#about()));
  }

  /** Runs a write that can wait. It is refused while the reserve is not whole: it would take the room that is kept. */
  other<T>(run: () => Result<T>): Result<T> {
    if (this.#reserve.isDrawnOn) {
      if (!this.#reserve.fill()) return fail("store-failed", this.#words());
      this.#access.limit(null);
    }
    return run();
  }

  /** Makes the reserve where there is none. To be called now and then while nothing waits for it. */
  keepReserve(): void {
    if (this.#reserve.isDrawnOn || this.#mono() - this.#triedMonoMs < tryAgainMs) return;
    this.#triedMonoMs = this.#mono();
    this.#reserve.fill();
  }

  /** Gives away what it takes, and never the last `keptBytes`. */
  #runDrawing<T>(run: () => Result<T>, keptBytes: number): Result<T> {
    for (;;) {
      const before = this.#access.failuresForRoom;
      const result = run();
      if (result.ok || this.#access.failuresForRoom === before || !this.#reserve.draw(keptBytes)) return result;
      this.#access.limit(this.#words());
    }
  }

  #words(): string {
    return message("store.on-reserve", this.#about());
  }

  #about(): { readonly file: string; readonly megabytes: string } {
    return { file: this.#paths.file, megabytes: ((reserveBytes + spareBytes) / 1024 / 1024).toFixed(1) };
  }
}
