/** The data folder: what lies in it, who may read it, and moving files so that a power cut leaves the old or the new. */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { stamp } from "./backup-names.ts";
import { makeFolder } from "../lib/make-folder.ts";
import { findEntryFault, findFolderFault } from "./folder-check.ts";

export interface Paths {
  readonly dir: string;
  readonly file: string;
  readonly lock: string;
  readonly pid: string;
  /** Room kept for a full disk. */
  readonly reserve: string;
  readonly backups: string;
  /** Where a file that was replaced is kept. */
  readonly aside: string;
}

export function pathsIn(dataDir: string): Paths {
  return {
    dir: dataDir,
    file: join(dataDir, "pricebell.db"),
    lock: join(dataDir, "pricebell.lock"),
    pid: join(dataDir, "pricebell.pid"),
    reserve: join(dataDir, "pricebell.reserve"),
    backups: join(dataDir, "backups"),
    aside: join(dataDir, "aside"),
  };
}

/** What SQLite keeps beside a database; never to be parted from it. */
export const companions = ["-wal", "-shm", "-journal"] as const;

/**
 * Makes the folder, for its owner alone. Answers in words why it must not be used: it, or something of ours in it, is or can be
 * changed by others, is a link, or is not what its name says; null where all is well. Throws what the file system says.
 */
export function prepareFolder(paths: Paths): string | null {
  makeFolder(paths.dir);
  // A folder full of other things (somebody's home, /tmp) is not ours to close to others; the files in it are.
  if (existsSync(paths.file) || readdirSync(paths.dir).length === 0) restrict(paths.dir, 0o700);
  const fault = findFolderFault(paths) ?? findEntryFault(paths);
  if (fault !== null) return fault;
  for (const dir of [paths.backups, paths.aside]) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    restrict(dir, 0o700);
  }
  return null;
}

/** Files for their owner alone, those of an earlier version or of a copy made by hand too. */
export function restrictFiles(paths: Paths): void {
  const own = [paths.file, paths.lock, paths.pid, paths.reserve, ...companions.map((suffix) => paths.file + suffix)];
  const backups = readdirSync(paths.backups).map((name) => join(paths.backups, name));
  for (const file of [...own, ...backups]) restrict(file, 0o600);
}

/** Does nothing for what is not there or belongs to somebody else, nor on Windows, which inherits the folder's rights. */
export function restrict(path: string, mode: number): void {
  if (process.getuid === undefined) return;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.uid !== process.getuid()) return;
  const sticky = 0o1000;
  if ((stat.mode & sticky) !== 0 || (stat.mode & 0o777) === mode) return;
  chmodSync(path, mode);
}

/** An empty file for its owner alone, for SQLite to fill: what it makes itself anybody may read, and -wal takes after it. */
export function touchPrivate(path: string): void {
  closeSync(openSync(path, "wx", 0o600));
}

/** Writes a file's content through to the disk. Not for a database that is open: closing it here would drop SQLite's locks. */
function syncFile(path: string): void {
  const fd = openSync(path, "r+");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Puts `from` in place of `to`, durably: first what is in it reaches the disk, then the name. The other way round a power cut
 * could leave the name on a file that is empty. Not for a database that is open.
 */
export function renameDurably(from: string, to: string, dir: string): void {
  syncFile(from);
  renameSync(from, to);
  // Windows has no such call for folders; NTFS journals the rename itself.
  if (process.platform === "win32") return;
  const fd = openSync(dir, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Moves the database and what belongs to it into a folder of its own under `aside/`; answers that folder. `stays`: what is
 * there under one of those names and belongs to another database.
 */
export function moveAside(paths: Paths, wallMs: number, stays: (path: string) => boolean = () => false): string {
  const folder = newFolderAside(paths, wallMs);
  // Its -wal goes first: a database that lacks its log is merely older, a log beside another database would be replayed into it.
  for (const suffix of [...companions, ""]) {
    const from = paths.file + suffix;
    if (existsSync(from) && !stays(from)) renameSync(from, join(folder, `pricebell.db${suffix}`));
  }
  return folder;
}

/** The same for a database whose files stay: a copy of one of them, without what lies beside it. Answers its folder. */
export function copyAside(paths: Paths, wallMs: number, suffix: "" | "-wal" = ""): string {
  const folder = newFolderAside(paths, wallMs);
  const copy = join(folder, `pricebell.db${suffix}`);
  copyFileSync(paths.file + suffix, copy);
  restrict(copy, 0o600);
  return folder;
}

function newFolderAside(paths: Paths, wallMs: number): string {
  let folder = join(paths.aside, stamp(wallMs));
  for (let i = 2; existsSync(folder); i += 1) folder = join(paths.aside, `${stamp(wallMs)}-${i}`);
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}
