/** What `import ... from "electron"` gives in the app's process: the double. A name that is missing here does not link. */
import { spawnSync } from "node:child_process";
import type { MenuItemConstructorOptions, WebContents } from "electron";
import { app as doubleApp } from "./app.ts";
import { answers, config } from "./host.ts";
import { strict, refuseElsewhere } from "./strict.ts";
import { defaultSession, doubleProtocol } from "./session.ts";
import * as system from "./system.ts";
import type { Control, MenuItemView } from "./wire.ts";
import { doubleIpcMain } from "./ipc-main.ts";
import "./page-requests.ts";
import { contentsCreated, DoubleBaseWindow, DoubleWindow, frameOf } from "./windows.ts";

export const app = strict("app", doubleApp);
export const ipcMain = strict("ipcMain", doubleIpcMain);
export const protocol = strict("protocol", doubleProtocol);
export const session = strict("session", {
  get defaultSession() {
    doubleApp.late("session.defaultSession");
    return strict("Session", defaultSession);
  },
});
export const powerMonitor = strict("powerMonitor", system.powerMonitor);
export const powerSaveBlocker = strict("powerSaveBlocker", system.powerSaveBlocker);
export const systemPreferences = strict("systemPreferences", system.systemPreferences);
export const safeStorage = strict("safeStorage", system.safeStorage);
export const shell = strict("shell", system.shell);
export const dialog = strict("dialog", system.dialog);
export const screen = strict("screen", {
  getAllDisplays: () => {
    doubleApp.late("screen");
    return system.screen.getAllDisplays();
  },
});
export const nativeImage = strict("nativeImage", system.nativeImage);
export const Menu = strict("Menu", system.DoubleMenu);

/** A class whose objects are loud. Electron's own cannot be subclassed, nor can these. */
function strictClass<C extends new (...args: never[]) => object>(name: string, Class: C, afterReady = true): C {
  const proxy: C = new Proxy(Class, {
    construct: (Target, args, newTarget) => {
      if (afterReady) doubleApp.late(name);
      if ((newTarget as unknown) !== proxy) throw new Error(`${name} cannot be subclassed`);
      return strict(name, Reflect.construct(Target, args) as object);
    },
    get: (Target, property) => {
      if (!(property in Target) && typeof property !== "symbol")
        throw new Error(`electron.${name}.${property} is not in the double`);
      refuseElsewhere(name, property);
      return Reflect.get(Target, property) as unknown;
    },
  });
  return proxy;
}

export const BaseWindow = strictClass("BaseWindow", DoubleBaseWindow);
export const BrowserWindow = strictClass("BrowserWindow", DoubleWindow);
export const Tray = strictClass("Tray", system.DoubleTray);
export const Notification = strictClass("Notification", system.DoubleNotification);

contentsCreated.on("created", (contents: WebContents) => doubleApp.emit("web-contents-created", {}, contents));

const itemsOf = (template: readonly MenuItemConstructorOptions[]): MenuItemView[] =>
  template
    .filter((item) => item.type !== "separator")
    .map((item) => ({ id: item.id ?? null, label: item.label ?? item.role ?? "", enabled: item.enabled ?? true }));

const labelsOf = (template: readonly MenuItemConstructorOptions[]): string[] =>
  template.flatMap((item) => [
    item.label ?? item.role ?? "",
    ...(Array.isArray(item.submenu) ? labelsOf(item.submenu) : []),
  ]);

const firstWindow = (): DoubleWindow => {
  const window = DoubleWindow.all()[0];
  if (window === undefined) throw new Error("there is no window");
  return window;
};

