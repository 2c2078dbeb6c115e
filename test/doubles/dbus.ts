/** A private D-Bus session for tests: its own daemon, nothing that it could start by itself, gone when the test is over. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface SessionBus {
  /** For `DBUS_SESSION_BUS_ADDRESS`. */
  readonly address: string;
  readonly pid: number;
  /** Ends the daemon and removes its folder. Safe to call twice. */
  stop(): Promise<void>;
}

/** Whether this machine has a D-Bus daemon at all: a test that needs one is skipped, by name, where there is none. */
export function hasDbusDaemon(): boolean {
  return spawnSync("dbus-daemon", ["--version"], { stdio: "ignore" }).status === 0;
}

/** Starts a session bus; rejects, saying so, where there is no `dbus-daemon` or it does not start. */
export async function startSessionBus(): Promise<SessionBus> {
  const folder = mkdtempSync(path.join(tmpdir(), "pricebell-dbus-"));
  const config = path.join(folder, "session.conf");
  writeFileSync(config, configuration(folder));
  const child = spawn("dbus-daemon", [`--config-file=${config}`, "--nofork", "--nopidfile", "--print-address"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (data) => (errors += String(data)));
  const killOnExit = (): void => void child.kill("SIGKILL");
  process.on("exit", killOnExit);
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      process.off("exit", killOnExit);
      rmSync(folder, { recursive: true, force: true });
      resolve();
    };
    child.once("close", end);
    child.once("error", (error: NodeJS.ErrnoException) => {
      errors =
        error.code === "ENOENT"
          ? "There is no dbus-daemon on this machine (Debian: apt install dbus-daemon)."
          : error.message;
      end();
    });
  });
  const address = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (data) => {
      text += String(data);
      const line = /^(.+)\n/.exec(text)?.[1];
      if (line !== undefined) resolve(line.trim());
    });
    void ended.then(() => reject(new Error(`No D-Bus session could be started. ${errors.trim()}`)));
  });
  return {
    address,
    pid: child.pid as number,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function configuration(folder: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
}
