/**
 * The database was deleted or replaced while it was open. All of it can still be read through the connection, but what is
 * written there is gone with the process: so a whole copy of it is put in its place again.
 */
import { existsSync, rmSync } from "node:fs";
import Database from "better-sqlite3";
import { companions, moveAside, renameDurably, touchPrivate, type Paths } from "./data-folder.ts";
import type { Displacement, OpenFile } from "./open-file.ts";

/**
 * Ends with `db` closed and its file in place, ready to be opened. Answers the folder under `aside/` that a stranger was moved
 * to which stood there; null where there was none. Throws what keeps it from that; it can be tried again.
 */
export function restore(
  db: Database.Database,
  paths: Paths,
  openFile: OpenFile,
  displacement: Displacement,
  wallMs: number,
): string | null {
  const draft = `${paths.file}.new`;
  // Tried before, and failed between closing and renaming: the copy is whole.
  if (!db.open) {
    if (existsSync(draft)) renameDurably(draft, paths.file, paths.dir);
    return null;
  }
  if (displacement === "log-gone") {
    writeLogIntoFile(db);
    db.close();
    return null;
  }
  for (const suffix of ["", ...companions]) rmSync(draft + suffix, { force: true });
  touchPrivate(draft);
  db.prepare("VACUUM INTO ?").run(draft);
  const isOurs = (path: string): boolean => openFile.isOurs(path);
  const folder = displacement === "replaced" ? moveAside(paths, wallMs, isOurs) : null;
  // What is left of our own log would be replayed into the copy.
  for (const path of companions.map((suffix) => paths.file + suffix).filter(isOurs)) rmSync(path, { force: true });
  db.close();
  renameDurably(draft, paths.file, paths.dir);
  return folder;
}

/** While another program reads, only a part may get there: what is left would be gone with the connection. */
function writeLogIntoFile(db: Database.Database): void {
  const [done] = db.pragma("wal_checkpoint(FULL)") as { busy: number; log: number; checkpointed: number }[];
  if (done?.busy !== 0 || done.log !== done.checkpointed) {
    throw new Database.SqliteError("the log is being read", "SQLITE_BUSY");
  }
}
