/** Work on a data folder that is this process's alone while it lasts; what can be wrong with the folder is a value. */
import type { Backup } from "../../preload/contract/contract.ts";
import { listBackups } from "./backups.ts";
import type { Outcome } from "./connection.ts";
import { prepareFolder, type Paths } from "./data-folder.ts";
import type { StoreError } from "./store-interface.ts";
import { holderPid, takeLock, type Lock } from "./lock.ts";
import { explain, folderRefused, lockedBy, lockGarbage } from "./open-failure.ts";

/** Takes the lock, and lets go of it again unless `run` succeeds. */
export function withLock<T>(
  paths: Paths,
  nowMs: number,
  run: (lock: Lock) => Outcome<T>,
): { ok: true; value: T } | { ok: false; error: StoreError } {
  const locked = explained<Lock>(paths, paths.lock, () => {
    const refusal = prepareFolder(paths);
    if (refusal !== null) return { ok: false, error: folderRefused(refusal) };
    const taken = takeLock(paths);
    if (taken.kind === "busy") return { ok: false, error: lockedBy(paths, holderPid(paths)) };
    if (taken.kind === "garbage") return { ok: false, error: lockGarbage(paths) };
    return { ok: true, value: taken.lock };
  });
  if (!locked.ok) return withBackups(locked.error);
  const lock = locked.value;
  let isKept = false;
  try {
    const outcome = explained(paths, paths.file, () => run(lock));
    isKept = outcome.ok;
    return outcome.ok ? outcome : withBackups(outcome.error);
  } finally {
    if (!isKept) lock.release();
  }

  function withBackups(error: Omit<StoreError, "backups" | "file">): { ok: false; error: StoreError } {
    // What lies in a folder that others can change is not to be trusted, its backups no more than the rest.
    const backups = error.code === "folder-refused" ? [] : backupsOrNone(paths, nowMs);
    return { ok: false, error: { ...error, file: paths.file, backups } };
  }
}

/** Exceptions that are about a file become values; others are bugs and go on. `file`: where SQLite does not say which. */
export function explained<T>(paths: Paths, file: string, run: () => Outcome<T>): Outcome<T> {
  try {
    return run();
  } catch (error) {
    const failure = explain(paths, file, error);
    if (failure === null) throw error;
    return { ok: false, error: failure };
  }
}

/** Newest first. The folder itself may be what is wrong; then there is nothing to offer. */
export function backupsOrNone(paths: Paths, nowMs: number): Backup[] {
  const listed = explained(paths, paths.backups, () => ({ ok: true, value: listBackups(paths, nowMs) }));
  return listed.ok ? listed.value : [];
}
