import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { exitCodes } from "../../main/headless/run.ts";
import { headlessEntry } from "../doubles/built-app.ts";
import { eventually } from "../doubles/eventually.ts";

const entry = await headlessEntry();

it.skipIf(process.platform === "win32")("ends when the shell that npm started it with is killed", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "pricebell-parent-"));
  // The shell stays in between, as npm's does, and says which process it started.
  const shell = spawn(
    "sh",
    ["-c", '"$0" "$1" --data-dir "$2" --demo --json & echo $!; wait', process.execPath, entry, folder],
    {
      env: { ...process.env, npm_lifecycle_event: "headless" },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const lines: string[] = [];
  createInterface({ input: shell.stdout }).on("line", (line) => lines.push(line));
  const pid = () => Number(lines.find((line) => /^\d+$/.test(line)) ?? Number.NaN);
  try {
    await eventually("the host to listen", () =>
      Promise.resolve(lines.some((line) => line.includes("listening")) && Number.isFinite(pid())),
    );
    shell.kill("SIGTERM");
    await eventually("the host to end", () => Promise.resolve(!isAlive(pid())));
  } finally {
    if (Number.isFinite(pid()) && isAlive(pid())) process.kill(pid(), "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
});

it("does not keep a host alive that could not start", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "pricebell-parent-"));
  writeFileSync(path.join(folder, "pricebell.db"), "no database at all, ".repeat(500));
  const host = spawn(process.execPath, [entry, "--data-dir", folder, "--demo", "--json"], {
    env: { ...process.env, npm_lifecycle_event: "headless" },
    stdio: "ignore",
  });
  try {
    const [code] = (await once(host, "exit")) as [number];
    expect(code).toBe(exitCodes["store-corrupt"]);
  } finally {
    host.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
