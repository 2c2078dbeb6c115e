/** What the test's process and the double in the app's process say to each other. */

/** How the double behaves; set before the app starts. */
export interface DoubleConfig {
  /** Stands for the system's folders: appData, home and temp are made under it. */
  readonly root: string;
  readonly platform: NodeJS.Platform;
  readonly packaged: boolean;
  /** The keyring: its name, and the secret that it encrypts with. Another secret cannot read what this one wrote. */
  readonly keyring: { readonly backend: "gnome_libsecret" | "basic_text" | "kwallet6"; readonly secret: string };
  /** What becomes of a notification: shown, refused with this text, or never answered. */
  readonly notifications: "show" | "silent" | { readonly failed: string };
  /** What a message box answers. */
  readonly dialogAnswer: number;
  /** The file that a person chooses in a box for files; null: they close it. */
  readonly chosenFile: string | null;
}

export interface WindowView {
  readonly id: number;
  readonly visible: boolean;
  readonly minimized: boolean;
  readonly webPreferences: Record<string, unknown>;
  readonly options: Record<string, unknown>;
}

export interface MenuItemView {
  readonly id: string | null;
  readonly label: string;
  readonly enabled: boolean;
}

export interface NotificationView {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly actions: readonly string[];
  readonly urgency: string;
  readonly timeoutType: string;
}

/** What the test may ask of the app's process and do to it, as a person or the system would. */
export interface Control {
  windows(): WindowView[];
  /** As with the window's own close button. */
  closeWindow(): void;
  tray(): { tooltip: string; menu: MenuItemView[] } | null;
  clickTray(id: string): void;
  /** A click on the icon itself. Electron tells of it on macOS too, where the system opens the menu. */
  clickTrayIcon(): void;
  applicationMenu(): string[];
  notifications(): NotificationView[];
  /** Clicks the message, or the button with this label. */
  clickNotification(id: string, button: string | null): void;
  /** Windows: the click that started the app, or came when its object was gone. */
  activate(details: { type: string; arguments: string; actionIndex?: number }): void;
  power(event: "suspend" | "resume"): void;
  /** How many blockers keep the machine awake. */
  awake(): number;
  /** What was written into macOS's defaults of the app. */
  userDefaults(): Record<string, unknown>;
  loginItem(): { openAtLogin: boolean; args: string[] } | null;
  opened(): string[];
  dialogs(): { message: string; detail: string; buttons: string[]; onWindow: boolean }[];
  /** What both permission handlers and the device handler say. */
  permission(name: string): { request: boolean; check: boolean; device: boolean };
  /** What Chromium may do on the network by itself: fetch dictionaries, log on to servers of these domains. */
  byItself(): { spellChecker: boolean; ntlmDomains: string | null };
  /** The system's proxy settings from now on, as `session.resolveProxy` tells them: `PROXY host:port; DIRECT`. */
  setSystemProxy(answer: string): void;
  /** The addresses that the app asked them about. */
  proxyLookups(): string[];
  /** Calls that were made before `ready`, by name. */
  beforeReady(): string[];
  /** The environment that children of the app's process get, as text: at its first call of Electron, and now. */
  inherited(): { atFirstCall: string; now: string };
  /** Settings that tell the system who the app is. */
  identity(): {
    name: string;
    appUserModelId: string | null;
    toastActivatorClsid: string | null;
    desktopName: string | null;
  };
  /** Throws outside of any handler, as a bug would. */
  throwInMain(message: string): void;
  /** A call as if it came from this frame. */
  forge(
    frame: { url: string | null; main: boolean; foreignWindow: boolean },
    channel: string,
    args: unknown[],
  ): Promise<unknown>;
  /** Asks whether a navigation, a webview or a download would be let through. */
  attempt(
    kind:
      | "will-navigate"
      | "will-frame-navigate"
      | "will-redirect"
      | "webview"
      | "download"
      | "open-window"
      | "request",
    url: string,
  ): boolean;
  quit(): void;
  /** Windows: the person logs off. Electron tells each window, and no more than that. */
  endSession(): void;
}
