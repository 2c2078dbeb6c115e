/** The one window: a view of what main knows. Closing, crashing or never opening it changes nothing for the alerts. */
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, WebPreferences } from "electron";
import { pageUrl } from "./scheme.ts";
import { readWindowState, visibleBounds, writeWindowState, type WindowState } from "./window-state.ts";

/** The only web preferences in the app. Everything that Electron's checklist asks for is said, defaults included. */
export function secureWebPreferences(preload: string, devTools: boolean): WebPreferences {
  return {
    preload,
    devTools,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    spellcheck: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    // An alert has to be heard in a window that nobody has clicked yet.
    autoplayPolicy: "no-user-gesture-required",
  };
}

export interface WindowDeps {
  readonly create: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  readonly screens: () => readonly Rectangle[];
  readonly preload: string;
  readonly devTools: boolean;
  readonly icon: string | null;
  readonly stateFile: string;
  /** What closing does now: hide where a tray can bring it back, minimise where there is none, close while quitting. */
  readonly onClose: () => "hide" | "minimise" | "close";
  /** Asked the first time that closing leaves the app running. */
  readonly explainClose: (window: BrowserWindow, action: "hide" | "minimise") => void;
  /** A new window, before its page loads. */
  readonly onOpened: (window: BrowserWindow) => void;
  /** A page that did not load. */
  readonly onLoadFailed: (why: string) => void;
}

/** Opens, shows, remembers and brings back the window. */
export class AppWindow {
  readonly #deps: WindowDeps;
  #window: BrowserWindow | null = null;
  #state: WindowState;
  /** False once the person has closed it to the tray. A window that is still loading is wanted and not yet visible. */
  #wanted = false;

  constructor(deps: WindowDeps) {
    this.#deps = deps;
    this.#state = readWindowState(deps.stateFile);
  }

  get current(): BrowserWindow | null {
    return this.#window === null || this.#window.isDestroyed() ? null : this.#window;
  }

  /** True while the person can see it. */
  get visible(): boolean {
    const window = this.current;
    return window !== null && window.isVisible() && !window.isMinimized();
  }

  /** Brings the window to the front, opening it where there is none. */
  show(): void {
    this.#wanted = true;
    const window = this.current;
    if (window === null) {
      this.#open();
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  /** Puts a fresh window in the place of one whose page died. */
  recreate(): void {
    this.drop();
    if (this.#wanted) this.#open();
  }

  /** Lets go of a window whose page died; `show` opens another. */
  drop(): void {
    this.remember();
    const old = this.current;
    this.#window = null;
    // `destroy` skips the close event, which would hide the dead window instead.
    old?.destroy();
  }

  /** Writes down where the window is. */
  remember(): void {
    const window = this.current;
    if (window === null) return;
    this.#state = { ...this.#state, bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    writeWindowState(this.#deps.stateFile, this.#state);
  }

  #open(): void {
    const bounds = visibleBounds(this.#state.bounds, this.#deps.screens());
    const window = this.#deps.create({
      ...(bounds ?? { width: 1100, height: 720 }),
      minWidth: 380,
      minHeight: 420,
      show: false,
      title: "Pricebell",
      autoHideMenuBar: true,
      ...(this.#deps.icon === null ? {} : { icon: this.#deps.icon }),
      webPreferences: secureWebPreferences(this.#deps.preload, this.#deps.devTools),
    });
    this.#window = window;
    this.#deps.onOpened(window);
    // Shown once the first frame is drawn: no white flash. `maximize` shows as well.
    window.once("ready-to-show", () => {
      if (!this.#wanted) return;
      if (this.#state.maximized) window.maximize();
      window.show();
    });
    window.on("close", (event) => this.#closing(window, event));
    window.on("closed", () => {
      if (this.#window === window) this.#window = null;
    });
    window.loadURL(pageUrl).catch((error: unknown) => {
      if (!window.isDestroyed()) this.#deps.onLoadFailed(error instanceof Error ? error.message : String(error));
    });
  }

  #hide(window: BrowserWindow): void {
    this.#wanted = false;
    if (!window.isFullScreen()) {
      window.hide();
      return;
    }
    // On macOS a window that is hidden in full screen leaves a black screen behind.
    window.once("leave-full-screen", () => {
      if (!this.#wanted && !window.isDestroyed()) window.hide();
    });
    window.setFullScreen(false);
  }

  #closing(window: BrowserWindow, event: { preventDefault(): void }): void {
    this.remember();
    const action = this.#deps.onClose();
    if (action === "close") return;
    event.preventDefault();
    if (action === "hide") this.#hide(window);
    else window.minimize();
    if (this.#state.closeExplained) return;
    this.#state = { ...this.#state, closeExplained: true };
    writeWindowState(this.#deps.stateFile, this.#state);
    this.#deps.explainClose(window, action);
  }
}
