/** How long a service that did not take something is left alone: longer with each attempt that comes to nothing. */

const pausesMs = [1_000, 5_000, 30_000, 120_000] as const;
const longestMs = 900_000;

/** After so many attempts in a row that came to nothing, from 1. Milliseconds. */
export function growingPauseMs(failures: number): number {
  return pausesMs[failures - 1] ?? longestMs;
}
