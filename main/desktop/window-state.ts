/** Where the window was: kept in a file of its own, so that a broken one costs a position and nothing else. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Rectangle } from "electron";

export interface WindowState {
  readonly bounds: Rectangle | null;
  readonly maximized: boolean;
  /** The person was told once what closing the window does. */
  readonly closeExplained: boolean;
}

export const firstState: WindowState = { bounds: null, maximized: false, closeExplained: false };

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

function boundsOf(value: unknown): Rectangle | null {
  if (typeof value !== "object" || value === null) return null;
  const { x, y, width, height } = value as Record<string, unknown>;
  return isNumber(x) && isNumber(y) && isNumber(width) && isNumber(height) ? { x, y, width, height } : null;
}

/** Reads the file; one that is missing or not ours gives the first state. */
export function readWindowState(file: string): WindowState {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // First start, or a file cut short: the window opens where the system puts it.
    return firstState;
  }
  if (typeof value !== "object" || value === null) return firstState;
  const { bounds, maximized, closeExplained } = value as Record<string, unknown>;
  return { bounds: boundsOf(bounds), maximized: maximized === true, closeExplained: closeExplained === true };
}

/** Writes the file whole or not at all. False where the folder cannot be written: the window works all the same. */
export function writeWindowState(file: string, state: WindowState): boolean {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return true;
  } catch {
    // A full disk is told by the store; a lost window position is not worth a second message.
    return false;
  }
}

/** The remembered bounds where enough of them is still on a screen to take hold of; null where the screen is gone. */
export function visibleBounds(bounds: Rectangle | null, screens: readonly Rectangle[]): Rectangle | null {
  if (bounds === null || bounds.width < 200 || bounds.height < 200) return null;
  const seen = screens.some((area) => {
    const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
    // The title bar is what is dragged: the top edge has to be on the screen.
    return width >= 100 && bounds.y >= area.y && bounds.y <= area.y + area.height - 40;
  });
  return seen ? bounds : null;
}
