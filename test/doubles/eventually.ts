import { patienceMs } from "./patience.ts";

/** Waits for a condition that has to be asked for, looking again every few milliseconds. Says what it waited for in vain. */
export async function eventually(
  what: string,
  condition: () => Promise<boolean>,
  withinMs = patienceMs,
): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`Waited ${withinMs} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
