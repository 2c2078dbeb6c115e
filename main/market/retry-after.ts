/** The `Retry-After` header (RFC 9110, 10.2.3): seconds, or a date. */

const longestMs = 3_600_000;

/** Milliseconds to wait, at most an hour (a broken header must not silence the feed for a day); null where it says nothing. */
export function retryAfterMs(header: string | null | undefined, wallMs: number): number | null {
  if (header === null || header === undefined || header.trim() === "") return null;
  const seconds = /^\s*[0-9]+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - wallMs;
  return Number.isNaN(seconds) ? null : Math.min(longestMs, Math.max(0, seconds));
}
