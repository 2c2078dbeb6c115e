/**
 * Room on the disk that is kept for what fires while there is no other: a file that is shortened when the disk is full, and made
 * whole when there is room again. Without it a decision of that time is in memory alone, and gone with the process.
 */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { requireStorageFailure } from "./storage-failure.ts";

/** Some thousand alerts, written one by one. */
export const reserveBytes = 1024 * 1024;
/** What a person changes is not written into the last of it: that is for what fires. */
export const keptForDecisionsBytes = reserveBytes / 2;
/** Given away at a time: what fills the disk would take the rest at once. A commit of one alert takes about 40 KB of log. */
const drawnBytes = 128 * 1024;
/** Left for others when the file is made whole: the last room of a disk is not ours to take. */
export const spareBytes = 512 * 1024;
/** SQLite makes its index of the log, of 32 KB, and writes a page or two. */
const neededToOpenBytes = 64 * 1024;
/** Random: a file system that compresses would keep no room for anything else. */
const block = randomBytes(64 * 1024);

export class Reserve {
  readonly #file: string;
  #bytes: number | null;

  /** `file` need not be there yet. */
  constructor(file: string) {
    this.#file = file;
    this.#bytes = sizeOf(file);
  }

  /** Part of it has been given away: what can wait must not be written now. False where there has never been one. */
  get isDrawnOn(): boolean {
    return this.#bytes !== null && this.#bytes < reserveBytes;
  }

  /** Gives part of it back to the disk. False where no more than `keptBytes` is left, or it cannot be had. */
  draw(keptBytes = 0): boolean {
    try {
      const bytes = statSync(this.#file).size;
      if (bytes <= keptBytes) return false;
      const left = Math.max(0, bytes - drawnBytes);
      truncateSync(this.#file, left);
      this.#bytes = left;
      return true;
    } catch (error) {
      requireStorageFailure(error);
      return false;
    }
  }

  /** The same where the disk is full: what a start met with need not have been that, nor does SQLite always say so. */
  drawIfFull(): boolean {
    try {
      return roomBeside(this.#file) < neededToOpenBytes && this.draw();
    } catch (error) {
      requireStorageFailure(error);
      return false;
    }
  }

  /** Makes it whole, or for the first time; false while there is no room for that. */
  fill(): boolean {
    if (this.#bytes === reserveBytes) return true;
    try {
      if (roomBeside(this.#file) < reserveBytes - (this.#bytes ?? 0) + spareBytes) return false;
      this.#bytes = this.#write();
      return true;
    } catch (error) {
      requireStorageFailure(error);
      return false;
    }
  }

  #write(): number {
    // Never through a link, which could lead to a file of somebody else.
    const fd = openSync(this.#file, constants.O_CREAT | constants.O_WRONLY | constants.O_NOFOLLOW, 0o600);
    let isWhole = false;
    const before = fstatSync(fd).size;
    try {
      for (let at = before; at < reserveBytes; at += block.length)
        writeSync(fd, block, 0, Math.min(block.length, reserveBytes - at), at);
      isWhole = true;
    } finally {
      if (!isWhole) ftruncateSync(fd, before);
      closeSync(fd);
      if (!isWhole && this.#bytes === null) rmSync(this.#file, { force: true });
    }
    return reserveBytes;
  }
}

/** Null where it is not there, or this user may not even look. */
function sizeOf(file: string): number | null {
  try {
    return statSync(file, { throwIfNoEntry: false })?.size ?? null;
  } catch (error) {
    requireStorageFailure(error);
    return null;
  }
}

/** Bytes that this user may still write on the disk of `file`. Throws what the file system says. */
function roomBeside(file: string): number {
  const { bavail, bsize } = statfsSync(dirname(file));
  return bavail * bsize;
}
