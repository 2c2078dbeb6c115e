/** The index of SQLite's log, which another program may spoil again before the connection is opened anew. */
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { pathsIn } from "../../main/store/data-folder.ts";
import { OpenFile } from "../../main/store/open-file.ts";
import { tempDir } from "./store-harness.ts";

it.skipIf(process.platform === "win32").each<[string, (index: string) => void]>([
  ["cut", (index) => truncateSync(index)],
  ["overwritten", (index) => writeFileSync(index, Buffer.alloc(32_768, 7))],
])("an index that is %s is put back each time, and told until then", (_what, spoil) => {
  const paths = pathsIn(tempDir());
  mkdirSync(paths.dir, { recursive: true });
  const index = `${paths.file}-shm`;
  const content = Buffer.alloc(32_768, 1);
  for (const suffix of ["", "-wal", "-shm"]) writeFileSync(paths.file + suffix, content);
  const open = new OpenFile(paths);
  for (const time of ["once", "again"]) {
    spoil(index);
    open.restoreCutIndex();
    expect(
      open.displacement(() => true),
      time,
    ).toBe("index-overwritten");
    expect(readFileSync(index).equals(content), time).toBe(true);
  }
  open.release();
});
