/** What the system shows and does: tray, menus, notifications, power, keyring, browser, message boxes. All recorded. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import { existsSync } from "node:fs";
import type {
  ActivationArguments,
  BaseWindow,
  Dialog,
  Display,
  Menu,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  MessageBoxReturnValue,
  NativeImage,
  Notification,
  NotificationConstructorOptions,
  OpenDialogOptions,
  OpenDialogReturnValue,
  PowerSaveBlocker,
  SafeStorage,
  Screen,
  Shell,
  SystemPreferences,
  Tray,
} from "electron";
import { cancellable, config, soon } from "./host.ts";
import { strict } from "./strict.ts";

class DoubleMenu {
  static application: DoubleMenu | null = null;
  readonly template: MenuItemConstructorOptions[];

  constructor(template: MenuItemConstructorOptions[]) {
    this.template = template;
  }

  static buildFromTemplate(template: MenuItemConstructorOptions[]): Menu {
    return strict("Menu", new DoubleMenu(template)) as unknown as Menu;
  }

  static setApplicationMenu(menu: Menu | null): void {
    DoubleMenu.application = menu as unknown as DoubleMenu | null;
  }
}
export { DoubleMenu };

class DoubleTray
  extends EventEmitter
  implements Pick<Tray, "setToolTip" | "setContextMenu" | "setImage" | "destroy" | "isDestroyed">
{
  static current: DoubleTray | null = null;
  tooltip = "";
  menu: DoubleMenu | null = null;
  #destroyed = false;

  constructor(image: NativeImage | string) {
    super();
    this.setImage(image);
    DoubleTray.current = this;
  }

  setToolTip(text: string): void {
    this.tooltip = text;
  }

  setContextMenu(menu: Menu | null): void {
    this.menu = menu as unknown as DoubleMenu | null;
  }

  setImage(image: NativeImage | string): void {
    if (typeof image !== "string" && image.isEmpty()) throw new Error("the tray's image is empty");
  }

  destroy(): void {
    if (this.#destroyed) throw new Error("Tray is destroyed");
    this.#destroyed = true;
    DoubleTray.current = null;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }
}
export { DoubleTray };

class DoubleNotification
  extends EventEmitter
  implements Pick<Notification, "id" | "title" | "body" | "urgency" | "timeoutType" | "actions" | "show" | "close">
{
  static readonly shown = new Map<string, DoubleNotification>();
  static activation: ((details: ActivationArguments) => void) | null = null;
  readonly id: string;
  title: string;
  body: string;
  urgency: Notification["urgency"];
  timeoutType: Notification["timeoutType"];
  actions: Notification["actions"];

  constructor(options: NotificationConstructorOptions = {}) {
    super();
    this.id = options.id ?? randomBytes(8).toString("hex");
    this.title = options.title ?? "";
    this.body = options.body ?? "";
    this.urgency = options.urgency ?? "normal";
    this.timeoutType = options.timeoutType ?? "default";
    this.actions = options.actions ?? [];
  }

  static isSupported(): boolean {
    return true;
  }

  static getHistory(): Promise<Notification[]> {
    return Promise.resolve(
      [...DoubleNotification.shown.values()].map((one) => strict("Notification", one) as unknown as Notification),
    );
  }

  static remove(id: string | string[]): void {
    for (const one of [id].flat()) DoubleNotification.shown.delete(one);
  }

  static handleActivation(callback: (details: ActivationArguments) => void): void {
    DoubleNotification.activation = callback;
  }

  show(): void {
    const outcome = config.notifications;
    if (outcome === "silent") return;
    soon(() => {
      if (outcome === "show") {
        // The same id takes the place of what is on the screen.
        DoubleNotification.shown.set(this.id, this);
        this.emit("show", cancellable());
      } else {
        this.emit("failed", cancellable(), outcome.failed);
      }
    });
  }

  close(): void {
    DoubleNotification.shown.delete(this.id);
    soon(() => this.emit("close", cancellable()));
  }
}
export { DoubleNotification };

export const powerMonitor = new EventEmitter();

class DoublePowerSaveBlocker implements Pick<PowerSaveBlocker, "start" | "stop" | "isStarted"> {
  readonly running = new Set<number>();
  #next = 1;

  start(type: "prevent-app-suspension" | "prevent-display-sleep"): number {
    if (type !== "prevent-app-suspension") throw new Error("the display is not ours to keep lit");
    this.running.add(this.#next);
    return this.#next++;
  }

  stop(id: number): boolean {
    return this.running.delete(id);
  }

  isStarted(id: number): boolean {
    return this.running.has(id);
  }
}
export const powerSaveBlocker = new DoublePowerSaveBlocker();

class DoubleSystemPreferences implements Pick<SystemPreferences, "setUserDefault"> {
  readonly userDefaults: Record<string, unknown> = {};

  setUserDefault(key: string, type: string, value: unknown): void {
    if (typeof value !== type) throw new TypeError(`${key} is to be a ${type}`);
    this.userDefaults[key] = value;
  }
}
export const systemPreferences = new DoubleSystemPreferences();

/** Real encryption with the keyring's secret: another keyring cannot read it. The deprecated calls are not here. */
class DoubleSafeStorage implements Pick<
  SafeStorage,
  | "isAsyncEncryptionAvailable"
  | "encryptStringAsync"
  | "decryptStringAsync"
  | "getSelectedStorageBackend"
  | "setUsePlainTextEncryption"
