/**
 * The test's end of the double: starts the app's real main bundle in Node with the double in the place of `electron`, and
 * gives each of its windows a page in a real Chromium. A custom scheme cannot be had there, so `app://bundle` is stood for
 * by `https://bundle`: a secure context with an origin of its own, whose every request the app's own handler answers.
 */
import { fork, type ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, CDPSession, Page, Route } from "playwright";
import { projectRoot } from "../built-app.ts";
import { Link, type End } from "./link.ts";
import type { Control, DoubleConfig } from "./wire.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const standIn = "https://bundle";
const own = "app://bundle";
const toOwn = (url: string): string =>
  url === standIn || url.startsWith(`${standIn}/`) ? own + url.slice(standIn.length) : url;

const strip = (file: string): string => stripTypeScriptTypes(readFileSync(join(here, file), "utf8"));
const structured = `${strip("structured.ts").replace(/^export /gm, "")}\nglobalThis.structuredPack = pack; globalThis.structuredUnpack = unpack;`;
const bridge = strip("page-bridge.ts");

/** Every call of {@link Control}, asked of the other process. */
export type Remote = {
  [K in keyof Control]: (...args: Parameters<Control[K]>) => Promise<Awaited<ReturnType<Control[K]>>>;
};

interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly cdp: CDPSession;
  /** Execution context of the preload's world; changes with every load. */
  preloadWorld: number | null;
  loaded: boolean;
}

export interface DoubleOptions {
  readonly browser: Browser;
  /** A new, empty folder of the test's own. */
  readonly root: string;
  readonly main?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: Partial<DoubleConfig>;
  readonly colourScheme?: "light" | "dark";
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Apps of this test's process by process id: a second instance is told of to the first. */
const running = new Map<number, ElectronDouble>();

export class ElectronDouble {
  readonly options: DoubleOptions;
  readonly child: ChildProcess;
  readonly control: Remote;
  readonly exited: Promise<Exit>;
  /** What the app wrote to stderr: its log. */
  log = "";
  /** True once the app asked to be started again. */
  relaunched = false;
  /** What the page wanted of the network and was refused, addresses in full. */
  readonly refused: string[] = [];
  readonly #link: Link;
  readonly #pages = new Map<number, OpenPage>();
  readonly #opened = new Set<() => void>();

  constructor(options: DoubleOptions) {
    this.options = options;
    const config: DoubleConfig = {
      root: options.root,
      platform: "linux",
      packaged: true,
      keyring: { backend: "gnome_libsecret", secret: "of this session" },
      notifications: "show",
      dialogAnswer: 0,
      chosenFile: null,
      ...options.config,
    };
    const home = join(options.root, "home");
    mkdirSync(home, { recursive: true });
    this.child = fork(options.main ?? join(projectRoot, "dist/main/electron.js"), [...(options.args ?? [])], {
      execArgv: ["--import", join(here, "register.ts")],
      cwd: projectRoot,
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: home,
        XDG_CONFIG_HOME: join(home, ".config"),
        NODE_NO_WARNINGS: "1",
        ...options.env,
        ELECTRON_DOUBLE: JSON.stringify(config),
      },
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    this.child.stderr?.on("data", (chunk: Buffer) => (this.log += chunk.toString("utf8")));
    // "close" rather than "exit": by then all that it said, to its log and to us, has been read.
    this.exited = new Promise((resolve) => this.child.once("close", (code, signal) => resolve({ code, signal })));
    void this.exited.then(() => this.#closePages());
    if (this.child.pid !== undefined) running.set(this.child.pid, this);
    this.#link = new Link(this.child as unknown as End, {
      "page.open": (id: number, url: string, preload: string, size: { width: number; height: number }) =>
        this.#open(id, url, preload, size),
      "page.close": (id: number) => this.#close(id),
      "page.message": (id: number, text: string) => this.#message(id, text),
      "second-instance": (pid: number, argv: string[], cwd: string, data: unknown) => {
        const first = running.get(pid);
        return first === undefined ? undefined : first.#link.ask("second-instance", argv, cwd, data);
      },
      relaunch: () => {
        this.relaunched = true;
      },
      exiting: () => undefined,
    });
    this.control = new Proxy({} as Remote, {
      get: (_target, name) =>
        typeof name === "symbol" || name === "then"
          ? undefined
          : (...args: unknown[]) => this.#link.ask(`control.${name}`, ...args),
    });
  }

