/**
 * Wall time in a time zone, from what the runtime knows of zones (Intl). Temporal would do it, and the runtimes that this app runs in do
 * not have it yet; its polyfill is larger than all that is needed here: what the clocks of a zone are ahead of UTC, and until when.
 */
const dayMs = 24 * 3_600_000;

/** While the clocks of a zone are this much ahead of UTC (behind: negative). */
export interface OffsetSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly offsetMs: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "iso8601",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    // A computer has been in a few; it has not been in hundreds.
    if (formats.size > 50) formats.clear();
    formats.set(zone, format);
  }
  return format;
}

/** What the clocks of `zone` (an IANA name) show at this instant, written as the instant at which those of UTC show the same. */
export function wallTimeIn(zone: string, atMs: number): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(zone).formatToParts(atMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((atMs % 1_000) + 1_000) % 1_000);
}

/** How the clocks of `zone` go between two instants, oldest first. No zone changes them twice within a day. */
export function offsetSpans(zone: string, fromMs: number, toMs: number): OffsetSpan[] {
  const offsetAt = (ms: number): number => wallTimeIn(zone, ms) - ms;
  const spans: OffsetSpan[] = [];
  let span = { fromMs, offsetMs: offsetAt(fromMs) };
  for (let knownMs = fromMs; knownMs < toMs;) {
    const nextMs = Math.min(toMs, knownMs + dayMs);
    const offsetMs = offsetAt(nextMs);
    if (offsetMs !== span.offsetMs) {
      // The first millisecond of the new offset lies in (before, after].
      let before = knownMs;
      let after = nextMs;
      while (after - before > 1) {
        const middle = Math.floor((before + after) / 2);
        if (offsetAt(middle) === span.offsetMs) before = middle;
        else after = middle;
      }
      spans.push({ ...span, toMs: after });
      span = { fromMs: after, offsetMs };
    }
    knownMs = nextMs;
  }
  spans.push({ ...span, toMs });
  return spans;
}
