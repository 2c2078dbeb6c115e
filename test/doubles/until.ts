/** Waits for a condition of the real world (a socket, another process), looking again every millisecond or so. */
import { patienceMs } from "./patience.ts";

/** Resolves as soon as `condition` holds; fails with `what` it waited for in vain. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`Waited ${patienceMs} ms in vain for: ${what}`);
    await new Promise<void>((resolve) => setTimeout(resolve, 1));
  }
}
