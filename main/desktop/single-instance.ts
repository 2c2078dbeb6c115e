/** One app on a data folder. A second start hands its command line over, shows the first one's window, and ends. */
import type { App } from "electron";

/** True where this is the first. The lock belongs to `userData`, so the data folder must be set before. */
export function claimInstance(
  app: Pick<App, "requestSingleInstanceLock" | "on">,
  onSecond: (argv: readonly string[]) => void,
): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on("second-instance", (_event, argv) => onSecond(argv));
  return true;
}
