/**
 * The whole app within the test's own process, on a clock that the test moves: for outages of minutes and stops of hours.
 * Database, sockets, D-Bus and the served page are the real ones.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startApp, type App } from "../../main/app.ts";
import { keyFile } from "../../main/app/api-key-store.ts";
import { createBridge, type Bridge } from "../../main/bridge/create-bridge.ts";
import { startHttpServer, type HttpServer } from "../../main/bridge/http-server.ts";
import { createRegistrar } from "../../main/bridge/registrar.ts";
import { readPageFiles } from "../../main/bridge/static-files.ts";
import { loadToken } from "../../main/bridge/token-file.ts";
import { systemClock } from "../../main/lib/clock.ts";
import { DbusChannel } from "../../main/delivery/dbus.ts";
import { noChannel } from "../../main/headless/no-notification-channel.ts";
import { Redactor } from "../../main/lib/redaction.ts";
import type { CallInput, CallName, CallOutput } from "../../preload/contract/contract.ts";
import type { Result } from "../../preload/contract/result.ts";
import type { FixedVenues } from "../../main/app/venues/venue-config.ts";
import type { ManualClock } from "../doubles/clock.ts";
import { projectRoot } from "../doubles/built-app.ts";

export interface InProcessAppOptions {
  readonly clock: ManualClock;
  readonly fixedVenues: FixedVenues;
  readonly symbols?: readonly string[];
  /** Address of the session bus; left out, no notification can be shown. */
  readonly bus?: string;
}

/** One folder of data, and the app that is started and stopped on it. */
export class InProcessApp {
  readonly dataDir = mkdtempSync(path.join(tmpdir(), "pricebell-inside-"));
  readonly #options: InProcessAppOptions;
  #app: App | null = null;
  #bridge: Bridge | null = null;
  #server: HttpServer | null = null;
  token = "";

  constructor(options: InProcessAppOptions) {
    this.#options = options;
  }

  get url(): string {
    return this.#server?.url ?? "";
  }

  async start(): Promise<void> {
    const { clock, fixedVenues, symbols = [], bus } = this.#options;
    // Windows and the desktop live in real time; what the app does in time is the test's.
    const desktop =
      bus === undefined ? noChannel() : new DbusChannel({ clock: systemClock, env: { DBUS_SESSION_BUS_ADDRESS: bus } });
    const started = await startApp({
      version: "0.0.0",
      host: "headless",
      dataDir: this.dataDir,
      clock,
      redactor: new Redactor(),
      apiKeyStores: () => keyFile(path.join(this.dataDir, "api-key")),
      desktop,
      fixedVenues,
      symbols,
    });
    if (!started.ok) throw new Error(started.error.message);
    this.#app = started.value;
    const onBug = (error: unknown): void => {
      queueMicrotask(() => {
        throw error;
      });
    };
    const bridge = createBridge(started.value, { clock: systemClock, onBug });
    this.#bridge = bridge;
    this.token = loadToken(this.dataDir);
    this.#server = await startHttpServer({
      port: 0,
      token: this.token,
      pageFiles: readPageFiles(path.join(projectRoot, "dist", "renderer")),
      registrar: createRegistrar(bridge.handlers, { onBug: (call, text) => onBug(new Error(`${call}: ${text}`)) }),
      publisher: bridge.publisher,
      clock: systemClock,
      onClientGone: (clientId) => bridge.removeClient(clientId),
      onBug,
    });
  }

  /** A call of the contract, as a script makes it. Throws where it is refused. */
  async value<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    const response = await fetch(new URL(`api/${name}`, this.url), {
      method: "POST",
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json", connection: "close" },
      body: JSON.stringify(input),
    });
    const answer = (await response.json()) as Result<CallOutput<Name>>;
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code}: ${answer.error.message}`);
    return answer.value;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
    this.#bridge?.stop();
    await this.#app?.stop();
    this.#server = this.#bridge = this.#app = null;
  }

  /** Stops, and removes the data. */
  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
