/** A critical alert that nobody has acknowledged, in the few words a list has room for. */
import { formatStopwatch } from "../format.ts";
import { message } from "../messages/message.ts";
import type { Reminder } from "../reminder.ts";

/** `repeating, 3 of 12, next in 0:40`. `nowMs` is wall time. */
export function formatReminder({ times, maxTimes, nextAt }: Reminder, nowMs: number): string {
  if (nextAt === null) return message("reminder.told", { times, maxTimes });
  // To the whole second: what counts down shows no fractions.
  const left = formatStopwatch(Math.max(0, Math.ceil((Date.parse(nextAt) - nowMs) / 1_000) * 1_000));
  return message("reminder.repeating", { times, maxTimes, left });
}
