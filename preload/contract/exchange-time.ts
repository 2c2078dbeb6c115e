/**
 * A venue's own time, as it wrote it. Only for showing it, and for placing an answer before or after what is known: it never
 * orders ticks, for clocks differ and arrival does not.
 */

/** ISO 8601 with a date, a time and a zone. Without a zone `Date.parse` would take it for this computer's time. */
const iso = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})$/i;
const digits = /^\d+(\.\d+)?$/;

/** Between these an instant is believed to be one: 2001 to 2286, in which the count of digits tells the unit. */
const earliestMs = 1e12;
const latestMs = 1e13;

/**
 * The venue's own time as wall milliseconds: ISO text, or a number (also as text) of seconds, milliseconds, microseconds
 * or nanoseconds since the epoch, told apart by magnitude (from September 2001 to 2286 the four cannot be confused).
 * Null where it is none of these.
 */
export function exchangeMs(at: string | number | null): number | null {
  if (at === null) return null;
  if (typeof at === "string" && !digits.test(at)) {
    if (!iso.test(at)) return null;
    const parsed = Date.parse(at.replace(",", "."));
    return Number.isNaN(parsed) ? null : parsed;
  }
  let value = Number(at) * 1000;
  for (let unit = 0; unit < 4; unit += 1, value /= 1000) {
    if (value >= earliestMs && value < latestMs) return Math.floor(value);
  }
  return null;
}
