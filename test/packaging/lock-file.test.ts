/** What `npm ci` brings and runs: everything from the lock file, checked against its hash, and no script of a package. */
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../doubles/built-app.ts";

interface LockedPackage {
  version?: string;
  integrity?: string;
  resolved?: string;
  hasInstallScript?: boolean;
  optional?: boolean;
  dev?: boolean;
  os?: string | string[];
  cpu?: string | string[];
  bin?: Record<string, string>;
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(projectRoot, file), "utf8"));
const manifest = read("package.json") as {
  optionalDependencies: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
const locked = Object.entries(
  (read("package-lock.json") as { packages: Record<string, LockedPackage> }).packages,
).filter(([path]) => path !== "");

test("every package has a SHA-512 in the lock file, and none the address of a mirror", () => {
  expect(locked.length).toBeGreaterThan(100);
  const without = locked.filter(([, { integrity }]) => integrity?.startsWith("sha512-") !== true);
  expect(without.map(([path]) => path)).toEqual([]);
  const elsewhere = locked.filter(
    ([, { resolved }]) => resolved !== undefined && !resolved.startsWith("https://registry.npmjs.org/"),
  );
  expect(elsewhere.map(([path]) => path)).toEqual([]);
});

test("no package may run a script when it is installed: each that has one is refused by name", () => {
  const withScript = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true);
  const names = withScript.map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length));
  expect(names.filter((name) => manifest.allowScripts[name] !== false)).toEqual([]);
  expect(Object.values(manifest.allowScripts)).not.toContain(true);
});

test("nothing comes along that has been used to steal before, or that a client of ours has no use for", () => {
  const unwanted = /(^|\/)(event-stream|flatmap-stream|map-stream|through|xml2js)$/;
  const runtime = locked.filter(([, found]) => found.dev !== true).map(([path]) => path);
  expect(runtime.filter((path) => unwanted.test(path))).toEqual([]);
});

test("every dependency is pinned to one version", () => {
  const ranges = Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  }).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
  expect(ranges).toEqual([]);
});

test.for([
  ["linux", "x64"],
  ["linux", "arm64"],
  ["darwin", "x64"],
  ["darwin", "arm64"],
  ["win32", "x64"],
  ["win32", "arm64"],
])("the lock file brings %s on %s one Node, 24 or newer, as `node` for the scripts", ([os, cpu]) => {
  const fitting = locked.filter(
    ([path, found]) =>
      path.replace("node_modules/", "") in manifest.optionalDependencies &&
      [found.os].flat().includes(os) &&
      [found.cpu].flat().includes(cpu),
  );
  expect(fitting).toHaveLength(1);
  const [[, found] = ["", {}]] = fitting;
  expect(found).toMatchObject({ optional: true, bin: { node: os === "win32" ? "bin/node.exe" : "bin/node" } });
  expect(found.hasInstallScript).toBeUndefined();
  expect(Number(found.version?.split(".", 1)[0])).toBeGreaterThanOrEqual(24);
});

const bin = join(projectRoot, "node_modules/.bin/node");
test.runIf(existsSync(bin))("the tests themselves run in that Node", () => {
  expect(realpathSync(process.execPath)).toBe(realpathSync(bin));
});

test("the workflows' actions are pinned by the hash of a commit, with its version beside it", () => {
  const folder = join(projectRoot, ".github/workflows");
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"));
  const uses = lines.filter((line) => /^\s*(- )?uses:/.test(line));
  expect(uses.length).toBeGreaterThan(0);
  expect(uses.filter((line) => !/uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
});
