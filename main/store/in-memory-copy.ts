/**
 * The way out where the data folder cannot be written at the start: the database is read from a copy somewhere else, until it
 * can be written itself. Alerts are decided and shown as ever; what is decided waits in memory, and the health says so.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { findEntryFault, findFolderFault } from "./folder-check.ts";
import { pathsIn, type Paths } from "./data-folder.ts";
import type { OpenResult, Store, StoreError, StoreOptions } from "./store-interface.ts";
import { takeLock, type Lock } from "./lock.ts";
import { storageFailure } from "./storage-failure.ts";
import { openStore } from "./store.ts";
import { storeUntilWritable } from "./until-writable.ts";

/** The folder cannot be locked either; another Pricebell on it could not remember anything more than this one. */
const noLock: Lock = { renew: () => true, notePid: () => undefined, release: () => undefined };

/**
 * To be tried where {@link openStore} answered `store-unwritable`, as `unwritable`. Null where there is no database that can
 * be read, nobody may run beside it, or no room for the copy anywhere.
 */
export function openCopy(options: StoreOptions, unwritable: StoreError): Store | null {
  const from = pathsIn(options.dataDir);
  // What others could have written is not to be believed either where nothing is written.
  if (orNull(() => findFolderFault(from) ?? findEntryFault(from) ?? "trusted") !== "trusted") return null;
  const taken = orNull(() => takeLock(from));
  if (taken !== null && taken.kind !== "taken") return null;
  const lock = taken?.lock ?? noLock;
  for (const place of [process.env["XDG_RUNTIME_DIR"], tmpdir(), "/dev/shm"]) {
    if (place === undefined || !existsSync(place)) continue;
    const folder = orNull(() => mkdtempSync(join(place, "pricebell-copy-")));
    if (folder === null) continue;
    const opened = orNull<OpenResult>(() => {
      // With its log: what was committed last may be in it alone. Never its -shm, which is about the other place.
      for (const suffix of ["-wal", ""]) {
        if (existsSync(from.file + suffix))
          copyFileSync(from.file + suffix, join(folder, basename(from.file) + suffix));
      }
      return openStore({ ...options, dataDir: folder });
    });
    const removeCopy = (): void => rmSync(folder, { recursive: true, force: true });
    if (opened?.ok === true && !opened.value.created) {
      let held = lock;
      return storeUntilWritable({
        dataDir: options.dataDir,
        copy: opened.value,
        unwritable,
        reopen() {
          held.release();
          const reopened = openStore(options);
          held = reopened.ok ? noLock : lockOrNone(from);
          return reopened;
        },
        removeCopy,
        ended: () => held.release(),
      });
    }
    if (opened?.ok === true) opened.value.close();
    removeCopy();
  }
  lock.release();
  return null;
}

/** None where another process has it, or it cannot be had at all: then nothing is written here either. */
function lockOrNone(paths: Paths): Lock {
  const taken = orNull(() => takeLock(paths));
  return taken?.kind === "taken" ? taken.lock : noLock;
}

/** Null where the disk or the file system refuses; bugs go on. */
function orNull<T>(run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    if (storageFailure(error) !== null) return null;
    throw error;
  }
}
