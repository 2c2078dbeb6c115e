/** Whether this process knows the time zone that it was told to be in. */
import { message } from "../../preload/contract/messages/message.ts";

/**
 * A sentence for a person where `setting` (the variable TZ) is no zone that JavaScript knows by name: its dates then go by UTC,
 * or by a fixed distance from it, without a word. Null where all is well, or nothing is set. The POSIX form with rules for
 * summer time (`CET-1CEST,M3.5.0,M10.5.0/3`, IEEE Std 1003.1, 8.3) and the path of a zone's file are such.
 */
export function timeZoneWarning(setting: string | undefined, offsetMinutes: number): string | null {
  if (setting === undefined || setting === "") return null;
  const name = setting.startsWith(":") ? setting.slice(1) : setting;
  if (isZoneName(name)) return null;
  return message("headless.time-zone", { setting: JSON.stringify(setting), offset: offsetText(offsetMinutes) });
}

function isZoneName(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** `UTC`, `UTC+3`, `UTC-3:30`; `minutes` as `Date.getTimezoneOffset` has them, west of Greenwich positive. */
function offsetText(minutes: number): string {
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  const rest = size % 60 === 0 ? "" : `:${String(size % 60).padStart(2, "0")}`;
  return `UTC${minutes < 0 ? "+" : "-"}${Math.floor(size / 60)}${rest}`;
}

/**
 * The time zone that this computer is in now, by its IANA name. A process keeps the one that it was started in; that TZ is taken from
 * its environment, though it was not there, makes Node.js ask the system again (on Windows Chromium has, and what was kept goes).
 */
export function currentTimeZone(): string {
  if (process.env["TZ"] === undefined) delete process.env["TZ"];
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
