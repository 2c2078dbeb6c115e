/** What a venue's refusal over HTTP means, in words for people, and how long it is asked nothing after it. */
import { message as text } from "../../../preload/contract/messages/message.ts";
import type { IncomingHttpHeaders } from "node:http";
import { networkFailure } from "../../network/failure.ts";
import type { RestFailureCode, RestRefusal } from "../venues/session.ts";
import { retryAfterMs } from "./retry-after.ts";

/** Without a word of the venue's on how long: a limit is over in less, and a ban lasts so long at least. */
export const rateHoldMs = 30_000;
const banHoldMs = 120_000;
const regionHoldMs = 120_000;
/** The longest bans that are known last three days. */
const maxBanMs = 3 * 86_400_000;

export interface Refusal extends RestRefusal {
  /** Nothing at all is asked for this long; null where the refusal is of one request alone. */
  readonly holdMs: number | null;
}

/** What the refusal depends on beside the status. */
export interface RefusalContext {
  readonly headers: IncomingHttpHeaders;
  /** Whether the venue knows keys: of one that does not, 401 and 403 speak of something else. */
  readonly takesKey: boolean;
  readonly wallMs: number;
}

/**
 * Null where the status is no refusal of the server's as such, but an answer that the venue reads itself: 2xx, and the 4xx that are
 * about the request (400, 404 ...).
 */
export function refusalOf(status: number, { headers, takesKey, wallMs }: RefusalContext): Refusal | null {
  const wait = (maxMs?: number) => retryAfterMs(headers["retry-after"], headers["date"], wallMs, maxMs);
  const refuse = (code: RestFailureCode, message: string, waitMs: number | null, holdMs = waitMs): Refusal => ({
    code,
    message,
    retryAfterMs: waitMs,
    holdMs,
  });
  if (status >= 200 && status <= 299) return null;
  if (status >= 300 && status <= 399) {
    return refuse("unreachable", text("rest.leads-elsewhere", { status }), null);
  }
  switch (status) {
    case 401:
    case 403:
      if (takesKey) return refuse("key-refused", text("rest.key-refused", { status }), null);
      return refuse("forbidden", text("rest.forbidden", { status }), wait(), wait() ?? rateHoldMs);
    case 418: {
      const waitMs = wait(maxBanMs) ?? banHoldMs;
      return refuse("banned", text("rest.banned", { span: formatSpan(waitMs) }), waitMs);
    }
    case 429:
      return refuse("rate-limited", text("rest.asked-too-often.http"), wait(), wait() ?? rateHoldMs);
    case 451:
      return refuse("region", text("rest.region"), regionHoldMs);
    case 503:
      return refuse("maintenance", text("rest.maintenance"), wait());
    default:
      if (status >= 400 && status <= 499) return null;
      return refuse("unreachable", text("rest.http", { status }), null);
  }
}

/** Why there was no answer at all. */
export function unreachable(error: unknown, host: string): Refusal {
  const known = networkFailure(error, host);
  const message = known?.message ?? text("rest.unreachable", { reason: causeOf(error) });
  return { code: "unreachable", message, retryAfterMs: null, holdMs: null };
}

/** `90 s`, `5 min`, `3 h`: rounded up, as before its end nothing is asked. */
export function formatSpan(ms: number): string {
  if (ms < 120_000) return `${Math.ceil(ms / 1000)} s`;
  return ms < 7_200_000 ? `${Math.ceil(ms / 60_000)} min` : `${Math.ceil(ms / 3_600_000)} h`;
}

/** The system's own code (`ECONNREFUSED`) where there is one; never a message, which may quote the address. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : text("rest.network-error");
}
