/** Values on their way to the window. */
import type { WebContents } from "electron";
import { pushChannel } from "../../preload/ipc-channels.ts";

/** Sends a push to the window. One that is closing or whose page died is passed over: it asks for a snapshot when it is back. */
export function push(
  contents: Pick<WebContents, "isDestroyed" | "isCrashed" | "send"> | null,
  name: string,
  value: unknown,
): void {
  if (contents === null || contents.isDestroyed() || contents.isCrashed()) return;
  contents.send(pushChannel(name), value);
}
