/** Who may still write when the disk is full: what was decided and where it was told, into the room that is kept for it. */
import { message } from "../../preload/contract/messages/message.ts";
import { fail, type Result } from "../../preload/contract/result.ts";
import type { Paths } from "./data-folder.ts";
import type { DatabaseAccess } from "./database-access.ts";
import { Reserve, reserveBytes, spareBytes } from "./reserve.ts";

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
    for (;;) {
      const before = this.#access.failuresForRoom;
      const result = run();
      if (result.ok || this.#access.failuresForRoom === before || !this.#reserve.draw()) return result;
      this.#access.limit(this.#words());
    }
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

  #words(): string {
    const megabytes = ((reserveBytes + spareBytes) / 1024 / 1024).toFixed(1);
    return message("store.on-reserve", { file: this.#paths.file, megabytes });
  }
}
