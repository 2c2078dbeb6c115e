/**
 * The one place where Electron's IPC meets the app. Each call must come from the main frame of our own window at our own
 * origin; then the bridge's registrar checks its name and payload, the same one that answers the headless host.
 */
import type { IpcMain, IpcMainInvokeEvent, WebContents } from "electron";
import { fail, type Result } from "../../preload/contract/result.ts";
import { callChannel, pushChannel } from "../../preload/channels.ts";
import { isOwnPage } from "./navigation.ts";

export interface IpcDeps {
  readonly ipcMain: Pick<IpcMain, "handle" | "removeHandler">;
  /** The web contents of our one window; null while there is none. */
  readonly contents: () => WebContents | null;
  readonly call: (name: string, input: unknown) => Promise<Result<unknown>>;
  readonly log: (line: string) => void;
}

/** Why a call is not answered; null where sender and origin are ours. */
export function refusal(event: Pick<IpcMainInvokeEvent, "senderFrame" | "sender">, own: WebContents | null): string | null {
  if (own === null || own.isDestroyed() || event.sender !== own) return "not our window";
  const frame = event.senderFrame;
  // Null once the frame has navigated away or is gone: nobody is left to answer.
  if (frame === null) return "the frame is gone";
  if (frame !== own.mainFrame) return "a subframe";
  if (!isOwnPage(frame.url)) return "a foreign origin";
  return null;
}

/** Binds the calls; the returned function unbinds them. */
export function setupIpc(deps: IpcDeps): () => void {
  const logged = new Set<string>();
  deps.ipcMain.handle(callChannel, async (event, ...args: unknown[]): Promise<Result<unknown>> => {
    const why = refusal(event, deps.contents());
    if (why !== null) {
      // Once for each reason: a page gone wrong may call a thousand times a second.
      if (!logged.has(why)) deps.log(`A call from ${why} was refused.`);
      logged.add(why);
      return fail("forbidden", "This call did not come from the app's own window; nothing was changed.");
    }
    const [name, input] = args;
    if (typeof name !== "string" || args.length > 2) return fail("request-invalid", "A call is a name and one input; nothing was changed.");
    return deps.call(name, input);
  });
  return () => deps.ipcMain.removeHandler(callChannel);
}

/** Sends a push to the window. A window that is closing or whose page died is passed over: it asks for a snapshot when it is back. */
export function push(contents: WebContents | null, name: string, value: unknown): void {
  if (contents === null || contents.isDestroyed() || contents.isCrashed()) return;
  contents.send(pushChannel(name), value);
}
