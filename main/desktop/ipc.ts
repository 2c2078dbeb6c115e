/** The one place where Electron's IPC meets the app. What passes the guard goes to the registrar that every transport shares. */
import { ipcMain, type WebContents } from "electron";
import { callChannel, pushChannel } from "../../preload/channels.ts";
import { createGuard, type GuardDeps } from "./ipc-guard.ts";

/** Binds the calls; the returned function unbinds them. */
export function setupIpc(deps: GuardDeps): () => void {
  const answer = createGuard(deps);
  ipcMain.handle(callChannel, (event, ...args: unknown[]) => answer(event, args));
  return () => ipcMain.removeHandler(callChannel);
}

/** Sends a push to the window. One that is closing or whose page died is passed over: it asks for a snapshot when it is back. */
export function push(contents: WebContents | null, name: string, value: unknown): void {
  if (contents === null || contents.isDestroyed() || contents.isCrashed()) return;
  contents.send(pushChannel(name), value);
}