const control: Control = {
  windows: () =>
    DoubleWindow.all().map((window) => ({
      id: window.id,
      visible: window.isVisible(),
      minimized: window.isMinimized(),
      webPreferences: { ...window.options.webPreferences },
      options: JSON.parse(JSON.stringify({ ...window.options, webPreferences: null })) as Record<string, unknown>,
    })),
  closeWindow: () => firstWindow().close(),
  tray: () => {
    const tray = system.DoubleTray.current;
    return tray === null ? null : { tooltip: tray.tooltip, menu: itemsOf(tray.menu?.template ?? []) };
  },
  clickTray: (id) => {
    const item = system.DoubleTray.current?.menu?.template.find((entry) => entry.id === id);
    if (item?.click === undefined || item.enabled === false) throw new Error(`the tray has no ${id} to click`);
    item.click({} as never, undefined, {} as never);
  },
  clickTrayIcon: () => void system.DoubleTray.current?.emit("click", {}),
  applicationMenu: () => labelsOf(system.DoubleMenu.application?.template ?? []),
  notifications: () =>
    [...system.DoubleNotification.shown.values()].map(({ id, title, body, actions, urgency, timeoutType }) => ({
      id,
      title,
      body,
      actions: actions.map((action) => action.text ?? ""),
      urgency,
      timeoutType,
    })),
  clickNotification: (id, button) => {
    const notification = system.DoubleNotification.shown.get(id);
    if (notification === undefined) throw new Error(`no notification ${id} is shown`);
    // Windows tells whoever asked for all activations too, and names the toast by a hash of its id.
    const also = (type: "click" | "action"): void => {
      if (config.platform === "win32")
        system.DoubleNotification.activation?.({ type, arguments: `type=${type}&tag=14317607570838471237` });
    };
    if (button === null) {
      notification.emit("click", {});
      also("click");
      return;
    }
    const actionIndex = notification.actions.findIndex((action) => action.text === button);
    if (actionIndex < 0) throw new Error(`the notification has no button ${button}`);
    notification.emit("action", { actionIndex, selectionIndex: -1 }, actionIndex, -1);
    also("action");
  },
  activate: (details) => system.DoubleNotification.activation?.(details),
  power: (event) => void system.powerMonitor.emit(event),
  awake: () => system.powerSaveBlocker.running.size,
  userDefaults: () => ({ ...system.systemPreferences.userDefaults }),
  loginItem: () => doubleApp.loginItem,
  opened: () => [...system.shell.opened],
  dialogs: () =>
    system.dialog.shown.map(({ message, detail, buttons, onWindow }) => ({
      message,
      detail: detail ?? "",
      buttons: buttons ?? [],
      onWindow,
    })),
  permission: (name) => defaultSession.permission(name),
  byItself: () => ({ spellChecker: defaultSession.spellChecker, ntlmDomains: defaultSession.ntlmDomains }),
  setSystemProxy: (answer) => void (defaultSession.proxyAnswer = answer),
  proxyLookups: () => [...defaultSession.proxyLookups],
  beforeReady: () => [...doubleApp.beforeReady],
  inherited: () => ({
    atFirstCall: JSON.stringify(doubleApp.environmentAtFirstCall),
    now: spawnSync(process.execPath, ["--print", "JSON.stringify(process.env)"], { encoding: "utf8" }).stdout,
  }),
  identity: () => ({ name: doubleApp.name, ...doubleApp.identity }),
  throwInMain: (message) =>
    void setImmediate(() => {
      throw new Error(message);
    }),
  forge: (frame, channel, args) => {
    const window = firstWindow();
    const { url } = frame;
    const senderFrame =
      url === null ? null : frame.main && !frame.foreignWindow ? window.contents.mainFrame : frameOf(() => url);
    const sender = frame.foreignWindow
      ? (strict("WebContents", { id: 999, isDestroyed: () => false }) as unknown as WebContents)
      : window.webContents;
    if (!frame.main || url === null || frame.foreignWindow)
      return doubleIpcMain.invoke(sender, senderFrame, channel, args);
    // The main frame of our window at another address: it was navigated away in spite of everything.
    const before = window.contents.url;
    window.contents.url = url;
    return doubleIpcMain.invoke(sender, senderFrame, channel, args).finally(() => {
      window.contents.url = before;
    });
  },
  attempt: (kind, url) => {
    const window = firstWindow();
    switch (kind) {
      case "will-navigate":
      case "will-redirect":
        return window.mayNavigate(url, true, kind);
      case "will-frame-navigate":
        return window.mayNavigate(url, false, kind);
      case "download":
        return defaultSession.mayDownload(url);
      case "request":
        return defaultSession.mayRequest(url);
      case "open-window": {
        const handler = window.contents.openHandler;
        const referrer = { url: "", policy: "default" } as const;
        return (
          handler === null ||
          handler({ url, frameName: "", features: "", disposition: "new-window", referrer }).action !== "deny"
        );
      }
      case "webview": {
        let prevented = false;
        window.contents.emit("will-attach-webview", { preventDefault: () => (prevented = true) }, {}, { src: url });
        return !prevented;
      }
    }
  },
  quit: () => doubleApp.quit(),
  endSession: () =>
    [...DoubleWindow.all(), ...DoubleBaseWindow.all()].forEach(
      (window) => void window.emit("session-end", { reasons: ["logoff"] }),
    ),
};
for (const [name, answer] of Object.entries(control))
  answers[`control.${name}`] = answer as (...params: never[]) => unknown;

// Electron's arguments are the executable and, from a source checkout, the app's folder; a packed app has only the first.
if (config.packaged) process.argv.splice(1, 1);
