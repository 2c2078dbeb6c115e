/**
 * A venue's own time, as it wrote it. Not on the path of a tick: only where a time is shown, or where a REST answer has to
 * be placed before or after what is known. It never orders ticks: clocks differ, arrival does not.
 */

/**
 * Wall milliseconds of a time written as ISO 8601 or as seconds, milliseconds, microseconds or nanoseconds since the epoch
 * (told apart by magnitude), as a number or a string of digits. Null where it is none of these.
 */
export function exchangeMs(at: string | number | null): number | null {
  if (at === null || at === "") return null;
  const count = typeof at === "number" ? at : /^[0-9]+(?:\.[0-9]+)?$/.test(at) ? Number(at) : Number.NaN;
  const ms = Number.isNaN(count) && typeof at === "string" ? Date.parse(at) : sinceEpoch(count);
  return Number.isFinite(ms) && ms > 0 && ms < 8.64e15 ? ms : null;
}

function sinceEpoch(count: number): number {
  if (count < 1e11) return count * 1e3;
  if (count < 1e14) return count;
  return count < 1e17 ? count / 1e3 : count / 1e6;
}

/** The same as ISO 8601; the time of receipt where the venue gave none that can be read. */
export function exchangeIso(at: string | number | null, receivedWallMs: number): string {
  return new Date(exchangeMs(at) ?? receivedWallMs).toISOString();
}
