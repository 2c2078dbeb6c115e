/** When history that a venue refuses for now is asked for again: one rule for gaps and for trades missed while connected. */
import type { RestRefusal } from "../venues/session.ts";

/** Where the venue does not say when. */
const againMs = 30_000;
/** So often in all: ten minutes, or as long as the venue says each time. What is lacking by then is told as that. */
const maxAttempts = 20;

/** Milliseconds until it is asked for again, having been asked for `attempts` times; null where it is given up. */
export function askedAgainMs(refusal: RestRefusal, attempts: number): number | null {
  return isTemporary(refusal) && attempts < maxAttempts ? (refusal.retryAfterMs ?? againMs) : null;
}

/** Whether the venue may answer the same request another time. */
export function isTemporary({ code }: RestRefusal): boolean {
  return code === "rate-limited" || code === "banned" || code === "unreachable" || code === "maintenance";
}
