/** Quiet hours once more, by walking through every minute of some days: slow, and without a thought of how offsets change. */
import type { QuietHours } from "../../../preload/contract/quiet-hours.ts";

const minuteMs = 60_000;

/** What the clock on the wall shows at each minute of `days` days, from `fromMs` on. */
export interface WallTable {
  readonly fromMs: number;
  readonly minutes: readonly { readonly day: number; readonly minute: number; readonly weekday: string }[];
}

export function wallTable(zone: string, fromMs: number, days: number): WallTable {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  const names = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"];
  const minutes = Array.from({ length: days * 1_440 }, (_, index) => {
    const [date = "", time = ""] = format.format(fromMs + index * minuteMs).split(" ");
    const day = Date.parse(`${date}T00:00:00Z`) / 86_400_000;
    const [hours = "", rest = ""] = time.split(":");
    return { day, minute: Number(hours) * 60 + Number(rest), weekday: names[day % 7] ?? "" };
  });
  return { fromMs, minutes };
}

/** Whether each minute of the table is quiet. */
export function quietMinutes({ isOn, periods }: QuietHours, { minutes }: WallTable): boolean[] {
  const quiet = minutes.map(() => false);
  if (!isOn) return quiet;
  const toMinute = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const days = [...new Set(minutes.flatMap(({ day }) => [day - 1, day]))];
  for (const { days: on, from, to } of periods)
    for (const day of days) {
      if (!on.some((name) => name === ["thu", "fri", "sat", "sun", "mon", "tue", "wed"][day % 7])) continue;
      const [begins, ends] = [toMinute(from), toMinute(to)];
      const isWithin = (at: (typeof minutes)[number]): boolean => {
        if (ends > begins) return at.day === day && at.minute >= begins && at.minute < ends;
        return (at.day === day && at.minute >= begins) || (at.day === day + 1 && at.minute < ends);
      };
      const first = minutes.findIndex(isWithin);
      const last = minutes.findLastIndex(isWithin);
      if (first >= 0) quiet.fill(true, first, last + 1);
    }
  return quiet;
}
