/**
 * Gives the page its transport over Electron IPC. No logic: main checks who calls, which call, and every payload. The
 * event object of Electron never reaches the page, for `sender` on it leads to everything.
 */
import { contextBridge, ipcRenderer } from "electron";
import type { Transport } from "./api.ts";
import { callChannel, pushChannel } from "./ipc-channels.ts";

const transport: Transport = {
  invoke: (name, input) => ipcRenderer.invoke(callChannel, name, input),
  subscribe(name, listener) {
    const channel = pushChannel(name);
    const receive = (_event: unknown, value: unknown): void => listener(value);
    ipcRenderer.on(channel, receive);
    return () => void ipcRenderer.removeListener(channel, receive);
  },
};

contextBridge.exposeInMainWorld("pricebell", transport);
