/** The one place where Electron's IPC meets the app. What passes the guard goes to the registrar that every transport shares. */
import { ipcMain } from "electron";
import { callChannel } from "../../preload/ipc-channels.ts";
import { createGuard, type GuardDeps } from "./ipc-sender-check.ts";

/** Binds the calls; the returned function unbinds them. */
export function setupIpc(deps: GuardDeps): () => void {
  const answer = createGuard(deps);
  ipcMain.handle(callChannel, (event, ...args: unknown[]) => answer(event, args));
  return () => ipcMain.removeHandler(callChannel);
}
