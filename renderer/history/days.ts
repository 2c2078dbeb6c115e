/** Days of the calendar as they are chosen in the history, in this computer's time zone. */

/** Milliseconds since the epoch: from the first moment of a day to the first moment after another. Infinite where there is no bound. */
export interface DaySpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** `from` and `to`: `2026-03-29` or empty, both days included, in either order. Null where neither is a day. */
export function daySpan(from: string, to: string): DaySpan | null {
  const [a, b] = [dayOf(from), dayOf(to)];
  const [first, last] = a !== null && b !== null && a > b ? [b, a] : [a, b];
  if (first === null && last === null) return null;
  return { fromMs: first?.getTime() ?? -Infinity, toMs: last === null ? Infinity : dayAfter(last) };
}

export function isWithin(ms: number, { fromMs, toMs }: DaySpan): boolean {
  return ms >= fromMs && ms < toMs;
}

function dayOf(text: string): Date | null {
  const [, year, month, day] = /^(\d{4,6})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  return year === undefined ? null : new Date(Number(year), Number(month) - 1, Number(day));
}

/** A day is not always 24 hours: clocks are changed. */
function dayAfter(day: Date): number {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
}
