/** Errors that say something about the disk or the file rather than about our code, and what they mean in words. */
import { message } from "../../preload/contract/messages/message.ts";
import Database from "better-sqlite3";

/** By SQLite's primary code (https://sqlite.org/rescode.html); extended codes such as SQLITE_IOERR_WRITE begin with it. */
const keys = {
  SQLITE_FULL: "storage.full",
  SQLITE_IOERR: "storage.disk-error",
  SQLITE_READONLY: "storage.read-only",
  SQLITE_BUSY: "storage.busy",
  SQLITE_LOCKED: "storage.busy",
  SQLITE_PROTOCOL: "storage.busy",
  SQLITE_CORRUPT: "storage.damaged",
  SQLITE_NOTADB: "storage.no-database",
  SQLITE_CANTOPEN: "storage.cannot-open",
  SQLITE_PERM: "storage.access-refused",
  SQLITE_AUTH: "storage.access-refused",
  SQLITE_NOMEM: "storage.out-of-memory",
} as const;
type Circumstance = keyof typeof keys;

/** The system's own codes, for what is done to files without SQLite: backups, moving aside. Others count as disk errors. */
const systemCodes: Readonly<Record<string, Circumstance>> = {
  ENOSPC: "SQLITE_FULL",
  EDQUOT: "SQLITE_FULL",
  EROFS: "SQLITE_READONLY",
  EACCES: "SQLITE_PERM",
  EPERM: "SQLITE_PERM",
  ENOENT: "SQLITE_CANTOPEN",
  ENOTDIR: "SQLITE_CANTOPEN",
  EISDIR: "SQLITE_CANTOPEN",
  EEXIST: "SQLITE_CANTOPEN",
};

export interface StorageFailure {
  /** The file itself is broken: nothing written later can put that right. */
  readonly damage: boolean;
  /** There is no room left on the disk. */
  readonly full: boolean;
  /** Another program holds it just now. */
  readonly busy: boolean;
  /** The exact code, for whoever looks closer. */
  readonly code: string;
  readonly words: string;
}

/** Null for anything else: that is a bug, and has to surface. */
export function storageFailure(error: unknown): StorageFailure | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  const code = error.code;
  let circumstance: Circumstance | undefined;
  if (error instanceof Database.SqliteError) {
    circumstance = (Object.keys(keys) as Circumstance[]).find(
      (known) => code === known || code.startsWith(`${known}_`),
    );
  } else if ("syscall" in error) {
    circumstance = systemCodes[code] ?? "SQLITE_IOERR";
  }
  if (circumstance === undefined) return null;
  return {
    damage: circumstance === "SQLITE_CORRUPT" || circumstance === "SQLITE_NOTADB",
    full: circumstance === "SQLITE_FULL",
    busy: keys[circumstance] === keys.SQLITE_BUSY,
    code,
    words: message(keys[circumstance]),
  };
}

/** What an error that was met where files are used means; one that is a bug is thrown on. */
export function requireStorageFailure(error: unknown): StorageFailure {
  const failure = storageFailure(error);
  if (failure === null) throw error;
  return failure;
}

/** What it means with its code, as a reason within a sentence: `the disk is full, SQLITE_FULL`. */
export function reasonWithCode({ words, code }: StorageFailure): string {
  return message("storage.reason-code", { reason: words, code });
}
