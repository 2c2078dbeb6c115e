/** What an installed app runs, built for the tests that drive it: once, and only where the sources are newer than what is there. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually } from "./eventually.ts";
import { startPatienceMs } from "./patience.ts";

export const projectRoot = fileURLToPath(new URL("../..", import.meta.url));
/** What `npm run headless` gives to Node before the bundle. */
export const headlessNodeArgs = ["--enable-source-maps", "--min-semi-space-size=16"];
const headlessBundle = join(projectRoot, "dist/main/headless.js");

const newest = (folder: string): number =>
  readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);

/** Held while one process builds: two that write the same file would hand the other half a bundle. */
async function alone(run: () => Promise<void>): Promise<void> {
  const lock = join(projectRoot, "dist", ".building");
  mkdirSync(join(projectRoot, "dist"), { recursive: true });
  await eventually(
    "another test file to have built",
    () => {
      try {
        writeFileSync(lock, String(process.pid), { flag: "wx" });
        return Promise.resolve(true);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        // However long it takes: only one that was killed meanwhile gives way.
        if (isLeftBehind(lock)) rmSync(lock, { force: true });
        return Promise.resolve(false);
      }
    },
    startPatienceMs,
  );
  try {
    await run();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Whether the process that holds the lock is gone. */
function isLeftBehind(lock: string): boolean {
  try {
    const holder = Number(readFileSync(lock, "utf8"));
    // Not yet written, or given back just now.
    if (holder === 0) return false;
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

async function fresh(config: string, output: string, sources: readonly string[]): Promise<void> {
  const built = statSync(join(projectRoot, output), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (sources.every((folder) => newest(folder) < built)) return;
  // Read when it is needed alone: it takes longer to load than all else that a test file needs.
  const { build } = await import("vite");
  // Not emptied first: another test file may be reading what is there.
  await build({ configFile: join(projectRoot, config), logLevel: "error", build: { emptyOutDir: false } });
}

/** A host, with the thread that it starts beside it. */
async function freshMain(host: "electron" | "headless"): Promise<void> {
  await fresh("vite.main.config.ts", `dist/main/${host}.js`, ["main", "preload"]);
  await fresh("vite.worker.config.ts", "dist/main/dry-run-worker.js", ["main", "preload"]);
}

export const buildPreload = (): Promise<void> =>
  alone(() => fresh("vite.preload.config.ts", "dist/preload/index.cjs", ["preload"]));

/** The page alone: what the headless host serves. */
export const buildPage = (): Promise<void> =>
  alone(() => fresh("vite.config.ts", "dist/renderer/index.html", ["renderer", "preload"]));

let builtHeadless: Promise<string> | undefined;

/** The bundle of the headless host, without its page; looked at once for each process. Started from its sources it takes ten times as long. */
export function headlessEntry(): Promise<string> {
  builtHeadless ??= alone(() => freshMain("headless")).then(() => headlessBundle);
  return builtHeadless;
}

/** What `npm run headless` runs: main and page. */
export async function buildHeadless(): Promise<void> {
  await alone(async () => {
    await freshMain("headless");
    await fresh("vite.config.ts", "dist/renderer/index.html", ["renderer", "preload"]);
  });
}

/** Main, preload and page. */
export async function buildDesktop(): Promise<void> {
  await alone(async () => {
    await freshMain("electron");
    await fresh("vite.preload.config.ts", "dist/preload/index.cjs", ["preload"]);
    await fresh("vite.config.ts", "dist/renderer/index.html", ["renderer", "preload"]);
  });
}
