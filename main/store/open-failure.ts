/** Why a database could not be opened, in words: which file, what it means for the alerts, what to do next. */
import { message } from "../../preload/contract/messages/message.ts";
import type { Paths } from "./data-folder.ts";
import type { StoreError, StoreErrorCode } from "./store-interface.ts";
import type { Unusable } from "./inspect.ts";
import { holderPid } from "./lock.ts";
import { latestVersion } from "./migrations/index.ts";
import { reasonWithCode, storageFailure } from "./storage-failure.ts";

export type OpenFailure = Omit<StoreError, "backups" | "file">;

const fail = (code: StoreErrorCode, text: string): OpenFailure => ({ code, message: text });

export function lockedBy({ dir: folder }: Paths, pid: number | null): OpenFailure {
  const text = pid === null ? message("store.locked", { folder }) : message("store.locked-by", { folder, pid });
  return fail("store-locked", text);
}

/** `fault`: what is wrong with the folder, as a whole message. */
export function folderRefused(fault: string): OpenFailure {
  return fail("folder-refused", fault);
}

export function lockGarbage({ lock }: Paths): OpenFailure {
  return fail("folder-refused", message("store.lock-garbage", { file: lock }));
}

/** The lock file was free, but the database itself is open in a process that has not ended. */
function inUse(paths: Paths): OpenFailure {
  const pid = holderPid(paths);
  const { file } = paths;
  return fail(
    "store-locked",
    pid === null ? message("store.in-use", { file }) : message("store.in-use-by", { file, pid }),
  );
}

export function unusable(paths: Paths, found: Unusable | { readonly kind: "in-use" }): OpenFailure {
  if (found.kind === "in-use") return inUse(paths);
  if (found.kind === "damaged") return damaged(paths, found.how);
  const text = message("store.newer", { file: paths.file, version: found.version, known: latestVersion });
  return fail("store-newer", text);
}

/** An exception of the open, explained; null where it is a bug. `file`: what it is about where it does not say so itself. */
export function explain(paths: Paths, file: string, error: unknown): OpenFailure | null {
  const failure = storageFailure(error);
  if (failure === null) return null;
  const reason = reasonWithCode(failure);
  if (failure.damage) return damaged(paths, reason);
  if (failure.busy)
    return fail("store-locked", message("store.written-by-other", { file: paths.file, code: failure.code }));
  const named = error instanceof Error && "path" in error && typeof error.path === "string" ? error.path : file;
  return unwritable(paths, named, reason);
}

function damaged({ file }: Paths, how: string): OpenFailure {
  return fail("store-corrupt", message("store.damaged", { file, how }));
}

function unwritable(paths: Paths, file: string, reason: string): OpenFailure {
  return {
    ...fail("store-unwritable", message("store.unusable", { file, reason, folder: paths.dir })),
    // Of another file, it has to say which: the sentence it is put into is about the database.
    why: file === paths.file ? reason : message("storage.of-file", { file, reason }),
  };
}
