import type { Destination } from "../../preload/contract/destination.ts";
import { message } from "../../preload/contract/messages/message.ts";

/** What becomes of alerts for a destination that cannot be reached. `desktop`: how the desktop's notifications are, which stand in for it. */
export function formatMeanwhile(desktop: Destination["state"] | undefined): string {
  const isShown = desktop === "ok" || desktop === "degraded";
  return message(isShown ? "settings.destination.meanwhile" : "settings.destination.meanwhile-history");
}
