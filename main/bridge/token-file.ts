/** The token that opens the loopback server, kept in the data folder so that a script can read it and a restart keeps it. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import path from "node:path";

/** 256 bits, as base64url. */
const tokenPattern = /^[A-Za-z0-9_-]{43}$/u;

/** `DIR/http-token`, mode 0600. */
export const tokenFileName = "http-token";

/**
 * The token of this data folder; made where there is none, where the file holds something else, and where others could
 * have read it. Throws what the file system throws.
 */
export function loadToken(dataDir: string, options: { readonly rotate?: boolean } = {}): string {
  const file = path.join(dataDir, tokenFileName);
  const kept = options.rotate === true ? "" : readPrivate(file);
  if (tokenPattern.test(kept)) return kept;
  const token = randomBytes(32).toString("base64url");
  writePrivate(file, token);
  return token;
}

/** Empty: not there, a link, or readable by others (which makes it no secret). */
function readPrivate(file: string): string {
  const link = lstatSync(file, { throwIfNoEntry: false });
  if (link === undefined || !link.isFile()) return "";
  // Windows has no such flag, and no value for it: as good as 0.
  const handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const isPrivate = process.platform === "win32" || (fstatSync(handle).mode & 0o077) === 0;
    return isPrivate ? readFileSync(handle, "utf8").trim() : "";
  } finally {
    closeSync(handle);
  }
}

/** Written aside and renamed, so that a crash leaves the old token or the new one. */
function writePrivate(file: string, token: string): void {
  const aside = `${file}.${process.pid}.new`;
  // A file of its own, not what may lie there under that name: written through a link it would land somewhere else.
  rmSync(aside, { force: true });
  const handle = openSync(aside, "wx", 0o600);
  try {
    writeSync(handle, `${token}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(aside, file);
}