  /** The page of the window that is open, or of the next one. */
  async page(): Promise<Page> {
    for (;;) {
      const last = [...this.#pages.values()].filter(({ loaded }) => loaded).at(-1);
      if (last !== undefined) return last.page;
      await Promise.race([
        new Promise<void>((resolve) => this.#opened.add(resolve)),
        this.exited.then(({ code }) => {
          throw new Error(`the app ended with ${String(code)} before it opened a window:\n${this.log}`);
        }),
      ]);
    }
  }

  /** Ends the page's process as a crash would. */
  async crashPage(): Promise<void> {
    const [id, open] = [...this.#pages.entries()].at(-1) ?? [];
    if (id === undefined || open === undefined) throw new Error("no window is open");
    const crashed = new Promise<void>((resolve) => open.page.once("crash", () => resolve()));
    // The answer never comes: the process that would give it is gone.
    open.cdp.send("Page.crash").catch(() => undefined);
    await crashed;
    this.#pages.delete(id);
    await open.context.close();
    await this.#link.ask("renderer-gone", id, "crashed", 139);
  }

  /** Runs in the preload's own world, where a page cannot look. */
  async inPreload(expression: string): Promise<unknown> {
    const open = [...this.#pages.values()].at(-1);
    if (open?.preloadWorld == null) throw new Error("no preload runs");
    const { result } = await open.cdp.send("Runtime.evaluate", {
      expression,
      contextId: open.preloadWorld,
      returnByValue: true,
    });
    return result.value;
  }

  /** Ends the app if it still runs, by its process id alone. */
  async stop(): Promise<Exit> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill("SIGTERM");
      const late = setTimeout(() => this.child.kill("SIGKILL"), 5_000);
      await this.exited;
      clearTimeout(late);
    }
    if (this.child.pid !== undefined) running.delete(this.child.pid);
    return this.exited;
  }

  async #open(id: number, url: string, preload: string, size: { width: number; height: number }): Promise<void> {
    if (!url.startsWith(`${own}/`)) throw new Error(`the app loads ${url}, which the double has no page for`);
    await this.#close(id);
    const context = await this.options.browser.newContext({
      viewport: size,
      colorScheme: this.options.colourScheme ?? "light",
    });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    const open: OpenPage = { page, context, cdp, preloadWorld: null, loaded: false };
    this.#pages.set(id, open);
    await this.#joinPreload(id, open, preload);
    let loading = true;
    // A second window reaches nothing while it is asked whether there may be one.
    await context.route("**/*", (route) => route.abort("aborted"));
    await page.route("**/*", async (route) => {
      const request = route.request();
      const isNavigation = request.isNavigationRequest() && !loading;
      await this.#answer(id, route, isNavigation, request.frame() === page.mainFrame());
    });
    context.on("page", (popup) => {
      void this.#link.ask("page.opens", id, popup.url()).then(
        () => popup.close(),
        () => popup.close(),
      );
    });
    await page.goto(standIn + url.slice(own.length));
    loading = false;
    open.loaded = true;
    for (const resolve of this.#opened) resolve();
    this.#opened.clear();
  }

  /** The preload in a world of its own, as context isolation has it, and its line to the app's process. */
  async #joinPreload(id: number, open: OpenPage, preload: string): Promise<void> {
    const { cdp } = open;
    const worldName = "electron-preload";
    await cdp.send("Page.enable");
    cdp.on("Runtime.executionContextCreated", ({ context }) => {
      if (context.name === worldName) open.preloadWorld = context.id;
    });
    cdp.on("Runtime.bindingCalled", ({ name, payload, executionContextId }) => {
      if (name === "toElectronDouble" && executionContextId === open.preloadWorld) void this.#invoke(id, payload);
    });
    await cdp.send("Runtime.enable");
    await cdp.send("Runtime.addBinding", { name: "toElectronDouble", executionContextName: worldName });
    const token = `double-${Math.random().toString(36).slice(2)}`;
    const script = (side: string): string =>
      bridge
        .replace('"__SIDE__"', JSON.stringify(side))
        .replace('"__TOKEN__"', JSON.stringify(token))
        .replace(/"__PRELOAD__"/, () =>
          side === "main" ? "null" : `function (require, module, exports) {\n${preload}\n}`,
        );
    await cdp.send("Page.addScriptToEvaluateOnNewDocument", { source: script("main") });
    await cdp.send("Page.addScriptToEvaluateOnNewDocument", {
      worldName,
      source: `${structured}\n${script("preload")}`,
    });
  }

  async #invoke(id: number, text: string): Promise<void> {
    try {
      await this.#toPreload(id, (await this.#link.ask("ipc.invoke", id, text)) as string);
    } catch {
      // The app ended, or the window is gone: nobody waits for the answer any more.
    }
  }

  async #message(id: number, text: string): Promise<void> {
    await this.#toPreload(id, text);
  }

  async #toPreload(id: number, text: string): Promise<void> {
    const open = this.#pages.get(id);
    if (open?.preloadWorld == null) return;
    const expression = `fromElectronDouble(${JSON.stringify(text)})`;
    await open.cdp.send("Runtime.evaluate", { expression, contextId: open.preloadWorld }).catch(() => {
      // The page is going away; Electron drops such messages too.
    });
  }

  async #answer(id: number, route: Route, isNavigation: boolean, isMainFrame: boolean): Promise<void> {
    const url = toOwn(route.request().url());
    try {
      if (isNavigation && (await this.#link.ask("page.navigates", id, url, isMainFrame)) !== true) {
        this.refused.push(url);
        await route.abort("aborted");
        return;
      }
      const answer = (await this.#link.ask("page.request", url, route.request().method())) as {
        status: number;
        headers: Record<string, string>;
        body: string;
      } | null;
      if (answer === null) {
        this.refused.push(url);
        await route.abort("blockedbyclient");
        return;
      }
      await route.fulfill({ status: answer.status, headers: answer.headers, body: Buffer.from(answer.body, "base64") });
    } catch {
      // The app or the page ended in the middle of the request.
      await route.abort("failed").catch(() => undefined);
    }
  }

  async #close(id: number): Promise<void> {
    const open = this.#pages.get(id);
    this.#pages.delete(id);
    await open?.context.close();
  }

  async #closePages(): Promise<void> {
    for (const id of [...this.#pages.keys()]) await this.#close(id);
  }
}
