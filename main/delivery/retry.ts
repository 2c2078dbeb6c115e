/** When a delivery that did not work is tried again. */

const delaysMs = [1_000, 5_000, 30_000, 120_000, 600_000] as const;

/** The longest wait between two tries. Milliseconds. */
export const longestRetryMs = 600_000;

/** After this long it is called failed: the history has it, and an alert of yesterday shown as a popup helps nobody. */
export const giveUpAfterMs = 24 * 3_600_000;

/** Wait after the `attempts`-th try (from 1): 1 s, 5 s, 30 s, 2 min, then every 10 min. A service may come back any time. */
export function retryDelayMs(attempts: number): number {
  return delaysMs[Math.max(0, attempts - 1)] ?? longestRetryMs;
}
