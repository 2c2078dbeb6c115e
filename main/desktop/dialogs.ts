/** What the app says in a box of the system's own, where its window may not be there: each once, none of them in the way of an alert. */
import { BrowserWindow, dialog, Notification, shell, type MessageBoxOptions } from "electron";
import type { LoginOutcome } from "./start-at-login.ts";
import { openExternal } from "./open-external.ts";

/** An object that is let go of takes its notification off the screen. */
const noticed = new Set<Notification>();

/**
 * Says something while alerts go on; the button that was pressed, or null where nobody was asked. On macOS a box that hangs on
 * no window on the screen is modal to the whole app: the process stands still, and watches nothing, until someone answers it.
 * There a notification says it, and a click on it is the default button.
 */
function say(options: MessageBoxOptions): Promise<number | null> {
  const shown = BrowserWindow.getAllWindows().find((window) => window.isVisible() && !window.isMinimized());
  if (shown !== undefined) return dialog.showMessageBox(shown, options).then(({ response }) => response);
  if (process.platform !== "darwin") return dialog.showMessageBox(options).then(({ response }) => response);
  return notice(options);
}

function notice({ message, detail = "", defaultId = 0 }: MessageBoxOptions): Promise<number | null> {
  const notification = new Notification({ title: message, body: detail });
  noticed.add(notification);
  return new Promise((resolve) => {
    const end = (answer: number | null): void => {
      noticed.delete(notification);
      resolve(answer);
    };
    notification.on("click", () => end(defaultId));
    notification.on("close", () => end(null));
    notification.on("failed", () => end(null));
    notification.show();
  });
}

/** The app ends and is not started again. Waits for the person, for it is the last thing that is said. */
export function tellStopped(why: string): void {
  dialog.showErrorBox("Pricebell has stopped", `Nothing is watched now. ${why}`);
}

/** The command line of this start cannot be used; `problem` names the option and what it takes. */
export function tellOptionRefused(problem: string): void {
  dialog.showErrorBox("Pricebell cannot start, and watches nothing", `${problem} Start it again without that.`);
}

/** The page died too often. */
export async function tellWindowGivenUp(reason: string): Promise<void> {
  await say({
    type: "error",
    message: "Pricebell's window keeps closing",
    detail: `Its page ended four times within five minutes (${reason}). Alerts go on. Open the window again from the tray or by starting Pricebell.`,
  });
}

/** No keyring: whether the key may be stored all the same. */
export async function confirmWeakStorage(): Promise<boolean> {
  const answer = await say({
    type: "warning",
    message: "This system has no keyring",
    detail:
      "The API key would be stored as good as unencrypted, in a file that only you can read. Otherwise it is used until Pricebell ends and asked for again.",
    buttons: ["Use it until I quit", "Store it"],
    defaultId: 0,
    cancelId: 0,
  });
  return answer === 1;
}

/** Told the first time that closing the window leaves the app running. Not on macOS, where every app does so. */
export async function explainClose(action: "hide" | "minimise"): Promise<void> {
  if (process.platform === "darwin") return;
  const detail =
    action === "hide"
      ? "Your alerts go on. Pricebell is in the tray: open or quit it there."
      : "Your alerts go on. This desktop has no tray, so the window is minimised instead of closed. Quit with Ctrl+Q in the window.";
  await say({ type: "info", message: "Pricebell keeps watching", detail, buttons: ["OK"] });
}

/** What came of switching the start at login, where it is not simply done. */
export async function tellLogin(outcome: LoginOutcome): Promise<void> {
  const detail = {
    on: null,
    off: null,
    "not-packaged": "Only an installed Pricebell can be started at login; this one runs from its sources.",
    "needs-approval": "Allow Pricebell in System Settings, General, Login Items.",
    failed: "The autostart file could not be written. Pricebell will not start by itself.",
  }[outcome];
  if (detail !== null) await say({ type: "info", message: "Start at login", detail, buttons: ["OK"] });
}

/** A release is out; its page is opened where the person wants that. */
export async function tellRelease(version: string, page: string, repository: string): Promise<void> {
  const answer = await say({
    type: "info",
    message: `Pricebell ${version} is out`,
    detail: "Its page has what changed, and the installers. Nothing is installed by itself.",
    buttons: ["Later", "Open its page"],
    defaultId: 1,
    cancelId: 0,
  });
  if (answer === 1) await openExternal(shell, page, repository);
}
