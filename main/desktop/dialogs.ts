/** What the app says in a box of the system's own, where its window may not be there: each once, none of them in the way of an alert. */
import { message } from "../../preload/contract/messages/message.ts";
import { BrowserWindow, dialog, Notification, shell, type MessageBoxOptions } from "electron";
import type { ProgramDialogs } from "../app/destinations/allowed-programs.ts";
import { withoutControls } from "../lib/plain-text.ts";
import { shownUrl } from "../market/venues/shown-url.ts";
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
  const shown = shownWindow();
  if (shown !== undefined) return dialog.showMessageBox(shown, options).then(({ response }) => response);
  if (process.platform !== "darwin") return dialog.showMessageBox(options).then(({ response }) => response);
  return notice(options);
}

const shownWindow = (): BrowserWindow | undefined =>
  BrowserWindow.getAllWindows().find((window) => window.isVisible() && !window.isMinimized());

function notice({ message: title, detail = "", defaultId = 0 }: MessageBoxOptions): Promise<number | null> {
  const notification = new Notification({ title, body: detail });
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
  dialog.showErrorBox(message("box.stopped"), message("box.stopped.what", { why }));
}

/** The command line of this start cannot be used; `problem` names the option and what it takes. */
export function tellOptionRefused(problem: string): void {
  dialog.showErrorBox(message("box.cannot-start"), message("box.option-refused", { problem }));
}

/** The page died too often. */
export async function tellWindowGivenUp(reason: string): Promise<void> {
  await say({
    type: "error",
    message: message("box.window-given-up"),
    detail: message("box.window-given-up.what", { reason }),
  });
}

/** No keyring: whether the key may be stored all the same. */
export async function confirmWeakStorage(): Promise<boolean> {
  const answer = await say({
    type: "warning",
    message: message("box.no-keyring"),
    detail: message("box.no-keyring.what"),
    buttons: [message("box.no-keyring.use"), message("box.no-keyring.store")],
    defaultId: 0,
    cancelId: 0,
  });
  return answer === 1;
}

/** The addresses of a venue were changed: whether the key that is stored may be sent to the new ones. Nobody there means no. */
export async function confirmKeyAddresses(venue: string, wsUrl: string, restUrl: string): Promise<boolean> {
  const answer = await say({
    type: "warning",
    message: message("box.key-addresses", { venue }),
    detail: message("box.key-addresses.what", { wsUrl: shownAddress(wsUrl), restUrl: shownAddress(restUrl) }),
    buttons: [message("box.key-addresses.keep"), message("box.key-addresses.send")],
    defaultId: 0,
    cancelId: 0,
  });
  return answer === 1;
}

/** Which program a destination starts: its whole path. Null: none, also where no window of the app is there to ask from. */
async function chooseProgram(): Promise<string | null> {
  const window = shownWindow();
  if (window === undefined) return null;
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: message("box.program"),
    buttonLabel: message("box.program.choose"),
    // A folder that macOS shows as an app holds the program inside.
    properties: ["openFile", "treatPackageAsDirectory"],
    ...(process.platform === "win32"
      ? { filters: [{ name: message("box.program.kind"), extensions: ["exe", "com"] }] }
      : {}),
  });
  return canceled ? null : (filePaths[0] ?? null);
}

/** Whether a program is started with these words. Nobody there means no. */
async function confirmProgram(command: string): Promise<boolean> {
  const answer = await say({
    type: "warning",
    message: message("box.program-words"),
    detail: message("box.program-words.what", { command: withoutControls(command) }),
    buttons: [message("box.program-words.refuse"), message("box.program-words.allow")],
    defaultId: 0,
    cancelId: 0,
  });
  return answer === 1;
}

/** Asks which program may be started for alerts. */
export const programDialogs: ProgramDialogs = { choose: chooseProgram, confirm: confirmProgram };

/** As long as a box can show it: what follows the host is of no matter for whom it is sent to. */
const shownAddress = (address: string): string => shownUrl(address).slice(0, 200);

/** Told the first time that closing the window leaves the app running. Not on macOS, where every app does so. */
export async function explainClose(action: "hide" | "minimise"): Promise<void> {
  if (process.platform === "darwin") return;
  const detail = message(action === "hide" ? "box.keeps-watching.tray" : "box.keeps-watching.minimised");
  await say({ type: "info", message: message("box.keeps-watching"), detail, buttons: [message("box.ok")] });
}

/** What came of switching the start at login, where it is not simply done. */
export async function tellLogin(outcome: LoginOutcome): Promise<void> {
  if (outcome === "on" || outcome === "off") return;
  const detail = message(`box.login.${outcome}`);
  await say({ type: "info", message: message("box.login"), detail, buttons: [message("box.ok")] });
}

/** A release is out; its page is opened where the person wants that. */
export async function tellRelease(version: string, page: string, repository: string): Promise<void> {
  const answer = await say({
    type: "info",
    message: message("box.release", { version }),
    detail: message("box.release.what"),
    buttons: [message("box.release.later"), message("box.release.open")],
    defaultId: 1,
    cancelId: 0,
  });
  if (answer === 1) await openExternal(shell, page, repository);
}
