/** A private session bus: a real `dbus-daemon` with its socket in a folder of its own, on which nothing can be started. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why no private bus can be had here, or null. */
export function sessionBusMissing(): string | null {
  return spawnSync("dbus-daemon", ["--version"]).status === 0 ? null : "dbus-daemon is not installed";
}

export class SessionBus {
  readonly address: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #folder: string;
  readonly #config: string;
  #daemon: ChildProcess | null = null;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), "pricebell-bus-"));
    this.#config = join(this.#folder, "bus.conf");
    this.address = `unix:path=${join(this.#folder, "bus")}`;
    this.env = { DBUS_SESSION_BUS_ADDRESS: this.address };
    writeFileSync(
      this.#config,
      `<busconfig><type>session</type><listen>${this.address}</listen><auth>EXTERNAL</auth>
       <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`,
    );
  }

  /** Also starts it again, at the same address, after {@link kill}. */
  async start(): Promise<this> {
    const daemon = spawn("dbus-daemon", [`--config-file=${this.#config}`, "--nofork", "--print-address"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    this.#daemon = daemon;
    // A test run that is cut short must not leave it behind.
    const end = () => daemon.kill("SIGKILL");
    process.once("exit", end);
    daemon.once("exit", () => process.off("exit", end));
    const ended = once(daemon, "exit").then(() => {
      throw new Error("dbus-daemon ended at its start");
    });
    await Promise.race([once(daemon.stdout, "data"), ended]);
    ended.catch(() => undefined);
    return this;
  }

  /** The bus is gone, hard. */
  async kill(): Promise<void> {
    const daemon = this.#daemon;
    if (daemon === null) return;
    this.#daemon = null;
    const gone = once(daemon, "exit");
    daemon.kill("SIGKILL");
    await gone;
    rmSync(join(this.#folder, "bus"), { force: true });
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export function startSessionBus(): Promise<SessionBus> {
  return new SessionBus().start();
}
