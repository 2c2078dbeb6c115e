/**
 * `npm start`: opens the desktop app; where there is no display, or Electron's runtime cannot be had, says so in one line
 * and starts the headless host instead, on the same data folder and the same page.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const electronFolder = path.join(root, "node_modules", "electron");

/** A first download may take a while on a slow line; beyond this the headless host is the better answer. */
const downloadLimitMs = 5 * 60_000;

/** The path of the runtime, or why there is none. The electron package downloads it on first use, not on install. */
function electronRuntime(): { path: string } | { missing: string } {
  if (process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"]) {
    return { missing: "there is no display" };
  }
  const override = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  const pathFile = path.join(electronFolder, "path.txt");
  if (override === undefined && !installed(pathFile)) {
    console.log("Fetching the Electron runtime (once)...");
    spawnSync(process.execPath, [path.join(electronFolder, "install.js")], {
      stdio: ["ignore", "ignore", "ignore"],
      timeout: downloadLimitMs,
    });
  }
  const executable = existsSync(pathFile) ? readFileSync(pathFile, "utf8") : "electron";
  const full = path.join(override ?? path.join(electronFolder, "dist"), executable);
  return existsSync(full) ? { path: full } : { missing: "the Electron runtime could not be downloaded" };
}

function installed(pathFile: string): boolean {
  return existsSync(pathFile) && existsSync(path.join(electronFolder, "dist", readFileSync(pathFile, "utf8")));
}

const args = process.argv.slice(2);
const runtime = electronRuntime();
if ("missing" in runtime) {
  console.log(`Pricebell opens in your browser instead of its own window: ${runtime.missing}.`);
  await import("./headless.ts");
} else {
  const child = spawn(runtime.path, [root, ...args], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}
