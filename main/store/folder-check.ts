/**
 * Whether the data folder can be trusted. Whoever else can change a file in it decides what this user's alerts are, and a link
 * under one of its names would have Pricebell write over a file somewhere else.
 */
import { message } from "../../preload/contract/messages/message.ts";
import { lstatSync, readdirSync, statSync, type Stats } from "node:fs";
import { join } from "node:path";
import { parseBackupName } from "./backup-names.ts";
import type { Paths } from "./data-folder.ts";

type EntryKind = "file" | "folder";

/** Keys of further venues and secrets of destinations: a file each, by the id. */
const namedById = /^(?:api-key|destination)-[a-z0-9-]+(?:\.json)?(?:\.new)?$/;

/** Every other name that Pricebell itself gives in its data folder; what else lies there is left alone. */
const ownEntries: Readonly<Record<string, EntryKind>> = {
  "pricebell.db": "file",
  "pricebell.db-wal": "file",
  "pricebell.db-shm": "file",
  "pricebell.db-journal": "file",
  "pricebell.db.new": "file",
  "market.db": "file",
  "market.db-wal": "file",
  "market.db-shm": "file",
  "market.db-journal": "file",
  "pricebell.lock": "file",
  "pricebell.lock-journal": "file",
  "pricebell.pid": "file",
  "pricebell.reserve": "file",
  "http-token": "file",
  "api-key": "file",
  "api-key.new": "file",
  "api-key.json": "file",
  "api-key.json.new": "file",
  "window.json": "file",
  "window.json.new": "file",
  backups: "folder",
  aside: "folder",
  logs: "folder",
  crashes: "folder",
  chromium: "folder",
};

/** The rights of everybody but the owner to change a file. */
const writableByOthers = 0o022;

/**
 * Why the folder itself cannot be used, in words; null where it can. It may be reached through a link of this user's (a data
 * folder on another disk). To be asked after it has been closed to others as far as that is ours to do.
 */
export function findFolderFault(paths: Paths): string | null {
  const link = lstatSync(paths.dir);
  const folder = statSync(paths.dir);
  if (!folder.isDirectory()) return null;
  const owner = process.geteuid?.();
  if (owner === undefined) return null;
  if (link.isSymbolicLink() && link.uid !== owner && link.uid !== 0) return formatOtherOwner(paths.dir, link.uid);
  if (folder.uid !== owner) return formatOtherOwner(paths.dir, folder.uid);
  return (folder.mode & writableByOthers) === 0 ? null : formatOpenToOthers(paths.dir, folder);
}

/** The first thing that is wrong with what lies in the folder, in words; null where nothing is. */
export function findEntryFault(paths: Paths): string | null {
  for (const name of readdirSync(paths.dir)) {
    const kind = namedById.test(name) ? "file" : ownEntries[name];
    const fault = kind === undefined ? null : faultOf(join(paths.dir, name), kind);
    if (fault !== null) return fault;
  }
  if (lstatSync(paths.backups, { throwIfNoEntry: false }) === undefined) return null;
  for (const entry of readdirSync(paths.backups, { withFileTypes: true })) {
    // A link there is no backup, and is not taken for one.
    if (!entry.isFile() || parseBackupName(entry.name) === null) continue;
    const fault = faultOf(join(paths.backups, entry.name), "file");
    if (fault !== null) return fault;
  }
  return null;
}

function faultOf(path: string, kind: EntryKind): string | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (stat.isSymbolicLink()) {
    return message("folder.is-link", { path });
  }
  if (kind === "file" ? !stat.isFile() : !stat.isDirectory()) {
    return message(kind === "file" ? "folder.no-file" : "folder.no-folder", { path });
  }
  const owner = process.geteuid?.();
  if (owner === undefined) return null;
  if (stat.uid !== owner) return formatOtherOwner(path, stat.uid);
  // A folder is closed to others as a matter of course; what they may have put there until now is looked at file by file.
  return kind === "file" && (stat.mode & writableByOthers) !== 0 ? formatOpenToOthers(path, stat) : null;
}

function formatOtherOwner(path: string, owner: number): string {
  return message("folder.other-owner", { path, owner });
}

function formatOpenToOthers(path: string, { mode }: Stats): string {
  return message("folder.open-to-others", { path, mode: (mode & 0o7777).toString(8) });
}
