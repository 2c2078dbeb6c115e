/** The headless host as `npm run headless` starts it: from its bundle, with its page, its version and its maps. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { promisify } from "node:util";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildHeadless, headlessNodeArgs, projectRoot } from "../doubles/built-app.ts";
import { HeadlessApp } from "../doubles/headless-app.ts";
import { eventually } from "../doubles/eventually.ts";

const bundle = path.join(projectRoot, "dist/main/headless.js");
const hostBundle = path.join(projectRoot, "dist/main/host-process.js");
const compileCache = path.join(projectRoot, "dist/main/compile-cache");
const manifest = JSON.parse(readFileSync(path.join(projectRoot, "package.json"), "utf8")) as {
  version: string;
  scripts: Record<string, string>;
};
let app: HeadlessApp | undefined;

beforeAll(() => buildHeadless());
afterAll(() => app?.dispose());

/** Runs a script that first loads the bundle as `--version` does, with maps in force; resolves with what it wrote. */
async function afterLoading(script: string): Promise<string> {
  const load = `process.argv.push("--version"); await import(${JSON.stringify(pathToFileURL(bundle).href)});`;
  const args = ["--enable-source-maps", "--input-type=module", "-e", `${load}\n${script}`, "bundle"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: projectRoot });
  return stdout;
}

test("it is what the script starts, built before", () => {
  expect(manifest.scripts["headless"]).toBe(`node ${headlessNodeArgs.join(" ")} dist/main/headless.js`);
  expect(manifest.scripts["preheadless"]).toBe("npm run --silent build");
});

test("it finds its version, its page and its native module from where it lies, has prices, and keeps its compiled code beside it", async () => {
  rmSync(compileCache, { recursive: true, force: true });
  // Where Node was told of a folder before, as it may be for all tests, it keeps to that one.
  const env = { NODE_COMPILE_CACHE: undefined };
  app = await HeadlessApp.start({ entry: bundle, nodeArgs: headlessNodeArgs, args: ["--demo"], env });
  const running = app;
  expect(await running.value("app.info", {})).toMatchObject({ version: manifest.version });
  const page = await (await fetch(running.url)).text();
  expect(page).toBe(readFileSync(path.join(projectRoot, "dist/renderer/index.html"), "utf8"));
  await eventually("a price", async () =>
    (await running.value("market.snapshot", {})).some(({ last }) => last !== null),
  );
  expect(await running.stop()).toEqual({ code: 0, signal: null });
  expect(running.stderr).toBe("");
  expect(readdirSync(compileCache)).not.toEqual([]);
});

test("a place in it is told as the place in the sources", async () => {
  // On which line, and where in it: the bundle has few of them.
  const before = readFileSync(hostBundle, "utf8").split("async function runHeadless(", 1)[0]?.split("\n") ?? [];
  const place = `${String(before.length - 1)}, ${String(before.at(-1)?.length)}`;
  const source = readFileSync(path.join(projectRoot, "main/headless/run.ts"), "utf8").split("\n");
  const told = await afterLoading(`
    const { findSourceMap } = await import("node:module");
    console.log(JSON.stringify(findSourceMap(${JSON.stringify(hostBundle)}).findEntry(${place})));
  `);
  const entry = JSON.parse(told.trim().split("\n").at(-1) ?? "") as { originalSource: string; originalLine: number };
  expect(entry.originalSource).toMatch(/\/main\/headless\/run\.ts$/);
  expect(source[entry.originalLine]).toContain("function runHeadless(");
});

test("it loads nothing of Node that it does not use: its fetch alone costs as much as everything else", async () => {
  const modules = await afterLoading("console.log(process.moduleLoadList.join());");
  expect(modules).toContain("NativeModule http,");
  for (const unused of ["undici", "internal/crypto/webcrypto,", "NativeModule assert,"])
    expect(modules).not.toContain(unused);
});
