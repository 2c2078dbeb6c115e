/** Start at login on the three systems: macOS and Windows through Electron, Linux by an autostart file of our own. */
import { languages } from "../../preload/contract/messages/language.ts";
import { messagesOf } from "../../preload/contract/messages/message.ts";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "electron";
import { identity } from "./identity.ts";

export interface LoginDeps {
  readonly app: Pick<App, "setLoginItemSettings" | "getLoginItemSettings" | "isPackaged">;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly execPath: string;
}

/** What came of it: `needs-approval` on macOS until the person allows it in System Settings. */
export type LoginOutcome = "on" | "off" | "needs-approval" | "not-packaged" | "failed";

/** Where desktops look for what to start. */
function autostartFile(deps: Pick<LoginDeps, "env" | "home">): string {
  const base = deps.env["XDG_CONFIG_HOME"];
  return join(
    base !== undefined && base.startsWith("/") ? base : join(deps.home, ".config"),
    "autostart",
    identity.desktopFile,
  );
}

/** One argument of `Exec=`, quoted as the Desktop Entry Specification wants it. */
function quoted(argument: string): string {
  const inner = argument.replace(/["`$\\]/g, "\\$&").replace(/%/g, "%%");
  // The value of a key is unescaped once more before the command is read, so backslashes are doubled.
  return `"${inner}"`.replace(/\\/g, "\\\\");
}

/** The file's text. In an AppImage the running program is inside a mount that is gone at the next login; `$APPIMAGE` is the file itself. */
export function autostartEntry(deps: Pick<LoginDeps, "env" | "execPath">): string {
  const program = deps.env["APPIMAGE"] ?? deps.execPath;
  return [
    "[Desktop Entry]",
    "Type=Application",
    `Name=${identity.name}`,
    ...languages.map((language) => {
      const key = language === "en" ? "Comment" : `Comment[${language}]`;
      return `${key}=${String(messagesOf[language]["desktop.comment"])}`;
    }),
    `Exec=${quoted(program)} --hidden`,
    "Icon=pricebell",
    "Terminal=false",
    "X-GNOME-Autostart-enabled=true",
    "",
  ].join("\n");
}

/** An entry that a version with the former name left would start the app besides the new one, and could not be switched off here. */
function takeOverFormerEntry(file: string): void {
  const former = join(file, "..", identity.formerDesktopFile);
  if (!existsSync(former)) return;
  if (existsSync(file)) rmSync(former);
  else renameSync(former, file);
}

/** Whether the entry is there and the desktop's own settings have not switched it off. */
function autostartEnabled(text: string): boolean {
  return !/^Hidden=true$/m.test(text) && !/^X-GNOME-Autostart-enabled=false$/m.test(text);
}

/** Makes it so. From a source checkout nothing is written: it would start a bare Electron at the next login. */
export function setStartAtLogin(deps: LoginDeps, on: boolean): LoginOutcome {
  if (!deps.app.isPackaged) return "not-packaged";
  if (deps.platform !== "linux") {
    deps.app.setLoginItemSettings({ openAtLogin: on, args: ["--hidden"] });
    return startsAtLogin(deps);
  }
  const file = autostartFile(deps);
  try {
    takeOverFormerEntry(file);
    if (on) {
      mkdirSync(join(file, ".."), { recursive: true });
      writeFileSync(file, autostartEntry(deps));
    } else {
      rmSync(file, { force: true });
    }
    return on ? "on" : "off";
  } catch {
    // A read-only home (kiosk, sandbox): told to the caller, who tells the person.
    return "failed";
  }
}

/**
 * Points an entry that is there at the program that runs now: an AppImage of another version is another file, and the old one may
 * be gone at the next login. What the person or the desktop has changed in it otherwise stays.
 */
export function refreshStartAtLogin(deps: LoginDeps): void {
  if (!deps.app.isPackaged || deps.platform !== "linux") return;
  const command = /^Exec=.*$/m;
  const wanted = command.exec(autostartEntry(deps))?.[0] ?? "";
  try {
    takeOverFormerEntry(autostartFile(deps));
    const text = readFileSync(autostartFile(deps), "utf8");
    const next = text.replace(command, () => wanted);
    if (next !== text) writeFileSync(autostartFile(deps), next);
  } catch {
    // No entry, or one that cannot be written: it stays as it is.
  }
}

/** Whether this start was the system's at login. macOS hands over no arguments: it is asked. Elsewhere `--hidden` says it. */
export function startedAtLogin(deps: Pick<LoginDeps, "app" | "platform">): boolean {
  return deps.platform === "darwin" && deps.app.isPackaged && deps.app.getLoginItemSettings().wasOpenedAtLogin;
}

/** How it stands now, as the system sees it: the person may have changed it there. */
export function startsAtLogin(deps: LoginDeps): LoginOutcome {
  if (deps.platform !== "linux") {
    const { openAtLogin, status } = deps.app.getLoginItemSettings({ args: ["--hidden"] });
    if (deps.platform === "darwin" && status === "requires-approval") return "needs-approval";
    return openAtLogin ? "on" : "off";
  }
  try {
    return autostartEnabled(readFileSync(autostartFile(deps), "utf8")) ? "on" : "off";
  } catch {
    // No file: not started at login.
    return "off";
  }
}
