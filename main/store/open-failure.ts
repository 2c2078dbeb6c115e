/** Why a database could not be opened, in words: which file, what it means for the alerts, what to do next. */
import type { Paths } from "./folder.ts";
import type { StoreError, StoreErrorCode } from "./interface.ts";
import type { Unusable } from "./inspect.ts";
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

export function unusable(paths: Paths, found: Unusable): OpenFailure {
  if (found.kind === "newer") {
    return fail(
      "store-newer",
      `${paths.file} was written by a newer Pricebell (format ${found.version}; this one knows ${latestVersion}). ` +
        "No alert is watched until you start that version again, or a newer one. The file has not been changed.",
    );
  }
  return damaged(paths, found.how);
}

/** An exception of the open, explained; null where it is a bug. */
export function explain(paths: Paths, error: unknown): OpenFailure | null {
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
  return unwritable(paths, `${failure.words}, ${failure.code}`);
}

function damaged(paths: Paths, how: string): OpenFailure {
  return fail(
    "store-corrupt",
    `${paths.file} is damaged (${how}). No alert is watched until a backup takes its place, or the file is moved away ` +
      "to begin with no alerts. The damaged file is kept.",
  );
}

function unwritable(paths: Paths, why: string): OpenFailure {
  return {
    ...fail(
      "store-unwritable",
      `${paths.file} cannot be used (${why}). No alert is watched until it can: give this user the right to write in ` +
        `${paths.dir}, make room on its disk, or start with another data folder.`,
    ),
    why,
  };
}
