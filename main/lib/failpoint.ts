/**
 * Places where a crash test can end the process, hard: `PRICEBELL_FAILPOINT=committed` kills it the first time that point
 * is reached, `committed:3` the third time. Without the variable a call is one comparison.
 */

/** Every step between a decision and the person knowing of it, in order. */
export const stepsToPerson = ["decided", "committing", "committed", "sending", "sent", "acknowledged"] as const;

/** Those, and what only critical alerts come to: it is written that one is told once more. */
export const failpoints = [...stepsToPerson, "reminded"] as const;
export type Failpoint = (typeof failpoints)[number];

interface Armed {
  readonly name: Failpoint;
  left: number;
}

/** Reads `name` or `name:N`. A misspelt one throws: a crash test that never crashes would pass for the wrong reason. */
export function parseFailpoint(text: string | undefined): Armed | null {
  if (text === undefined || text === "") return null;
  const match = /^([a-z]+)(?::([1-9]\d*))?$/.exec(text);
  const name = failpoints.find((known) => known === match?.[1]);
  if (name === undefined)
    throw new Error(`PRICEBELL_FAILPOINT=${text}: expected one of ${failpoints.join(", ")}, or name:N`);
  return { name, left: Number(match?.[2] ?? 1) };
}

const armed = parseFailpoint(process.env["PRICEBELL_FAILPOINT"]);

/** Ends the process with SIGKILL where this point is the armed one; nothing after it runs, no handler, no flush. */
export function failpoint(name: Failpoint): void {
  if (armed === null || armed.name !== name) return;
  armed.left -= 1;
  if (armed.left > 0) return;
  process.kill(process.pid, "SIGKILL");
  // The signal may be delivered a moment later, on another thread: not one more instruction of the caller may run.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
