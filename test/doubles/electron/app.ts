/** `app` of the double: folders, the single-instance lock, start at login, quitting and starting again. */
import { EventEmitter } from "node:events";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync, closeSync } from "node:fs";
import { join } from "node:path";
import type { App, LoginItemSettings, LoginItemSettingsOptions, RelaunchOptions, Settings } from "electron";
import { answers, cancellable, config, driver, soon } from "./host.ts";
import { DoubleWindow } from "./windows.ts";

type Folder = "home" | "appData" | "userData" | "temp";

class DoubleApp
  extends EventEmitter
  implements
    Pick<
      App,
      | "name"
      | "isPackaged"
      | "getVersion"
      | "getPreferredSystemLanguages"
      | "getName"
      | "setName"
      | "getPath"
      | "setPath"
      | "getAppPath"
      | "whenReady"
      | "isReady"
      | "quit"
      | "exit"
      | "relaunch"
      | "requestSingleInstanceLock"
      | "releaseSingleInstanceLock"
      | "enableSandbox"
      | "setAppUserModelId"
      | "setToastActivatorCLSID"
      | "setDesktopName"
      | "setLoginItemSettings"
      | "getLoginItemSettings"
      | "setBadgeCount"
    >
{
  name = "Pricebell";
  readonly isPackaged = config.packaged;
  readonly #folders: Record<Folder, string> = {
    home: join(config.root, "home"),
    appData: join(config.root, "appData"),
    userData: join(config.root, "appData", "Pricebell"),
    temp: join(config.root, "temp"),
  };
  readonly #ready = new Promise<void>((resolve) => soon(resolve));
  #isReady = false;
  #quitting = false;
  #lock: string | null = null;
  #loginItem: { openAtLogin: boolean; args: string[] } | null = null;
  readonly beforeReady: string[] = [];
  /** What a child of Chromium's would inherit at the app's first call; null before it. */
  environmentAtFirstCall: NodeJS.ProcessEnv | null = null;
  readonly identity: { appUserModelId: string | null; toastActivatorClsid: string | null; desktopName: string | null } =
    {
      appUserModelId: null,
      toastActivatorClsid: null,
      desktopName: null,
    };

  constructor() {
    super();
    void this.#ready.then(() => {
      this.#isReady = true;
      this.emit("ready");
    });
    answers["second-instance"] = (argv: string[], cwd: string, data: unknown) => {
      this.emit("second-instance", cancellable(), argv, cwd, data);
    };
    answers["renderer-gone"] = (windowId: number, reason: string, exitCode: number) => {
      DoubleWindow.byId(windowId)?.rendererGone((contents) => {
        this.emit("render-process-gone", cancellable(), contents, { reason, exitCode });
      });
    };
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => this.quit());
  }

  get loginItem(): { openAtLogin: boolean; args: string[] } | null {
    return this.#loginItem;
  }

  /** Notes a call that Electron takes only before `ready`. */
  early(call: string): void {
    if (this.#isReady) throw new Error(`${call} was called after ready`);
    this.beforeReady.push(call);
  }

  /** Refuses what Electron has only from `ready` on. */
  late(what: string): void {
    if (!this.#isReady) throw new Error(`${what} cannot be used before ready`);
  }

  getVersion(): string {
    return "0.1.0";
  }

  getPreferredSystemLanguages(): string[] {
    return ["en-US"];
  }

  getName(): string {
    return this.name;
  }

  setName(name: string): void {
    this.environmentAtFirstCall ??= { ...process.env };
    this.name = name;
  }

  getPath(name: Parameters<App["getPath"]>[0]): string {
    if (!(name in this.#folders)) throw new Error(`app.getPath("${name}") is not in the double`);
    const folder = this.#folders[name as Folder];
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  setPath(name: string, path: string): void {
    if (!(name in this.#folders)) throw new Error(`app.setPath("${name}") is not in the double`);
    if (!existsSync(path)) throw new Error(`Failed to set path: ${path} does not exist`);
    this.#folders[name as Folder] = path;
  }

  getAppPath(): string {
    return process.cwd();
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  enableSandbox(): void {
    this.early("app.enableSandbox");
  }

  setAppUserModelId(id: string): void {
    this.identity.appUserModelId = id;
  }

  setToastActivatorCLSID(id: string): void {
    this.identity.toastActivatorClsid = id;
  }

  setDesktopName(name: string): void {
    this.early("app.setDesktopName");
    this.identity.desktopName = name;
  }

  setBadgeCount(): boolean {
    return true;
  }

  /** A real lock between real processes: a file with the holder's process id beside the app's data. */
  requestSingleInstanceLock(additionalData: Record<string, unknown> = {}): boolean {
    const file = join(this.getPath("userData"), "SingletonLock");
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        const handle = openSync(file, "wx");
        writeSync(handle, String(process.pid));
        closeSync(handle);
        this.#lock = file;
        return true;
      } catch {
        const holder = Number(readFileSync(file, "utf8"));
        if (isAlive(holder)) {
          // Chromium's order: whatever begins with a dash, then the rest.
          const [program = "", ...rest] = process.argv;
          const isSwitch = (argument: string): boolean => argument.startsWith("-");
          const argv = [program, ...rest.filter(isSwitch), ...rest.filter((argument) => !isSwitch(argument))];
          void driver.ask("second-instance", holder, argv, process.cwd(), structuredClone(additionalData));
          return false;
        }
        // Left by a process that was killed.
        rmSync(file, { force: true });
      }
    }
    return false;
  }

  releaseSingleInstanceLock(): void {
    if (this.#lock !== null) rmSync(this.#lock, { force: true });
    this.#lock = null;
  }

  setLoginItemSettings(settings: Settings): void {
    this.#loginItem = { openAtLogin: settings.openAtLogin ?? false, args: settings.args ?? [] };
  }

  getLoginItemSettings(_options?: LoginItemSettingsOptions): LoginItemSettings {
    const openAtLogin = this.#loginItem?.openAtLogin ?? false;
    return {
      openAtLogin,
      wasOpenedAtLogin: false,
      status: openAtLogin ? "enabled" : "not-registered",
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
    };
  }

  relaunch(options?: RelaunchOptions): void {
    void driver.ask("relaunch", options?.args ?? null);
  }

  /** Asks everyone, in Electron's order; any of them may refuse. */
  quit(): void {
    if (this.#quitting) return;
    const before = cancellable();
    this.emit("before-quit", before);
    if (before.defaultPrevented) return;
    for (const window of DoubleWindow.all()) window.close();
    if (DoubleWindow.all().length > 0) return;
    const will = cancellable();
    this.emit("will-quit", will);
    if (will.defaultPrevented) return;
    this.exit(0);
  }

  exit(exitCode = 0): void {
    if (this.#quitting) return;
    this.#quitting = true;
    for (const window of DoubleWindow.all()) window.destroy();
    this.emit("quit", cancellable(), exitCode);
    this.releaseSingleInstanceLock();
    // The link delivers in order: once this is answered, everything said before has arrived.
    void driver.ask("exiting", exitCode).finally(() => process.exit(exitCode));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process.
    return false;
  }
}

export const app = new DoubleApp();
