/** Which errors are about the disk or the file, and what each means; everything else is a bug and has to surface. */
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { reasonWithCode, requireStorageFailure, storageFailure } from "../../main/store/storage-failure.ts";

const sqlite = (code: string): Error => new Database.SqliteError(`SQLite: ${code}`, code);
const system = (code: string): Error => Object.assign(new Error(`the system: ${code}`), { code, syscall: "open" });

it.each<[Error, string, string]>([
  [sqlite("SQLITE_FULL"), "the disk is full", "full"],
  [system("ENOSPC"), "the disk is full", "full"],
  [system("EDQUOT"), "the disk is full", "full"],
  [sqlite("SQLITE_IOERR"), "the disk reported an error", ""],
  [sqlite("SQLITE_IOERR_WRITE"), "the disk reported an error", ""],
  [system("EIO"), "the disk reported an error", ""],
  [system("EUNHEARDOF"), "the disk reported an error", ""],
  [sqlite("SQLITE_READONLY"), "the file or its folder can only be read", ""],
  [sqlite("SQLITE_READONLY_DIRECTORY"), "the file or its folder can only be read", ""],
  [system("EROFS"), "the file or its folder can only be read", ""],
  [sqlite("SQLITE_BUSY"), "another program is using the file", "busy"],
  [sqlite("SQLITE_BUSY_SNAPSHOT"), "another program is using the file", "busy"],
  [sqlite("SQLITE_LOCKED"), "another program is using the file", "busy"],
  [sqlite("SQLITE_PROTOCOL"), "another program is using the file", "busy"],
  [sqlite("SQLITE_CORRUPT"), "the file is damaged", "damage"],
  [sqlite("SQLITE_CORRUPT_INDEX"), "the file is damaged", "damage"],
  [sqlite("SQLITE_NOTADB"), "the file is not a database", "damage"],
  [sqlite("SQLITE_CANTOPEN"), "the file cannot be opened", ""],
  [system("ENOENT"), "the file cannot be opened", ""],
  [system("ENOTDIR"), "the file cannot be opened", ""],
  [system("EISDIR"), "the file cannot be opened", ""],
  [system("EEXIST"), "the file cannot be opened", ""],
  [sqlite("SQLITE_PERM"), "access to the file is refused", ""],
  [sqlite("SQLITE_AUTH"), "access to the file is refused", ""],
  [system("EACCES"), "access to the file is refused", ""],
  [system("EPERM"), "access to the file is refused", ""],
  [sqlite("SQLITE_NOMEM"), "the computer has run out of memory", ""],
])("%s: %s %s", (error, words, kind) => {
  const failure = storageFailure(error);
  const { code } = error as Error & { code: string };
  expect(failure).toEqual({
    code,
    words,
    damage: kind === "damage",
    full: kind === "full",
    busy: kind === "busy",
  });
  expect(failure === null ? "" : reasonWithCode(failure)).toBe(`${words}, ${code}`);
});

it.each([
  [new Error("a bug")],
  [sqlite("SQLITE_ERROR")],
  [sqlite("SQLITE_CONSTRAINT_UNIQUE")],
  // Begins with the letters of another code, and is none.
  [sqlite("SQLITE_FULLER")],
  [Object.assign(new Error("no call of the system"), { code: "ENOENT" })],
  [Object.assign(new Error("a number"), { code: 7, syscall: "open" })],
  [{ code: "ENOSPC", syscall: "open" }],
  ["ENOSPC"],
  [null],
])("%o is none", (error) => {
  expect(storageFailure(error)).toBeNull();
});

it("an error that says nothing of the disk or the file is thrown on, the same one; of any other it says what it means", () => {
  const bug = new TypeError("a bug");
  expect(() => requireStorageFailure(bug)).toThrow(bug);
  expect(requireStorageFailure(sqlite("SQLITE_FULL"))).toEqual(storageFailure(sqlite("SQLITE_FULL")));
});
