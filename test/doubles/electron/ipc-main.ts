/** `ipcMain` of the double: one handler a channel, called with an event that says which frame of which page asks. */
import type { IpcMain, IpcMainInvokeEvent, WebContents, WebFrameMain } from "electron";
import { strict } from "./strict.ts";

type Handler = Parameters<IpcMain["handle"]>[1];

class DoubleIpcMain implements Pick<IpcMain, "handle" | "removeHandler"> {
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, listener: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, listener);
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  async invoke(
    sender: WebContents,
    senderFrame: WebFrameMain | null,
    channel: string,
    args: unknown[],
  ): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    const event = strict("IpcMainInvokeEvent", { sender, senderFrame, frameId: 1, processId: 1, type: "frame" });
    return (await handler(event as unknown as IpcMainInvokeEvent, ...args)) as unknown;
  }
}

export const doubleIpcMain = new DoubleIpcMain();