> {
  readonly #key = createHash("sha256").update(config.keyring.secret).digest();
  #plainText = false;

  /** Without a keyring there is no encryption before the app has said that it does with less. */
  get #available(): boolean {
    return config.keyring.backend !== "basic_text" || this.#plainText;
  }

  setUsePlainTextEncryption(usePlainText: boolean): void {
    this.#plainText = usePlainText;
  }

  isAsyncEncryptionAvailable(): Promise<boolean> {
    return Promise.resolve(this.#available);
  }

  encryptStringAsync(plainText: string): Promise<Buffer> {
    if (!this.#available) return Promise.reject(new Error("Encryption is not available."));
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#key, iv);
    const text = Buffer.concat([cipher.update(plainText, "utf8"), cipher.final()]);
    return Promise.resolve(Buffer.concat([iv, cipher.getAuthTag(), text]));
  }

  // eslint wants an await; the rejection of a foreign keyring has to be one, not a throw.
  decryptStringAsync(encrypted: Buffer): Promise<{ shouldReEncrypt: boolean; result: string }> {
    return new Promise((resolve, reject) => {
      if (!this.#available) {
        reject(new Error("Decryption is not available."));
        return;
      }
      const decipher = createDecipheriv("aes-256-gcm", this.#key, encrypted.subarray(0, 12));
      decipher.setAuthTag(encrypted.subarray(12, 28));
      const result = Buffer.concat([decipher.update(encrypted.subarray(28)), decipher.final()]).toString("utf8");
      resolve({ shouldReEncrypt: false, result });
    });
  }

  getSelectedStorageBackend(): ReturnType<SafeStorage["getSelectedStorageBackend"]> {
    return config.keyring.backend;
  }
}
export const safeStorage = new DoubleSafeStorage();

class DoubleShell implements Pick<Shell, "openExternal"> {
  readonly opened: string[] = [];

  openExternal(url: string): Promise<void> {
    this.opened.push(url);
    return Promise.resolve();
  }
}
export const shell = new DoubleShell();

class DoubleDialog {
  /** `onWindow`: hangs on a window. On macOS Electron's process stands still for as long as a box is open that does not. */
  readonly shown: (MessageBoxOptions & { onWindow: boolean })[] = [];

  showMessageBox(
    ...args: [MessageBoxOptions] | [Pick<BaseWindow, "isVisible">, MessageBoxOptions]
  ): Promise<MessageBoxReturnValue> {
    const [options, window] = args.length === 1 ? [args[0], null] : [args[1], args[0]];
    if (config.platform === "darwin" && window?.isVisible() === false)
      throw new Error("on macOS a box on a window that is not on the screen can never be answered");
    this.shown.push({ ...options, onWindow: window !== null });
    return Promise.resolve({ response: config.dialogAnswer, checkboxChecked: false });
  }

  showOpenDialog(window: Pick<BaseWindow, "isVisible">, options: OpenDialogOptions): Promise<OpenDialogReturnValue> {
    if (!window.isVisible()) throw new Error("a box for files hangs on a window that is not on the screen");
    this.shown.push({ message: options.title ?? "", buttons: [options.buttonLabel ?? ""], onWindow: true });
    const { chosenFile } = config;
    return Promise.resolve({ canceled: chosenFile === null, filePaths: chosenFile === null ? [] : [chosenFile] });
  }

  showErrorBox(title: string, content: string): void {
    this.shown.push({ message: title, detail: content, onWindow: false });
  }
}
export const dialog = new DoubleDialog() satisfies Pick<Dialog, "showErrorBox"> & {
  showMessageBox: unknown;
  showOpenDialog: unknown;
};

export const screen: Pick<Screen, "getAllDisplays"> = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } } as Display],
};

/** Images are files that must exist; nothing is decoded here. */
export const nativeImage = {
  createFromPath(path: string): NativeImage {
    const image = { isEmpty: () => !existsSync(path), setTemplateImage: () => undefined };
    return strict("NativeImage", image) as unknown as NativeImage;
  },
};
