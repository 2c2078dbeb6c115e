/** Sleep, as the system tells it and as the clocks betray it; and keeping the computer awake where the person wants that. */
import type { PowerMonitor, PowerSaveBlocker, SystemPreferences } from "electron";
import type { Clock, Timer } from "../clock.ts";

/** Beyond this much between the two clocks, or between two ticks of ours, the machine was asleep. Milliseconds. */
export const driftLimitMs = 15_000;
const checkEveryMs = 5_000;

/**
 * Calls `onResume` when the machine wakes: on the system's word, and, since some Linux desktops do not say it, when wall and
 * monotonic time drift apart or a timer came far too late. One sleep may be told twice; redialling twice does no harm.
 */
export function setupPower(deps: {
  readonly powerMonitor: Pick<PowerMonitor, "on">;
  readonly clock: Clock;
  readonly onSuspend: () => void;
  readonly onResume: (how: "system" | "clock") => void;
}): Timer {
  deps.powerMonitor.on("suspend", deps.onSuspend);
  let last = deps.clock.now();
  deps.powerMonitor.on("resume", () => {
    last = deps.clock.now();
    deps.onResume("system");
  });
  return deps.clock.every(checkEveryMs, () => {
    const now = deps.clock.now();
    const wall = now.wallMs - last.wallMs;
    const mono = now.monoMs - last.monoMs;
    last = now;
    // Linux stops its monotonic clock in sleep, so the two drift; macOS and Windows let it run, so the timer is late.
    if (Math.abs(wall - mono) > driftLimitMs || mono > checkEveryMs + driftLimitMs) deps.onResume("clock");
  });
}

/**
 * macOS stretches the timers of an app without a visible window (App Nap): silence would be noticed late, and a time met late.
 * Read by the system at an app's start, so it holds from the next one on. The computer itself may sleep all the same.
 */
export function refuseNaps(systemPreferences: Pick<SystemPreferences, "setUserDefault">): void {
  systemPreferences.setUserDefault("NSAppSleepDisabled", "boolean", true);
}

/** Keeps the computer awake exactly while it is wanted and something is armed. */
export class AwakeKeeper {
  readonly #blocker: Pick<PowerSaveBlocker, "start" | "stop">;
  #id: number | null = null;

  constructor(blocker: Pick<PowerSaveBlocker, "start" | "stop">) {
    this.#blocker = blocker;
  }

  update(wanted: boolean, armedRules: number): void {
    const keep = wanted && armedRules > 0;
    if (keep && this.#id === null) this.#id = this.#blocker.start("prevent-app-suspension");
    if (!keep && this.#id !== null) {
      this.#blocker.stop(this.#id);
      this.#id = null;
    }
  }
}
