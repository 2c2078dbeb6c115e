/** Windows of the double. Each is a page in a real browser on the other side of the link; this holds what Electron would know of it. */
import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import type {
  BaseWindowConstructorOptions,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Rectangle,
  WebContents,
  WebFrameMain,
} from "electron";
import { cancellable, driver, soon } from "./host.ts";
import { strict } from "./strict.ts";
import { pack } from "./structured.ts";

/** Those that are open, by their id. */
export const windows = new Map<number, DoubleWindow>();
let nextId = 1;

type OpenHandler = Parameters<WebContents["setWindowOpenHandler"]>[0];

/** Told of every new web contents, as `app` is. */
export const contentsCreated = new EventEmitter();

class DoubleContents
  extends EventEmitter
  implements
    Pick<
      WebContents,
      "id" | "send" | "isDestroyed" | "isCrashed" | "setWindowOpenHandler" | "getURL" | "setZoomFactor"
    >
{
  readonly id: number;
  readonly mainFrame: WebFrameMain;
  readonly #window: DoubleWindow;
  url = "";
  crashed = false;
  openHandler: OpenHandler | null = null;

  constructor(window: DoubleWindow) {
    super();
    this.id = window.id;
    this.#window = window;
    this.mainFrame = frameOf(() => this.url);
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.isDestroyed()) throw new TypeError("Object has been destroyed");
    void driver.ask("page.message", this.id, pack({ channel, args })).catch(() => undefined);
  }

  isDestroyed(): boolean {
    return this.#window.isDestroyed();
  }

  isCrashed(): boolean {
    return this.crashed;
  }

  getURL(): string {
    return this.url;
  }

  setZoomFactor(): void {
    throw new Error("electron.WebContents.setZoomFactor is not in the double");
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
}

/** A frame as far as the app may ask: its address. */
export function frameOf(url: () => string): WebFrameMain {
  const frame = {
    get url(): string {
      return url();
    },
  };
  return strict("WebFrameMain", frame) as unknown as WebFrameMain;
}

const pageless = new Set<DoubleBaseWindow>();

/** A window without a page. Only its being there, and what the system tells it, is doubled. */
export class DoubleBaseWindow extends EventEmitter {
  readonly options: BaseWindowConstructorOptions;

  static all(): DoubleBaseWindow[] {
    return [...pageless];
  }

  constructor(options: BaseWindowConstructorOptions = {}) {
    super();
    this.options = options;
    pageless.add(this);
  }
}

export class DoubleWindow
  extends EventEmitter
  implements
    Pick<
      BrowserWindow,
      | "id"
      | "show"
      | "hide"
      | "focus"
      | "blur"
      | "isVisible"
      | "isFocused"
      | "isMinimized"
      | "minimize"
      | "restore"
      | "maximize"
      | "isMaximized"
      | "getNormalBounds"
      | "close"
      | "destroy"
      | "isDestroyed"
      | "loadURL"
      | "flashFrame"
      | "setTitle"
      | "isFullScreen"
      | "setFullScreen"
    >
{
  readonly id = nextId++;
  readonly options: BrowserWindowConstructorOptions;
  readonly contents: DoubleContents;
  readonly webContents: WebContents;
  #visible: boolean;
  #minimized = false;
  #maximized = false;
  #fullScreen = false;
  #destroyed = false;

  static getAllWindows(): BrowserWindow[] {
    return DoubleWindow.all().map((window) => strict("BrowserWindow", window) as unknown as BrowserWindow);
  }

  static all(): DoubleWindow[] {
    return [...windows.values()];
  }

  static byId(id: number): DoubleWindow | undefined {
    return windows.get(id);
  }

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
    this.#visible = options.show ?? true;
    this.contents = new DoubleContents(this);
    this.webContents = strict("WebContents", this.contents) as unknown as WebContents;
    windows.set(this.id, this);
    contentsCreated.emit("created", this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    this.contents.url = url;
    const file = this.options.webPreferences?.preload;
    const preload = file === undefined ? "" : readFileSync(file, "utf8");
    const { width = 800, height = 600 } = this.options;
    await driver.ask("page.open", this.id, url, preload, { width, height });
    if (!this.#destroyed) soon(() => this.emit("ready-to-show", cancellable()));
  }

  show(): void {
    this.#visible = true;
    this.emit("show", cancellable());
  }

  hide(): void {
    this.#visible = false;
    this.emit("hide", cancellable());
  }

  focus(): void {
    this.emit("focus", cancellable());
  }

  blur(): void {
    this.emit("blur", cancellable());
  }

  flashFrame(): void {
    this.emit("flash", cancellable());
  }

  setTitle(title: string): void {
    this.options.title = title;
  }

  isVisible(): boolean {
    return this.#visible;
  }

  isFocused(): boolean {
    return this.#visible;
  }

  isMinimized(): boolean {
    return this.#minimized;
  }

  minimize(): void {
    this.#minimized = true;
    this.emit("minimize", cancellable());
  }

  restore(): void {
    this.#minimized = false;
    this.emit("restore", cancellable());
  }

  /** Shows the window too, as Electron's does. */
  maximize(): void {
    this.#maximized = true;
    if (!this.#visible) this.show();
  }

  isFullScreen(): boolean {
    return this.#fullScreen;
  }

  /** Later, as the system's animation is over. */
  setFullScreen(flag: boolean): void {
    if (flag === this.#fullScreen) return;
    soon(() => {
      this.#fullScreen = flag;
      this.emit(flag ? "enter-full-screen" : "leave-full-screen");
    });
  }

  isMaximized(): boolean {
    return this.#maximized;
  }

  getNormalBounds(): Rectangle {
    const { x = 100, y = 80, width = 800, height = 600 } = this.options;
    return { x, y, width, height };
  }

  close(): void {
    if (this.#destroyed) return;
    const event = cancellable();
    this.emit("close", event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    windows.delete(this.id);
    void driver.ask("page.close", this.id).catch(() => undefined);
    this.emit("closed");
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  rendererGone(tell: (contents: WebContents) => void): void {
    this.contents.crashed = true;
    tell(this.webContents);
  }

  /** Whether the page may go there. Main frame and frames are asked by events of their own, as Electron does. */
  mayNavigate(
    url: string,
    isMainFrame: boolean,
    event: "will-navigate" | "will-redirect" | "will-frame-navigate" = "will-navigate",
  ): boolean {
    const details = { ...cancellable(), url, isMainFrame, isSameDocument: false };
    details.preventDefault = () => {
      details.defaultPrevented = true;
    };
    if (event === "will-redirect") this.contents.emit("will-redirect", details, url);
    else {
      this.contents.emit("will-frame-navigate", details);
      if (isMainFrame && event === "will-navigate") this.contents.emit("will-navigate", details, url);
    }
    return !details.defaultPrevented;
  }
}
