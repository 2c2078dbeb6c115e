/**
 * One app on three hosts, so that a specification is written once: headless with its page in Chromium, the double of
 * Electron, and Electron itself wherever its runtime is installed. All of them notify over a real, private D-Bus.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, type Browser, type ElectronApplication, type Page } from "playwright";
import type { CallInput, CallName, CallOutput } from "../../../preload/contract/contract.ts";
import type { Result } from "../../../preload/contract/result.ts";
import { startStaticExchange } from "../../doubles/exchange/static-exchange.ts";
import type { Exchange } from "../../doubles/exchange/types.ts";
import { systemClock } from "../../../main/lib/clock.ts";
import { HeadlessApp } from "../../doubles/headless-app.ts";
import { NotificationService } from "../../doubles/notification-service.ts";
import { startSessionBus, type SessionBus } from "../../doubles/session-bus.ts";
import { projectRoot } from "../../doubles/built-app.ts";
import { ElectronDouble, type DoubleOptions } from "../../doubles/electron/driver.ts";
import { TrayHost } from "../../doubles/electron/tray-host.ts";

export type HostKind = "headless" | "double" | "electron";

/** Where Electron's runtime is, or why it is not. */
export function electronRuntime(): { path: string } | { missing: string } {
  const override = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  const folder = join(projectRoot, "node_modules/electron");
  const name = existsSync(join(folder, "path.txt")) ? readFileSync(join(folder, "path.txt"), "utf8") : "electron";
  const path = join(override ?? join(folder, "dist"), name);
  if (!existsSync(path)) return { missing: "its runtime is not installed" };
  if (process.platform === "linux" && !process.env["DISPLAY"]) return { missing: "there is no display" };
  return { path };
}

/** Every host, and why one is not run. */
export const hosts: readonly { kind: HostKind; missing: string | null }[] = (() => {
  const runtime = electronRuntime();
  return [
    { kind: "headless", missing: null },
    { kind: "double", missing: null },
    { kind: "electron", missing: "missing" in runtime ? runtime.missing : null },
  ];
})();

/** One line in every run: an absent host is named, never counted as passed. */
export function hostsLine(): string {
  const ran = hosts.filter(({ missing }) => missing === null).map(({ kind }) => kind);
  const absent = hosts
    .filter(({ missing }) => missing !== null)
    .map(({ kind, missing }) => `${kind} (${missing ?? ""})`);
  return `Hosts run: ${ran.join(", ")}.${absent.length === 0 ? "" : ` NOT run: ${absent.join(", ")}.`}`;
}

/** What is around an app: an exchange to drive, a bus with a notification service and a tray, a data folder. */
export class Environment {
  readonly root = mkdtempSync(join(tmpdir(), "pricebell-e2e-"));
  readonly dataDir = join(this.root, "data");
  readonly exchange: Exchange;
  readonly bus: SessionBus;
  readonly service: NotificationService;
  readonly tray: TrayHost | null;

  private constructor(exchange: Exchange, bus: SessionBus, service: NotificationService, tray: TrayHost | null) {
    this.exchange = exchange;
    this.bus = bus;
    this.service = service;
    this.tray = tray;
  }

  static async create(options: { tray?: boolean; requireKey?: string } = {}): Promise<Environment> {
    const key = options.requireKey === undefined ? {} : { requireKey: options.requireKey };
    const exchange = await startStaticExchange({ clock: systemClock, ...key });
    const bus = await startSessionBus();
    const service = await NotificationService.start(bus.address);
    const tray = options.tray === false ? null : await TrayHost.start(bus.address);
    return new Environment(exchange, bus, service, tray);
  }

  /** Arguments that point an app at this exchange. */
  get args(): string[] {
    return ["--venue-url", this.exchange.wsUrl, "--rest-url", this.exchange.restUrl, "--symbols", "BTC-USD"];
  }

