/** How high the tables below the chart are, as a share of the window's height. */

/** Percent of the window's height. */
export interface DockLimits {
  readonly least: number;
  readonly most: number;
  /** As long as nobody has chosen. */
  readonly usual: number;
}

/** As the settings allow it (preload/contract/settings.ts). */
export const dockLimits: DockLimits = { least: 10, most: 80, usual: 25 };

/** The height that puts the upper edge at `edgeY` CSS pixels from the window's top, within the limits. */
export function dockPercentOf(edgeY: number, windowHeight: number, { least, most }: DockLimits): number {
  if (windowHeight <= 0) return least;
  const percent = Math.round(((windowHeight - edgeY) / windowHeight) * 100);
  return Math.max(least, Math.min(most, percent));
}
