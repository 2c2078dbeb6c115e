/** The files of the work tree that the mutation runner is about. */
import { globSync, statSync } from "node:fs";
import path from "node:path";

/** Tests of the core. Those of windows, of installers and the soak take too long to be run for each mutant. */
const testFolders = ["alerts", "app", "bridge", "contract", "delivery", "extension", "headless", "market", "store"];

/** Files under `name` (or `name` itself), from the root, with `/`, in a fixed order. */
export function listFiles(root: string, name: string): string[] {
  if (statSync(path.join(root, name)).isFile()) return [name];
  return globSync(`${name}/**/*`, { cwd: root })
    .map((file) => file.split(path.sep).join("/"))
    .filter((file) => statSync(path.join(root, file)).isFile())
    .sort();
}

export function testFiles(root: string): string[] {
  return testFolders.flatMap((folder) => listFiles(root, `test/${folder}`)).filter((file) => file.endsWith(".test.ts"));
}
