/** Why a database could not be opened, in words: of which file it is, and what alone is wrong. */
import { expect, it } from "vitest";
import { pathsIn } from "../../main/store/data-folder.ts";
import { explain } from "../../main/store/open-failure.ts";
import { reasonWithCode, storageFailure } from "../../main/store/storage-failure.ts";

const paths = pathsIn("/data");
const refused = (path?: string): Error =>
  Object.assign(new Error("EACCES"), { code: "EACCES", syscall: "open", ...(path === undefined ? {} : { path }) });

it.each([
  ["the database", paths.file, undefined, false],
  ["another file", paths.lock, undefined, true],
  ["the file that the system names", paths.file, paths.backups, true],
])("of %s: the reason says which file it is, unless it is the database", (_what, file, named, isNamed) => {
  const error = refused(named);
  const failure = storageFailure(error);
  if (failure === null) throw new Error("no failure");
  const found = explain(paths, file, error);
  expect(found).toMatchObject({ code: "store-unwritable" });
  expect(found?.message).toContain(named ?? file);
  if (isNamed) expect(found?.why).toContain(named ?? file);
  else expect(found?.why).toBe(reasonWithCode(failure));
});

it("a bug is not explained", () => {
  expect(explain(paths, paths.file, new TypeError("a bug"))).toBe(null);
});
