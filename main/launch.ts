/**
 * `npm start`: opens the desktop app; where there is no display, or Electron's runtime cannot be had or run, says so in one
 * line and starts the headless host instead, on the same data folder and the same page.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { languageFor, takeLanguageFrom } from "../preload/contract/messages/language.ts";
import { message } from "../preload/contract/messages/message.ts";
import { systemLanguages } from "./headless/system-languages.ts";

// The settings are not read here: what a launcher says comes before there is a data folder.
takeLanguageFrom(() => languageFor("system", systemLanguages(process.env)));

const root = fileURLToPath(new URL("..", import.meta.url));
const electronFolder = path.join(root, "node_modules", "electron");

/** A first download may take a while on a slow line; beyond this the headless host is the better answer. */
const downloadLimitMs = 5 * 60_000;

/** The path of the runtime, or why there is none. The electron package downloads it on first use, not on install. */
function electronRuntime(): { path: string } | { missing: string } {
  if (process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"])
    return { missing: message("launch.no-display") };
  const override = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  const pathFile = path.join(electronFolder, "path.txt");
  if (override === undefined && !installed(pathFile)) {
    console.log(message("launch.fetching"));
    const { PRICEBELL_API_KEY: _, ...withoutKey } = process.env;
    spawnSync(process.execPath, [path.join(electronFolder, "install.js")], {
      stdio: ["ignore", "ignore", "ignore"],
      // It downloads and unpacks: the API key is none of its business.
      env: withoutKey,
      timeout: downloadLimitMs,
    });
  }
  const executable = existsSync(pathFile) ? readFileSync(pathFile, "utf8") : "electron";
  const full = path.join(override ?? path.join(electronFolder, "dist"), executable);
  return existsSync(full) ? { path: full } : { missing: message("launch.no-runtime") };
}

function installed(pathFile: string): boolean {
  return existsSync(pathFile) && existsSync(path.join(electronFolder, "dist", readFileSync(pathFile, "utf8")));
}

/** On Windows Electron refuses to start where another argument follows one that is an address: `--name address` becomes `--name=address`. */
function joinAddresses(given: readonly string[]): string[] {
  const joined: string[] = [];
  for (const argument of given) {
    const before = joined.at(-1);
    if (before?.startsWith("--") === true && !before.includes("=") && /^[a-z]+:\/\//i.test(argument))
      joined[joined.length - 1] = `${before}=${argument}`;
    else joined.push(argument);
  }
  return joined;
}

async function openInBrowser(why: string): Promise<void> {
  console.log(message("launch.in-browser", { reason: why }));
  // In force for what is loaded from here on: a stack then names the sources.
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(path.join(root, "dist", "main", "headless.js")).href);
}

/** How a runtime ends that cannot run here: Chromium's own checks (its sandbox, most of all), or a library that is missing. */
const cannotRun = new Set<string | number | null>(["SIGTRAP", "SIGABRT", "SIGILL", "SIGSEGV", 126, 127]);
/** A crash later than this is the app's own, not the system's. */
const startsWithinMs = 15_000;

function openWindow(runtime: string): void {
  const startedMs = performance.now();
  // Ctrl+C reaches the child by itself, and a second signal of a kind would end it at once instead of in order.
  const onInterrupt = (): void => void (process.stdin.isTTY || child.kill("SIGINT"));
  const onTerminate = (): void => void child.kill("SIGTERM");
  // Listened to before there is a runtime, or a signal right after its start would end this process and leave that one behind.
  // They are heard when the loop turns; by then it is there.
  process.on("SIGINT", onInterrupt).on("SIGTERM", onTerminate);
  // Set in the terminals of editors that are Electron apps themselves: it would make the runtime a Node without windows.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const child = spawn(runtime, [root, ...joinAddresses(process.argv.slice(2))], { stdio: "inherit", env });
  const ended = (code: number | null, how: string | number | null): void => {
    process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate);
    if (cannotRun.has(how) && performance.now() - startedMs < startsWithinMs)
      void openInBrowser(message("launch.cannot-run", { how: String(how) }));
    else process.exitCode = code ?? 1;
  };
  child.once("error", (error) => ended(1, "code" in error && error.code === "EACCES" ? 126 : 127));
  child.once("exit", (code, signal) => ended(code, signal ?? code));
}

const runtime = electronRuntime();
if ("missing" in runtime) await openInBrowser(runtime.missing);
else openWindow(runtime.path);
