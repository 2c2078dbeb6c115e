/**
 * The connection of an open store, looked after: before each write it is made sure that the open file is the one in the folder,
 * that nobody else has put other content into it, and that the folder's lock is still a lock. A write into a file that nobody can open again would be lost with the process,
 * and nothing would say so.
 */
import { message } from "../../preload/contract/messages/message.ts";
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import { connect, type Connection } from "./connection.ts";
import { prepareFolder, type Paths } from "./data-folder.ts";
import { Signal } from "../lib/signal.ts";
import type { DatabaseAccess } from "./database-access.ts";
import type { StoreOptions } from "./store-interface.ts";
import type { Lock } from "./lock.ts";
import type { Displacement } from "./open-file.ts";
import { restoreFile, type RestoredFile } from "./restore-file.ts";
import { isSameContent } from "./same-content.ts";
import { reasonWithCode, requireStorageFailure } from "./storage-failure.ts";

/**
 * For so long nothing is written after the file was out of its place: the person has to hear of it, and who deletes or replaces
 * files (a program that syncs, a restore by hand) may not be done yet. Alerts are decided and told as ever meanwhile.
 */
export const settleMs = 3_000;

/** A start that is refused holds a lock file that it made anew for a moment. */
const lockPatienceMs = 2_000;

export interface LiveConnectionOptions {
  readonly paths: Paths;
  readonly store: StoreOptions;
  readonly lock: Lock;
  readonly access: DatabaseAccess;
  readonly first: Connection;
  /** A backup is being made from the connection, which cannot be closed then. */
  readonly isCopying: () => boolean;
}

export class LiveConnection {
  /** The file was overwritten, and part of what was in it could not be put back. */
  readonly partlyRestored = new Signal<void>();
  readonly #options: LiveConnectionOptions;
  readonly #mono: () => number;
  readonly #startMonoMs: number;
  #current: Connection;
  #trouble: { readonly words: string; readonly untilMonoMs: number } | null = null;
  #lockLostMonoMs: number | null = null;

  constructor(options: LiveConnectionOptions) {
    this.#options = options;
    this.#current = options.first;
    this.#mono = options.store.monoMs ?? (() => performance.now());
    this.#startMonoMs = this.#mono();
  }

  get current(): Connection {
    return this.#current;
  }

  /** How long a read or write waits for another program that holds the file, and everything else with it. */
  waitForOthers(busyMs: number): void {
    if (this.#current.db.open) this.#current.db.pragma(`busy_timeout = ${busyMs}`);
  }

  /** Another database has taken the place of the one that was open. */
  replace(connection: Connection): void {
    this.#current = connection;
    this.#trouble = null;
  }

  /**
   * To be asked before each read: why nothing can be read, which is that the connection was closed to put its file back and could
   * not be opened again.
   */
  checkReadable(): string | null {
    if (!this.#current.db.open) return this.#trouble?.words ?? null;
    try {
      this.#current.openFile.restoreCutIndex();
      return null;
    } catch (error) {
      const failure = requireStorageFailure(error);
      return notRestored(this.#options.paths, "index-overwritten", reasonWithCode(failure));
    }
  }

  /** To be asked before each write, and once a second. Puts right what it can; either way that is told for a while. */
  check(): Result<null> {
    const before = this.#trouble;
    if (before !== null && this.#mono() < before.untilMonoMs) return fail("store-failed", before.words);
    this.#trouble = null;
    const words = this.#inspect();
    if (words === null) return ok(null);
    this.#trouble = { words, untilMonoMs: this.#mono() + settleMs };
    this.#options.access.fail(words);
    return fail("store-failed", words);
  }

  /**
   * After each write: what it changed of the file is not another program's doing. Where the files cannot be looked at, what was written
   * is written all the same; the next {@link check} looks at them too, and tells.
   */
  noteOwnWrite(): void {
    try {
      this.#current.openFile.noteOwnWrite();
    } catch (error) {
      requireStorageFailure(error);
    }
  }

  /** At the end of the app: what is out of place is put back without a word, as there is nobody left to hear it. */
  settle(): void {
    this.#inspect();
  }

  /** What is or was wrong, in words; null where nothing is. */
  #inspect(): string | null {
    const { paths } = this.#options;
    let displacement: Displacement | null = "index-overwritten";
    try {
      const { db, openFile } = this.#current;
      openFile.restoreCutIndex();
      displacement = "deleted";
      if (db.open) displacement = openFile.displacement(() => isSameContent(db, paths.file));
      if (displacement !== null) return this.#restoreFile(displacement);
      return this.#isLocked() ? null : takenOver(paths);
    } catch (error) {
      const failure = requireStorageFailure(error);
      const why = reasonWithCode(failure);
      return displacement === null ? lockLost(paths, why) : notRestored(paths, displacement, why);
    }
  }

  #isLocked(): boolean {
    if (this.#options.lock.renew()) {
      this.#lockLostMonoMs = null;
      return true;
    }
    this.#lockLostMonoMs ??= this.#mono();
    return this.#mono() - this.#lockLostMonoMs < lockPatienceMs;
  }

  #restoreFile(displacement: Displacement): string {
    const { paths, store, lock, access, isCopying } = this.#options;
    if (isCopying()) return notRestored(paths, displacement, message("displaced.backing-up"));
    const refusal = prepareFolder(paths);
    if (refusal !== null) return refusal;
    const { db, openFile, heartbeat, watchedUntil } = this.#current;
    if (!openFile.isOnItsDisk()) return notRestored(paths, displacement, message("displaced.disk-gone"));
    if (!lock.renew()) return takenOver(paths);
    const wallMs = store.nowMs + this.#mono() - this.#startMonoMs;
    const restored = restoreFile(db, paths, openFile, displacement, wallMs);
    const opened = connect(paths, store);
    if (!opened.ok) return opened.error.message;
    // What is known of the run before this one stays; the copy says that of this one.
    this.#current = { ...opened.value, heartbeat, watchedUntil };
    // A page of the other content may have been read before it was found out, and taken for damage of ours.
    access.forgetDamage();
    if (restored.salvaged !== "everything") this.partlyRestored.emit();
    return formatRestored(paths, displacement, restored);
  }
}

const happened = (displacement: Displacement, file: string): string => message(`displaced.${displacement}`, { file });

function formatRestored({ file }: Paths, displacement: Displacement, { folder, salvaged }: RestoredFile): string {
  const what = happened(displacement, file);
  if (folder !== null && salvaged !== "everything")
    return message("displaced.restored-partly", { happened: what, folder });
  if (folder === null) return message("displaced.restored", { happened: what });
  return message("displaced.restored-kept", { happened: what, folder });
}

function notRestored({ file }: Paths, displacement: Displacement, reason: string): string {
  return message("displaced.not-restored", { happened: happened(displacement, file), reason });
}

function takenOver({ lock, dir }: Paths): string {
  return message("displaced.taken-over", { lock, folder: dir });
}

function lockLost({ lock }: Paths, reason: string): string {
  return message("displaced.lock-lost", { lock, reason });
}
