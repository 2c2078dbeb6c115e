/**
 * The database was deleted, replaced or overwritten while it was open. It can still be read through the connection, but what is
 * written there is gone with the process, or mixed with what another program put there: so a copy of it is put in its place again.
 */
import { existsSync, rmSync } from "node:fs";
import Database from "better-sqlite3";
import { companions, copyAside, moveAside, renameDurably, touchPrivate, type Paths } from "./data-folder.ts";
import type { Displacement, OpenFile } from "./open-file.ts";
import { salvage, type Salvaged } from "./salvage.ts";

export interface RestoredFile {
  /** The folder under `aside/` where what stood in its place is kept; null where there was nothing. */
  readonly folder: string | null;
  readonly salvaged: Salvaged;
}

/** Ends with `db` closed and its file in place, ready to be opened. Throws what keeps it from that; it can be tried again. */
export function restoreFile(
  db: Database.Database,
  paths: Paths,
  openFile: OpenFile,
  displacement: Displacement,
  wallMs: number,
): RestoredFile {
  const whole: RestoredFile = { folder: null, salvaged: "everything" };
  const draft = `${paths.file}.new`;
  // Tried before, and failed between closing and renaming: the copy is whole.
  if (!db.open) {
    if (existsSync(draft)) renameDurably(draft, paths.file, paths.dir);
    return whole;
  }
  if (displacement === "log-gone" || displacement === "index-gone" || displacement === "index-overwritten") {
    writeLogIntoFile(db);
    db.close();
    openFile.release();
    return whole;
  }
  for (const suffix of ["", ...companions]) rmSync(draft + suffix, { force: true });
  const isOurs = (path: string): boolean => openFile.isOurs(path);
  let restored = whole;
  if (displacement === "overwritten" || displacement === "log-overwritten") {
    // What is there is copied: the connection holds that very file, and writes what is left of its log into it as it closes.
    restored = {
      salvaged: salvage(db, paths, draft, wallMs),
      folder: copyAside(paths, wallMs, displacement === "overwritten" ? "" : "-wal"),
    };
  } else {
    touchPrivate(draft);
    db.prepare("VACUUM INTO ?").run(draft);
    if (displacement === "replaced") restored = { ...whole, folder: moveAside(paths, wallMs, isOurs) };
  }
  // What is left of our own log would be replayed into the copy.
  for (const path of companions.map((suffix) => paths.file + suffix).filter(isOurs)) rmSync(path, { force: true });
  db.close();
  openFile.release();
  renameDurably(draft, paths.file, paths.dir);
  return restored;
}

/** While another program reads, only a part may get there: what is left would be gone with the connection. */
function writeLogIntoFile(db: Database.Database): void {
  const [done] = db.pragma("wal_checkpoint(FULL)") as { busy: number; log: number; checkpointed: number }[];
  if (done?.busy !== 0 || done.log !== done.checkpointed) {
    throw new Database.SqliteError("the log is being read", "SQLITE_BUSY");
  }
}
