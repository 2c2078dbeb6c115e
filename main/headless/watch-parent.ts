/**
 * npm runs a script through a shell, and a shell that is ended does not pass the signal on: `kill` of `npm run headless` would
 * leave the host behind, holding the data folder. So a host that npm started ends when its shell is gone.
 */
import type { Clock, Timer } from "../lib/clock.ts";

const checkEveryMs = 500;

/** Calls `onGone` once when the process that started this one has ended. Not where nobody but npm's shell stands in between. */
export function watchParent(options: {
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  readonly parentId: () => number;
  readonly onGone: () => void;
}): Timer | null {
  if (options.env["npm_lifecycle_event"] === undefined) return null;
  const first = options.parentId();
  const timer = options.clock.every(checkEveryMs, () => {
    if (options.parentId() === first) return;
    timer.cancel();
    options.onGone();
  });
  return timer;
}
