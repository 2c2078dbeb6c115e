/** A moment to the millisecond, in local time: what is compared with another record of the same price. */
import { isolate } from "../../preload/contract/format.ts";
import { languageInUse } from "../../preload/contract/messages/language.ts";
import { plainMap } from "../lib/plain-collections.ts";

const formats = plainMap<string | undefined, Intl.DateTimeFormat>();

function formatIn(locale: string | undefined): Intl.DateTimeFormat {
  let format = formats.get(locale);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, {
      month: "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      fractionalSecondDigits: 3,
      hourCycle: "h23",
    });
    formats.set(locale, format);
  }
  return format;
}

/** `Aug 17, 14:25:31.125`; text that is no date comes back as it is. */
export function exactTime(iso: string): string {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? iso : isolate(formatIn(languageInUse().locale).format(ms));
}

/** A time as main writes it in events: ISO 8601, UTC. `ms`: since the epoch. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
