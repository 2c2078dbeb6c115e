/** Sleep, as the system tells it; and keeping the computer awake where the person wants that. */
import type { PowerMonitor, PowerSaveBlocker, SystemPreferences } from "electron";

/**
 * Calls `onResume` when the system says that the machine woke: sooner than anybody could find out. Some Linux desktops do not say
 * it; the feed finds out by the clock, and one sleep may be noticed twice. Redialling twice does no harm.
 */
export function setupPower(deps: {
  readonly powerMonitor: Pick<PowerMonitor, "on">;
  readonly onSuspend: () => void;
  readonly onResume: () => void;
}): void {
  deps.powerMonitor.on("suspend", deps.onSuspend);
  deps.powerMonitor.on("resume", deps.onResume);
}

/**
 * macOS stretches the timers of an app without a visible window (App Nap): silence would be noticed late, and a time met late.
 * Read by the system at an app's start, so it holds from the next one on. The computer itself may sleep all the same.
 */
export function preventAppNap(systemPreferences: Pick<SystemPreferences, "setUserDefault">): void {
  systemPreferences.setUserDefault("NSAppSleepDisabled", "boolean", true);
}

/** Keeps the computer awake exactly while it is wanted and something is armed. */
export class SleepBlocker {
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
