/** When history that a venue refuses for now is asked for again: one rule for gaps and for trades missed while connected. */
import type { RestRefusal } from "../venues/session.ts";

/** Where the venue does not say when. */
const againMs = 30_000;
/** A venue that says "at once", or a second each time, is asked after 2 s, 4 s and so on, up to 30 s. */
const firstMs = 2_000;
/** So often in all: for eight minutes at least, and as long as the venue says each time. What is lacking by then is told as that. */
const maxAttempts = 20;

/** Milliseconds until it is asked for again, having been asked for `attempts` times; null where it is given up. */
export function askedAgainMs(refusal: RestRefusal, attempts: number): number | null {
  if (!isTemporary(refusal) || attempts >= maxAttempts) return null;
  const leastMs = Math.min(againMs, firstMs * 2 ** (attempts - 1));
  return Math.max(refusal.retryAfterMs ?? againMs, leastMs);
}

/** Whether the venue may answer the same request another time. */
export function isTemporary({ code }: RestRefusal): boolean {
  return code === "rate-limited" || code === "banned" || code === "unreachable" || code === "maintenance";
}
