/** The one window: when it is seen, what closing it does, and when it comes back by itself. */
import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserWindow } from "electron";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AppWindow, secureWebPreferences } from "../../main/desktop/window.ts";
import { writeWindowState } from "../../main/desktop/window-state.ts";

class FakeWindow extends EventEmitter {
  readonly done: string[] = [];
  visible = false;
  fullScreen = false;
  destroyed = false;

  show = (): void => void (this.done.push("show"), (this.visible = true));
  hide = (): void => void (this.done.push("hide"), (this.visible = false));
  maximize = (): void => void (this.done.push("maximize"), (this.visible = true));
  minimize = (): void => void this.done.push("minimize");
  focus = (): void => undefined;
  restore = (): void => undefined;
  isMinimized = (): boolean => false;
  isMaximized = (): boolean => false;
  isVisible = (): boolean => this.visible;
  isFullScreen = (): boolean => this.fullScreen;
  setFullScreen = (): void => void this.done.push("leave full screen");
  isDestroyed = (): boolean => this.destroyed;
  destroy = (): void => void (this.destroyed = true);
  getNormalBounds = () => ({ x: 0, y: 0, width: 800, height: 600 });
  loadURL = (): Promise<void> => Promise.resolve();
}

let folder: string;
let made: FakeWindow[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pricebell-window-"));
  made = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function appWindow(): AppWindow {
  return new AppWindow({
    create() {
      const window = new FakeWindow();
      made.push(window);
      return window as unknown as BrowserWindow;
    },
    screens: () => [],
    preload: "",
    devTools: false,
    icon: null,
    stateFile: join(folder, "window.json"),
    onClose: () => "hide",
    explainClose: () => undefined,
    onOpened: () => undefined,
    onLoadFailed: () => undefined,
  });
}

const close = (window: FakeWindow | undefined): boolean =>
  window?.emit("close", { preventDefault: () => undefined }) ?? false;

test("a sound is heard in a window that nobody has clicked", () => {
  expect(secureWebPreferences("", false).autoplayPolicy).toBe("no-user-gesture-required");
});

test("nothing is seen before the first frame, a maximised window included", () => {
  writeWindowState(join(folder, "window.json"), { bounds: null, maximized: true, closeExplained: true });
  appWindow().show();
  expect(made[0]?.done).toEqual([]);
  made[0]?.emit("ready-to-show");
  expect(made[0]?.done).toEqual(["maximize", "show"]);
});

test("a page that dies while it loads is brought back; one whose window was closed to the tray is not", () => {
  const window = appWindow();
  window.show();
  window.recreate();
  expect(made).toHaveLength(2);
  made[1]?.emit("ready-to-show");
  close(made[1]);
  window.recreate();
  expect(made).toHaveLength(2);
  expect(made[1]?.destroyed).toBe(true);
  window.show();
  expect(made).toHaveLength(3);
});

test("a window closed while it loads stays closed", () => {
  appWindow().show();
  close(made[0]);
  made[0]?.emit("ready-to-show");
  expect(made[0]?.done).toEqual(["hide"]);
});

test("a window in full screen leaves it before it is hidden, and stays where it was asked for again in between", () => {
  const window = appWindow();
  window.show();
  const [fake] = made;
  if (fake === undefined) throw new Error("no window");
  fake.fullScreen = true;
  close(fake);
  expect(fake.done).toEqual(["leave full screen"]);
  fake.emit("leave-full-screen");
  expect(fake.done).toEqual(["leave full screen", "hide"]);
  window.show();
  close(fake);
  window.show();
  fake.emit("leave-full-screen");
  expect(fake.visible).toBe(true);
});
