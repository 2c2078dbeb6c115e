/** The `Retry-After` header (RFC 9110, 10.2.3): seconds, or a date by the clock of the server, which its `Date` header tells. */

const hourMs = 3_600_000;

/**
 * Milliseconds to wait, at most `maxMs` (a broken header must not silence the feed for a day); null where it says nothing. `date` is
 * the answer's own `Date` header: this computer's clock may be wrong. `wallMs` stands for it where there is none.
 */
export function retryAfterMs(
  header: string | null | undefined,
  date: string | null | undefined,
  wallMs: number,
  maxMs = hourMs,
): number | null {
  if (header === null || header === undefined || header.trim() === "") return null;
  const serverMs = Date.parse(date ?? "");
  const nowMs = Number.isNaN(serverMs) ? wallMs : serverMs;
  const waitMs = /^\s*[0-9]+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isNaN(waitMs) ? null : Math.min(maxMs, Math.max(0, waitMs));
}
