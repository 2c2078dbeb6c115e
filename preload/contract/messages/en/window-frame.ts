/** The frame of the window: how its parts share the room. */
import type { Message } from "../message-types.ts";

export const windowFrame = {
  "dock.height": "Height of the alerts and the history",
  "dock.height-how": "Drag to resize, double click for the usual height",
  "composer.close": "Close",
} as const satisfies Record<string, Message>;
