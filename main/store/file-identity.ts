/** Which file a name means: whether it still is the one that was opened under it, with what was written into it. */
import { statSync } from "node:fs";

/** Device and number of a file: no other file has both while this one is open. */
export interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
}

/** With what tells that somebody has written into it. */
export interface FileState extends FileIdentity {
  readonly size: bigint;
  readonly mtimeNs: bigint;
}

/** Null where there is no such file. Does not open it, which would cost the process SQLite's locks on it. */
export function stateOf(path: string): FileState | null {
  // As big integers: on NTFS the number of a file has 64 bits.
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? null : { dev: stat.dev, ino: stat.ino, size: stat.size, mtimeNs: stat.mtimeNs };
}

/** False where either is not there. */
export function isSameFile(a: FileIdentity | null, b: FileIdentity | null): boolean {
  return a !== null && b !== null && a.dev === b.dev && a.ino === b.ino;
}

/** The same file, and nobody has written into it between the two looks. */
export function isUntouched(a: FileState | null, b: FileState | null): boolean {
  return isSameFile(a, b) && a?.size === b?.size && a?.mtimeNs === b?.mtimeNs;
}
