/** A disk of a few megabytes for one test, so that it can really be full, or gone. Only root on Linux may mount one. */
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** What a test says that is skipped because {@link SmallDisk.mount} gave none. */
export const smallDiskMissing = "this user may not mount a small disk";

export class SmallDisk {
  /** Where it is mounted; absolute. Of this user alone, as a data folder has to be. */
  readonly folder: string;
  readonly #filler: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.#filler = path.join(folder, "filler");
  }

  /** Null where this user may not mount one. Whoever takes it removes it. */
  static mount(mebibytes: number): SmallDisk | null {
    if (process.platform !== "linux" || process.getuid?.() !== 0) return null;
    const folder = mkdtempSync(path.join(tmpdir(), "pricebell-disk-"));
    const options = `size=${String(mebibytes)}m,mode=700`;
    if (spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]).status === 0) return new SmallDisk(folder);
    rmSync(folder, { recursive: true });
    return null;
  }

  /** Not a byte is left afterwards, until {@link makeRoom}. */
  fill(): void {
    const file = openSync(this.#filler, "w");
    try {
      for (let bytes = 1 << 20; bytes >= 1;)
        try {
          writeSync(file, Buffer.alloc(bytes));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
          // No room for so much at once: smaller pieces, until not one fits.
          bytes >>= 1;
        }
    } finally {
      closeSync(file);
    }
  }

  /** All that {@link fill} took is free again, or no more than `bytes` of it. */
  makeRoom(bytes = Infinity): void {
    if (bytes === Infinity) rmSync(this.#filler);
    else truncateSync(this.#filler, statSync(this.#filler).size - bytes);
  }

  remountReadOnly(): void {
    run("mount", "-o", "remount,ro", this.folder);
  }

  /** Gone, also from under those who have a file open on it. The empty folder below stays, as it does for a person's disk. */
  unmount(): void {
    run("umount", "-l", this.folder);
  }

  remove(): void {
    this.unmount();
    rmSync(this.folder, { recursive: true });
  }
}

function run(program: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
}
