/** Answers to what a venue is asked over REST, for those who are given them instead of a gate that asks. */
import type { RestAnswer, RestOutcome } from "../../../main/market/venues/session.ts";

/** Of a request that nobody cancels. */
export const never = new AbortController().signal;

export const json = (
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): RestOutcome<RestAnswer> => ({ ok: true, value: { status, headers, text: JSON.stringify(value) } });

/** Nothing answered. */
export const away: RestOutcome<RestAnswer> = {
  ok: false,
  error: { code: "unreachable", message: "away", retryAfterMs: null },
};
