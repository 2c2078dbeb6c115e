/** The days of the week and the times of quiet hours, as a person reads them. */
import {
  lengthMinutes,
  minutesOf,
  weekdays,
  type QuietPeriod,
  type Weekday,
} from "../../preload/contract/quiet-hours.ts";
import { message } from "../../preload/contract/messages/message.ts";

/** 2024-01-01 was a Monday. */
const someMondayMs = Date.UTC(2024, 0, 1);

interface NamedDay {
  readonly day: Weekday;
  /** `Mon` */
  readonly short: string;
  /** `Monday` */
  readonly long: string;
}

/** In the order of ISO 8601. */
export function namedDays(locale: string | undefined): NamedDay[] {
  const nameIn = (weekday: "short" | "long", index: number): string =>
    new Intl.DateTimeFormat(locale, { weekday, timeZone: "UTC" }).format(someMondayMs + index * 86_400_000);
  return weekdays.map((day, index) => ({ day, short: nameIn("short", index), long: nameIn("long", index) }));
}

/** What is not plain to see of a time that ends on another day; null where it does not. */
export function formatEnd(period: Pick<QuietPeriod, "from" | "to">): string | null {
  if (lengthMinutes(period) === 1_440) return message("quiet.settings.whole-day");
  return minutesOf(period.to) < minutesOf(period.from) ? message("quiet.settings.next-day") : null;
}

/** With this day, or without it where it was there; the last one stays: a time on no day would be none. */
export function daysWithOrWithout(days: readonly Weekday[], day: Weekday): Weekday[] {
  const others = days.filter((each) => each !== day);
  const toggled = others.length === days.length ? [...days, day] : others;
  return weekdays.filter((each) => (toggled.length === 0 ? days : toggled).includes(each));
}
