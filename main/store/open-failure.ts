/** Why a database could not be opened, in words: which file, what it means for the alerts, what to do next. */
import type { Paths } from "./data-folder.ts";
import type { StoreError, StoreErrorCode } from "./store-interface.ts";
import type { Unusable } from "./inspect.ts";
import { holderPid } from "./lock.ts";
import { latestVersion } from "./migrations/index.ts";
import { storageFailure } from "./storage-failure.ts";

export type OpenFailure = Omit<StoreError, "backups" | "file">;

const fail = (code: StoreErrorCode, message: string): OpenFailure => ({ code, message });

export function lockedBy(paths: Paths, pid: number | null): OpenFailure {
  const who = pid === null ? "another Pricebell" : `another Pricebell (process ${pid})`;
  return fail(
    "store-locked",
    `${paths.dir} is in use by ${who}. That one watches your alerts; this one does not. ` +
      "Use its window, or end it first, or start this one with a data folder of its own.",
  );
}

/** `fault`: what is wrong with the folder, as a whole message. */
export function folderRefused(fault: string): OpenFailure {
  return fail("folder-refused", fault);
}

export function lockGarbage({ lock }: Paths): OpenFailure {
  return fail(
    "folder-refused",
    `${lock} is not the lock file that Pricebell makes, and cannot be locked. No alert is watched until it is gone: remove it and start ` +
      "Pricebell again. Nothing in it is needed.",
  );
}

/** The lock file was free, but the database itself is open in a process that has not ended. */
function inUse(paths: Paths): OpenFailure {
  const pid = holderPid(paths);
  return fail(
    "store-locked",
    `${paths.file} is open in another program, and the Pricebell that used it last has not ended${pid === null ? "" : ` (process ${pid})`}: its lock file ` +
      "may have been deleted. That one watches your alerts; this one does not. Use its window, or end it first. If none runs, close the program that reads the file.",
  );
}

export function unusable(paths: Paths, found: Unusable | { readonly kind: "in-use" }): OpenFailure {
  if (found.kind === "in-use") return inUse(paths);
  if (found.kind === "newer") {
    return fail(
      "store-newer",
      `${paths.file} was written by a newer Pricebell (format ${found.version}; this one knows ${latestVersion}). ` +
        "No alert is watched until you start that version again, or a newer one. The file has not been changed.",
    );
  }
  return damaged(paths, found.how);
}

/** An exception of the open, explained; null where it is a bug. `file`: what it is about where it does not say so itself. */
export function explain(paths: Paths, file: string, error: unknown): OpenFailure | null {
  const failure = storageFailure(error);
  if (failure === null) return null;
  if (failure.damage) return damaged(paths, `${failure.words}, ${failure.code}`);
  if (failure.busy) {
    return fail(
      "store-locked",
      `${paths.file} is being written by another program (${failure.code}). No alert is watched until it is let go of: ` +
        "close that program and start Pricebell again.",
    );
  }
  const named = error instanceof Error && "path" in error && typeof error.path === "string" ? error.path : file;
  return unwritable(paths, named, `${failure.words}, ${failure.code}`);
}

function damaged(paths: Paths, how: string): OpenFailure {
  return fail(
    "store-corrupt",
    `${paths.file} is damaged (${how}). No alert is watched until a backup takes its place, or the file is moved away ` +
      "to begin with no alerts. The damaged file is kept.",
  );
}

function unwritable(paths: Paths, file: string, why: string): OpenFailure {
  return {
    ...fail(
      "store-unwritable",
      `${file} cannot be used (${why}). No alert is watched until it can: give this user the right to write in ` +
        `${paths.dir}, make room on its disk, or start with another data folder.`,
    ),
    // Of another file, it has to say which: the sentence it is put into is about the database.
    why: file === paths.file ? why : `${file}: ${why}`,
  };
}
