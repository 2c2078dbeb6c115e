/** Whether it is quiet now, by the settings, the clock and the time zone as they are now, and when that changes. */
import { forgetTimeFormats } from "../../preload/contract/format.ts";
import { message } from "../../preload/contract/messages/message.ts";
import { coversWholeWeek, type QuietHours } from "../../preload/contract/quiet-hours.ts";
import { fail, type Refused } from "../../preload/contract/result.ts";
import { quietUntil } from "../delivery/quiet-hours/quiet-until.ts";
import type { Clock, Timer } from "../lib/clock.ts";
import { Signal } from "../lib/signal.ts";
import { currentTimeZone } from "../lib/time-zone.ts";
import { isoOrNull } from "./rule-view.ts";
import type { SettingsService } from "./settings-service.ts";

/** A clock that was set and a zone that changed tell nobody: they are noticed within this. Milliseconds. */
export const checkEveryMs = 15_000;

export interface QuietHoursClockOptions {
  readonly clock: Clock;
  readonly settings: Pick<SettingsService, "current" | "changed">;
  /** The IANA name of the zone that the computer is in now; asks the system by default. */
  readonly timeZone?: () => string;
}

export class QuietHoursClock {
  /** It has become quiet, or is so no more, or will be for another time than it was. */
  readonly changed = new Signal<void>();
  readonly #options: Required<QuietHoursClockOptions>;
  /** Null until it is needed: asking the system takes some 20 ms of a start, and most people have no quiet hours. */
  #zone: string | null = null;
  #knownMs: number | null = null;
  #timer: Timer | null = null;
  #unlisten: (() => void) | null = null;

  constructor(options: QuietHoursClockOptions) {
    this.#options = { timeZone: currentTimeZone, ...options };
  }

  /** Wall milliseconds; null while it is not quiet. */
  untilMs(): number | null {
    const { clock, settings, timeZone } = this.#options;
    const { quietHours } = settings.current;
    if (!quietHours.isOn) return null;
    this.#zone ??= timeZone();
    return quietUntil(quietHours, clock.now().wallMs, this.#zone);
  }

  /** The same, ISO. */
  until(): string | null {
    return isoOrNull(this.untilMs());
  }

  start(): void {
    this.#knownMs = this.untilMs();
    this.#unlisten ??= this.#options.settings.changed.listen(() => this.check());
    this.#checkLater(this.#knownMs);
  }

  /** Looks at the clock, the zone and the settings, and tells where that makes a difference. */
  check(): void {
    if (this.#unlisten === null) return;
    const zone = this.#options.timeZone();
    if (zone !== this.#zone) forgetTimeFormats();
    this.#zone = zone;
    const untilMs = this.untilMs();
    this.#checkLater(untilMs);
    if (untilMs === this.#knownMs) return;
    this.#knownMs = untilMs;
    this.changed.emit();
  }

  stop(): void {
    this.#unlisten?.();
    this.#unlisten = null;
    this.#timer?.cancel();
    this.#timer = null;
    this.changed.clear();
  }

  #checkLater(untilMs: number | null): void {
    const { clock, settings } = this.#options;
    this.#timer?.cancel();
    this.#timer = null;
    if (!settings.current.quietHours.isOn) return;
    const endsInMs = untilMs === null ? Infinity : untilMs - clock.now().wallMs;
    this.#timer = clock.after(Math.min(checkEveryMs, Math.max(1, Math.ceil(endsInMs))), () => this.check());
  }
}

/** Why these cannot be set; null where they can, or are not to be. */
export function quietHoursRefusal(given: QuietHours | undefined): Refused | null {
  if (given?.isOn !== true || !coversWholeWeek(given.periods)) return null;
  return fail("settings-invalid", message("quiet.whole-week"), "quietHours.periods");
}