  async end(): Promise<void> {
    await this.tray?.stop();
    await this.service.stop();
    await this.bus.stop();
    await this.exchange.stop();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The app as a specification sees it. */
export interface Host {
  readonly kind: HostKind;
  page(): Promise<Page>;
  /** A call of the contract, beside the page. Throws where it is refused. */
  value<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
  /** Ended hard, and started again on the same data. `whileDown` runs in between. */
  killAndRestart(whileDown: () => Promise<void> | void): Promise<void>;
  stop(): Promise<void>;
}

export async function startHost(
  kind: HostKind,
  environment: Environment,
  browser: Browser,
  options: Partial<DoubleOptions> = {},
): Promise<Host> {
  if (kind === "headless") return startHeadless(environment, browser);
  if (kind === "double") return new DoubleHost(environment, browser, options);
  return RealHost.start(environment);
}

async function startHeadless(environment: Environment, browser: Browser): Promise<Host> {
  const app = await HeadlessApp.start({
    dataDir: environment.dataDir,
    args: environment.args,
    env: environment.bus.env,
  });
  const context = await browser.newContext({ viewport: { width: 1100, height: 720 } });
  let page: Page | null = null;
  return {
    kind: "headless",
    async page() {
      if (page === null) {
        page = await context.newPage();
        await page.goto(`${app.url}#token=${app.token}`);
      }
      return page;
    },
    value: (name, input) => app.value(name, input),
    async killAndRestart(whileDown) {
      await app.kill("SIGKILL");
      await page?.close();
      page = null;
      await whileDown();
      await app.restart();
    },
    async stop() {
      await context.close();
      await app.dispose();
    },
  };
}

/** A call through the page's own bridge. */
async function callInPage<N extends CallName>(page: Page, name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  const answer = await page.evaluate<Result<CallOutput<N>>, [string, unknown]>(
    ([call, given]) =>
      (
        globalThis as unknown as { pricebell: { invoke(name: string, input: unknown): Promise<Result<CallOutput<N>>> } }
      ).pricebell.invoke(call, given),
    [name, input],
  );
  if (!answer.ok) throw new Error(`${name}: ${answer.error.code}: ${answer.error.message}`);
  return answer.value;
}

export class DoubleHost implements Host {
  readonly kind = "double";
  readonly #environment: Environment;
  readonly #options: DoubleOptions;
  double: ElectronDouble;

  constructor(environment: Environment, browser: Browser, options: Partial<DoubleOptions> = {}) {
    this.#environment = environment;
    const { args = environment.args, ...rest } = options;
    this.#options = {
      browser,
      root: environment.root,
      env: { DBUS_SESSION_BUS_ADDRESS: environment.bus.address },
      ...rest,
      args: ["--data-dir", environment.dataDir, ...args],
    };
    this.double = new ElectronDouble(this.#options);
  }

  get control(): ElectronDouble["control"] {
    return this.double.control;
  }

  page(): Promise<Page> {
    return this.double.page();
  }

  async value<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    return callInPage(await this.page(), name, input);
  }

  /** Another start on the same data, as a second click on the icon is. */
  startAgain(options: Partial<DoubleOptions> = {}): ElectronDouble {
    return new ElectronDouble({ ...this.#options, ...options });
  }

  async killAndRestart(whileDown: () => Promise<void> | void, options: Partial<DoubleOptions> = {}): Promise<void> {
    this.double.child.kill("SIGKILL");
    await this.double.exited;
    await whileDown();
    this.double = this.startAgain(options);
  }

  async stop(): Promise<void> {
    await this.double.stop();
  }

  get root(): string {
    return this.#environment.root;
  }
}

class RealHost implements Host {
  readonly kind = "electron";
  readonly #environment: Environment;
  #app: ElectronApplication;

  private constructor(environment: Environment, app: ElectronApplication) {
    this.#environment = environment;
    this.#app = app;
  }

  static async start(environment: Environment): Promise<RealHost> {
    return new RealHost(environment, await RealHost.#launch(environment));
  }

  static #launch(environment: Environment): Promise<ElectronApplication> {
    const runtime = electronRuntime();
    if ("missing" in runtime) throw new Error(runtime.missing);
    const env = Object.fromEntries(
      Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    return _electron.launch({
      executablePath: runtime.path,
      args: [projectRoot, "--data-dir", environment.dataDir, ...environment.args],
      env: { ...env, DBUS_SESSION_BUS_ADDRESS: environment.bus.address },
    });
  }

  page(): Promise<Page> {
    return this.#app.firstWindow();
  }

  async value<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    return callInPage(await this.page(), name, input);
  }

  async killAndRestart(whileDown: () => Promise<void> | void): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#app.once("close", () => resolve()));
    this.#app.process().kill("SIGKILL");
    await ended;
    await whileDown();
    this.#app = await RealHost.#launch(this.#environment);
  }

  async stop(): Promise<void> {
    await this.#app.close();
  }
}
