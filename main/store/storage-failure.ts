/** Errors that say something about the disk or the file rather than about our code, and what they mean in words. */
import Database from "better-sqlite3";

/** By SQLite's primary code (https://sqlite.org/rescode.html); extended codes such as SQLITE_IOERR_WRITE begin with it. */
const words = {
  SQLITE_FULL: "the disk is full",
  SQLITE_IOERR: "the disk reported an error",
  SQLITE_READONLY: "the file or its folder can only be read",
  SQLITE_BUSY: "another program is using the file",
  SQLITE_LOCKED: "another program is using the file",
  SQLITE_PROTOCOL: "another program is using the file",
  SQLITE_CORRUPT: "the file is damaged",
  SQLITE_NOTADB: "the file is not a database",
  SQLITE_CANTOPEN: "the file cannot be opened",
  SQLITE_PERM: "access to the file is refused",
  SQLITE_AUTH: "access to the file is refused",
  SQLITE_NOMEM: "the computer has run out of memory",
} as const;
type Circumstance = keyof typeof words;

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
    circumstance = (Object.keys(words) as Circumstance[]).find(
      (known) => code === known || code.startsWith(`${known}_`),
    );
  } else if ("syscall" in error) {
    circumstance = systemCodes[code] ?? "SQLITE_IOERR";
  }
  if (circumstance === undefined) return null;
  return {
    damage: circumstance === "SQLITE_CORRUPT" || circumstance === "SQLITE_NOTADB",
    busy: words[circumstance] === words.SQLITE_BUSY,
    code,
    words: words[circumstance],
  };
}
