/**
 * The way out where the data folder cannot be written at the start: everything goes on from a copy of the database somewhere
 * else. Alerts are decided and shown as ever; what is decided is gone when the process ends, and the health says so all along.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fail, type Result } from "../../preload/contract/result.ts";
import { findEntryFault, findFolderFault } from "./folder-check.ts";
import { pathsIn } from "./folder.ts";
import type { OpenResult, Store, StoreError, StoreHealth, StoreOptions } from "./interface.ts";
import { takeLock, type Lock } from "./lock.ts";
import { storageFailure } from "./storage-failure.ts";
import { listBackupsIn, openStore } from "./store.ts";

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
    if (opened?.ok === true && !opened.value.created)
      return forgetful(opened.value, options.dataDir, unwritable, () => {
        rmSync(folder, { recursive: true, force: true });
        lock.release();
      });
    if (opened?.ok === true) opened.value.close();
    rmSync(folder, { recursive: true, force: true });
  }
  lock.release();
  return null;
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

function forgetful(copy: Store, dataDir: string, unwritable: StoreError, onClose: () => void): Store {
  const { file } = pathsIn(dataDir);
  const message =
    `${file} cannot be written (${unwritable.why ?? unwritable.code}). Alerts still fire, but nothing is remembered, and none can be made or changed: ` +
    "put that right and start Pricebell again.";
  const health: StoreHealth = { state: "failing", message };
  const refuse = (): Result<never> => fail("store-failed", message);
  return {
    ...copy,
    file,
    rules: { ...copy.rules, save: refuse, remove: refuse },
    settings: { ...copy.settings, set: refuse },
    secrets: { ...copy.secrets, set: refuse, clear: refuse },
    watchlist: { ...copy.watchlist, add: refuse, remove: refuse, reorder: refuse },
    backups: {
      make: () => Promise.resolve(refuse()),
      makeDaily: () => Promise.resolve(refuse()),
      list: (nowMs) => [...listBackupsIn(dataDir, nowMs)],
      restore: refuse,
    },
    health: () => health,
    // It stays as it is until the next start.
    onHealth: () => () => undefined,
    close(wallMs) {
      copy.close(wallMs);
      onClose();
    },
  };
}
