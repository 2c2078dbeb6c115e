/**
 * Until when it is quiet, worked out from the settings, an instant and a time zone whenever somebody asks: nothing of it is kept, so
 * that another setting, another zone or another time on the clock holds at once.
 *
 * A quiet period is what lies between two times on the wall. On the night in which clocks are set back its times exist twice: it
 * begins when its first time comes first, and ends when its last time comes last, without a break in between, so that there is no sound at
 * any time that the clock on the wall calls quiet. A time that is left out when they are set forward is the moment of the change.
 */
import {
  lengthMinutes,
  minutesOf,
  weekdays,
  type QuietHours,
  type QuietPeriod,
} from "../../../preload/contract/quiet-hours.ts";
import { offsetSpans, wallTimeIn, type OffsetSpan } from "../../lib/zoned-time.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A period is a day long at most, and a clock is set by a day at most (over the date line). */
const daysAround = 3;
/** Where there is no end, this is as far as anybody looks. */
const maxMs = 35 * dayMs;

/** Wall milliseconds at which the quiet that is on at `nowMs` ends, 35 days away at most; null where it is not quiet. */
export function quietUntil({ isOn, periods }: QuietHours, nowMs: number, zone: string): number | null {
  if (!isOn || periods.length === 0) return null;
  let untilMs = nowMs;
  while (untilMs - nowMs < maxMs) {
    const endMs = endOfPeriod(periods, untilMs, zone);
    // What goes on longer, or follows without a gap, is the same quiet.
    if (endMs === null) break;
    untilMs = endMs;
  }
  return untilMs === nowMs ? null : untilMs;
}

/** The end of a period that is on at this instant; null where none is. */
function endOfPeriod(periods: readonly QuietPeriod[], atMs: number, zone: string): number | null {
  const spans = offsetSpans(zone, atMs - daysAround * dayMs, atMs + daysAround * dayMs);
  const today = Math.floor(wallTimeIn(zone, atMs) / dayMs);
  for (let day = today - daysAround; day <= today + daysAround; day += 1)
    for (const period of periods) {
      if (!period.days.map((name) => weekdays.indexOf(name)).includes(weekdayOf(day))) continue;
      const from = day * dayMs + minutesOf(period.from) * minuteMs;
      const met = instantsOf(from, from + lengthMinutes(period) * minuteMs, spans);
      if (met !== null && met.fromMs <= atMs && atMs < met.toMs) return met.toMs;
    }
  return null;
}

/** From the first to the last instant at which the wall shows a time in [from, to); null where it never does. */
function instantsOf(from: number, to: number, spans: readonly OffsetSpan[]): { fromMs: number; toMs: number } | null {
  const within = spans
    .map((span) => ({
      fromMs: Math.max(span.fromMs, from - span.offsetMs),
      toMs: Math.min(span.toMs, to - span.offsetMs),
    }))
    .filter(({ fromMs, toMs }) => fromMs < toMs);
  const [first] = within;
  const last = within.at(-1);
  return first === undefined || last === undefined ? null : { fromMs: first.fromMs, toMs: last.toMs };
}

/** Of a day counted from 1970-01-01, a Thursday: 0 is a Monday. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}
