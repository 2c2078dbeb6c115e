/** Which line over the chart has the focus: all of them are one stop for Tab, and arrows lead from each to the next. */
import type { PlacedLevel } from "./placed-levels.ts";

const idOf = (key: string): string => `line-${key}`;
const focusLine = (key: string): void => document.getElementById(idOf(key))?.focus();

/** Lowest first. */
function keysInOrder(placed: readonly PlacedLevel[]): string[] {
  return [...placed].sort((a, b) => Number(a.level) - Number(b.level)).map(({ line }) => line.key);
}

/** To the next line above (1) or below (-1) that one; at either end it stays. */
export function focusOther(placed: readonly PlacedLevel[], key: string, by: number): void {
  const keys = keysInOrder(placed);
  const next = keys[keys.indexOf(key) + by];
  if (next !== undefined) focusLine(next);
}

/** Of the lines that stay, the one that is next to `key`, above it before below it; null: none stays. */
export function nextOf(before: readonly PlacedLevel[], now: readonly PlacedLevel[], key: string): string | null {
  const keys = keysInOrder(before);
  const at = keys.indexOf(key);
  const stays = new Set(now.map(({ line }) => line.key));
  return (
    keys.slice(at + 1).find((each) => stays.has(each)) ?? keys.slice(0, at).findLast((each) => stays.has(each)) ?? null
  );
}

/**
 * Called before lines are taken away: one that has the focus hands it to the line next to it, or to the chart. Else it would be nowhere,
 * and a keyboard would begin at the top of the window again.
 */
export function handOnFocus(before: readonly PlacedLevel[], now: readonly PlacedLevel[]): void {
  const focused = document.activeElement;
  const gone = before.find(({ line }) => focused?.id === idOf(line.key))?.line.key;
  if (gone === undefined || now.some(({ line }) => line.key === gone)) return;
  const next = nextOf(before, now, gone);
  if (next === null) focused?.closest(".stage")?.querySelector<HTMLElement>(".picture")?.focus();
  else focusLine(next);
}
