/** `npm start` on a machine with a display: what Electron's runtime is started with, and what follows where it cannot run. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { eventually } from "../doubles/eventually.ts";
import { projectRoot, buildHeadless } from "../doubles/built-app.ts";

let folder: string;
let child: ChildProcess;
let said: string;

beforeAll(() => buildHeadless());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pricebell-launch-"));
  said = "";
});
afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the launcher with a runtime that is this shell script. */
function launch(script: string, ...args: string[]): void {
  const dist = join(folder, "dist");
  mkdirSync(dist);
  writeFileSync(join(dist, "electron"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(dist, "electron"), 0o755);
  const { DBUS_SESSION_BUS_ADDRESS: _bus, PRICEBELL_API_KEY: _key, ...env } = process.env;
  child = spawn(process.execPath, ["main/launch.ts", "--data-dir", join(folder, "data"), ...args], {
    cwd: projectRoot,
    env: { ...env, DISPLAY: ":99", ELECTRON_OVERRIDE_DIST_PATH: dist },
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.stdout?.on("data", (data) => (said += String(data)));
}

test.runIf(process.platform === "linux")(
  "the runtime gets the app's folder and the arguments, an address in the form that Windows takes; its end is ours",
  async () => {
    launch(`printf '%s\\n' "$@" > '${join(folder, "args")}'; exit 7`, "--venue-url", "ws://127.0.0.1:9/x", "--demo");
    expect(await once(child, "exit")).toEqual([7, null]);
    expect(readFileSync(join(folder, "args"), "utf8").trim().split("\n")).toEqual([
      projectRoot,
      "--data-dir",
      join(folder, "data"),
      "--venue-url=ws://127.0.0.1:9/x",
      "--demo",
    ]);
    expect(said).toBe("");
  },
);

test.runIf(process.platform === "linux")(
  "a terminal inside another Electron app does not make ours a Node",
  async () => {
    process.env["ELECTRON_RUN_AS_NODE"] = "1";
    try {
      launch('exit "${ELECTRON_RUN_AS_NODE:-7}"');
    } finally {
      delete process.env["ELECTRON_RUN_AS_NODE"];
    }
    expect(await once(child, "exit")).toEqual([7, null]);
  },
);

test.runIf(process.platform === "linux")(
  "a runtime that cannot run here, as without its sandbox, leaves the page in the browser",
  async () => {
    launch("kill -TRAP $$");
    await eventually("an address", () => Promise.resolve(/http:\/\/127\.0\.0\.1:\d+\/#token=/.test(said)));
    expect(said.split("\n")[0]).toBe(
      "Pricebell opens in your browser instead of its own window: Electron cannot run here (SIGTRAP; what it said is above).",
    );
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  },
);

/** The launcher is held up right after it has started the runtime, as on a busy machine. */
const heldUp = `import processes from "node:child_process"; import { syncBuiltinESMExports } from "node:module";
  const { spawn } = processes;
  processes.spawn = (...given) => { const child = spawn(...given); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000); return child; };
  syncBuiltinESMExports();`;

test.runIf(process.platform === "linux")(
  "a signal to the launcher reaches the runtime, also at its very start",
  async () => {
    process.env["NODE_OPTIONS"] = `--import=data:text/javascript,${encodeURIComponent(heldUp)}`;
    // It ends with the test, whatever becomes of the launcher.
    launch(`trap 'exit 5' TERM; echo up; while [ -d '${folder}' ]; do sleep 0.05; done`);
    delete process.env["NODE_OPTIONS"];
    await eventually("the runtime", () => Promise.resolve(said.includes("up")));
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([5, null]);
  },
);
