/** One app on a data folder. A second start says what it wants of the first one, and ends. */
import type { App } from "electron";

/** What a second start wants of the app that runs: its window, unless it came from the autostart entry. */
export interface SecondStart {
  readonly hidden: boolean;
}

/**
 * True where this is the first. The lock belongs to `userData`, so the data folder must be set before. What is wanted is handed
 * over beside the command line: Chromium puts switches first in the one that it hands over, and `--data-dir x --hidden` arrives
 * as `--data-dir --hidden x`.
 */
export function claimInstance(
  app: Pick<App, "requestSingleInstanceLock" | "on">,
  mine: SecondStart,
  onSecond: (wants: SecondStart) => void,
): boolean {
  if (!app.requestSingleInstanceLock({ ...mine })) return false;
  app.on("second-instance", (_event, _argv, _folder, wants: unknown) => onSecond({ hidden: isHidden(wants) }));
  return true;
}

/** Another version may say something else: the window is shown rather than not. */
const isHidden = (wants: unknown): boolean =>
  typeof wants === "object" && wants !== null && "hidden" in wants && wants.hidden === true;
