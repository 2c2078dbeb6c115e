/** Where Chromium keeps its own files: apart from ours, and with them the lock of the single instance, so it is one app a data folder. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../lib/make-folder.ts";

/**
 * Makes the folder and returns it. Where the data folder cannot be written it is one for this run alone: the app must come far
 * enough to say what is wrong, or to watch on a copy, and the database's own lock still keeps two apps apart.
 */
export function makeChromiumFolder(dataDir: string): string {
  const folder = join(dataDir, "chromium");
  try {
    makeFolder(folder);
    return folder;
  } catch {
    // The store finds out the same, and says it to the person.
    return mkdtempSync(join(tmpdir(), "pricebell-"));
  }
}
