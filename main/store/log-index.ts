/**
 * SQLite's index of the log (`-shm`, https://sqlite.org/walformat.html#the_wal_index_file_format), which it keeps mapped into memory.
 * Where another program cuts that file, the next look into the log ends the process with SIGBUS, before anything could be said; where
 * it puts an older one there, what was committed since is gone and written over. So what is in it is remembered and put back.
 *
 * Read through a file that stays open as long as the database: closing any other would cost the process SQLite's locks on it.
 */
import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from "node:fs";

/** How far the log was folded into the file, and which readers there are: also what other programs that only read write there. */
const readersAt = { from: 96, to: 136 } as const;

export class LogIndex {
  /** Null on Windows, where a mapped file cannot be cut. */
  #fd: number | null;
  #content = Buffer.alloc(0);

  /** To be made once the database is open and has been written: the index is there then. */
  constructor(file: string) {
    this.#fd = process.platform === "win32" ? null : openSync(file, constants.O_RDWR | constants.O_NOFOLLOW);
    this.remember();
  }

  /** To be called after each write of ours: what is in it now is what it should be. */
  remember(): void {
    if (this.#fd === null) return;
    const { size } = fstatSync(this.#fd);
    // SQLite only ever makes it longer.
    if (size < this.#content.length) return;
    if (size > this.#content.length) this.#content = Buffer.alloc(size);
    readSync(this.#fd, this.#content, 0, size, 0);
  }

  /** Puts back what was cut off. False where it is as long as it was, or longer. Throws what the file system says. */
  restoreCut(): boolean {
    if (this.#fd === null || fstatSync(this.#fd).size >= this.#content.length) return false;
    writeSync(this.#fd, this.#content, 0, this.#content.length, 0);
    return true;
  }

  /** Puts back what it was before another program wrote into it: to be asked only while the log is as we left it. */
  restoreOverwritten(): boolean {
    if (this.#fd === null) return false;
    const found = Buffer.alloc(this.#content.length);
    readSync(this.#fd, found, 0, found.length, 0);
    this.#content.copy(found, readersAt.from, readersAt.from, readersAt.to);
    if (found.equals(this.#content)) return false;
    // Whole: who wrote here may have written over the readers' marks as well.
    writeSync(this.#fd, this.#content, 0, this.#content.length, 0);
    return true;
  }

  /** Only after the database was closed. */
  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }
}
