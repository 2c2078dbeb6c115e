/** The database, or where its folder cannot be written, a copy of it: what is in it is watched all the same. */
import { pathsIn } from "../../store/data-folder.ts";
import { openCopy } from "../../store/in-memory-copy.ts";
import { Reserve } from "../../store/reserve.ts";
import type { OpenResult, StoreOptions } from "../../store/store-interface.ts";
import { openStore } from "../../store/store.ts";

/** While the database cannot be written, every status of the copy says so; it is left for the database as soon as that can be. */
export function openOrFallBack(options: StoreOptions): OpenResult {
  for (;;) {
    const opened = openStore(options);
    if (opened.ok || opened.error.code !== "store-unwritable") return opened;
    // On a disk that is full, into the room that was kept for that: what is decided then outlives the process.
    if (new Reserve(pathsIn(options.dataDir).reserve).drawIfFull()) continue;
    const copy = openCopy(options, opened.error);
    return copy === null ? opened : { ok: true, value: copy };
  }
}
