/**
 * The end of a Windows session. When the person logs off or shuts down, Windows asks windows alone, and Electron tells it to
 * none but them: no event of the app comes. Started hidden at login there is none, and the app would be killed in the middle of
 * what it does. So there is always one that is never shown and has no page, whose only purpose is to be told.
 */
import type { BaseWindow, BaseWindowConstructorOptions } from "electron";

/** Held here: what nothing refers to is collected, and hears nothing any more. */
const listening = new Set<BaseWindow>();

/** Calls `onEnd` when the session ends, which nothing can keep it from then. Does nothing on other systems: they have signals. */
export function listenForSessionEnd(deps: {
  readonly platform: NodeJS.Platform;
  readonly create: (options: BaseWindowConstructorOptions) => BaseWindow;
  readonly onEnd: () => void;
}): void {
  if (deps.platform !== "win32") return;
  const window = deps.create({ show: false, skipTaskbar: true, focusable: false, width: 1, height: 1 });
  listening.add(window);
  window.on("closed", () => listening.delete(window));
  window.on("session-end", deps.onEnd);
}
