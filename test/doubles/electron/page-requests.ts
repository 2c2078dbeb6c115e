/** What pages ask for by themselves: calls of the app, another address, another window. */
import { answers } from "./host.ts";
import { doubleIpcMain } from "./ipc-main.ts";
import { pack, unpack } from "./structured.ts";
import { windows } from "./windows.ts";

/** A call from a page: packed in, packed out. */
answers["ipc.invoke"] = async (windowId: number, text: string): Promise<string> => {
  const { id, channel, args } = unpack(text) as { id: number; channel: string; args: unknown[] };
  const window = windows.get(windowId);
  if (window === undefined) throw new Error("the window is gone");
  try {
    return pack({
      id,
      value: await doubleIpcMain.invoke(window.webContents, window.contents.mainFrame, channel, args),
    });
  } catch (error) {
    return pack({
      id,
      error: `Error invoking remote method '${channel}': ${error instanceof Error ? error.message : String(error)}`,
    });
  }
};

/** The page wants to go somewhere, by itself. */
answers["page.navigates"] = (windowId: number, url: string, isMainFrame: boolean): boolean =>
  windows.get(windowId)?.mayNavigate(url, isMainFrame) ?? false;

/** The page wants another window. The double has no way to open one: an app that allows it must not go unnoticed. */
answers["page.opens"] = (windowId: number, url: string): void => {
  const handler = windows.get(windowId)?.contents.openHandler ?? null;
  const details = {
    url,
    frameName: "",
    features: "",
    disposition: "new-window",
    referrer: { url: "", policy: "default" },
  } as const;
  if (handler === null || handler(details).action !== "deny") throw new Error("a second window was allowed");
};
