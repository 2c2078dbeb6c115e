/** Makes a folder with what is missing above it. */
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * For its owner alone, as each that is made on the way to it. Not by `mkdirSync` with `recursive`: where a file system says ENOENT though
 * the folder above is there (/proc does), that never ends, and neither would the start. Throws what the file system throws.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Somebody else may have made it since.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
