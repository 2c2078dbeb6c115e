/** When alerts of normal urgency make no sound: days of the week and times of the day, on the wall of wherever this computer is. */
import * as Type from "typebox";
import type { AlertEvent } from "./event.ts";

/** In the order of ISO 8601. */
export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** `00:00` to `23:59`. */
const TimeOfDay = Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$" });

export const maxQuietPeriods = 20;

export const QuietPeriod = Type.Object(
  {
    /** On which it begins; one that goes on over midnight belongs to the day on which it began. */
    days: Type.Array(Type.Enum([...weekdays]), { minItems: 1, maxItems: 7, uniqueItems: true }),
    from: TimeOfDay,
    /** Not included. At or before `from`: on the next day, so that the same time again is a whole day. */
    to: TimeOfDay,
  },
  { additionalProperties: false },
);
export type QuietPeriod = Type.Static<typeof QuietPeriod>;

export const QuietHours = Type.Object(
  { isOn: Type.Boolean(), periods: Type.Array(QuietPeriod, { maxItems: maxQuietPeriods }) },
  { additionalProperties: false },
);
export type QuietHours = Type.Static<typeof QuietHours>;

/** Off; turned on, they are a night's. */
export const defaultQuietHours: QuietHours = {
  isOn: false,
  periods: [{ days: [...weekdays], from: "23:00", to: "07:00" }],
};

/** What a person called critical, and that nothing can be watched: that is about every alert, the critical ones too. */
export function passesQuietHours({ kind, rule }: Pick<AlertEvent, "kind" | "rule">): boolean {
  return kind === "blind" || rule?.notify.urgency === "critical";
}

const weekMinutes = 7 * 24 * 60;

/** `23:00` as minutes since midnight. */
export function minutesOf(timeOfDay: string): number {
  const [hours = "0", minutes = "0"] = timeOfDay.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** How long it takes on a day on which no clock changes. Minutes, 1 to 1,440. */
export function lengthMinutes({ from, to }: Pick<QuietPeriod, "from" | "to">): number {
  const length = minutesOf(to) - minutesOf(from);
  return length > 0 ? length : length + 24 * 60;
}

/** No minute of the week is left, so that nothing that is kept back would ever be told. */
export function coversWholeWeek(periods: readonly QuietPeriod[]): boolean {
  const isQuiet = new Uint8Array(weekMinutes);
  for (const period of periods)
    for (const day of period.days) {
      const begins = weekdays.indexOf(day) * 24 * 60 + minutesOf(period.from);
      for (let minute = 0; minute < lengthMinutes(period); minute += 1) isQuiet[(begins + minute) % weekMinutes] = 1;
    }
  return isQuiet.every((minute) => minute === 1);
}
