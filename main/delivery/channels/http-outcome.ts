/**
 * What an answer over HTTP means for a delivery, the same for every service: which failures pass, which end one message, and which
 * end all of them. A service says first what only its own answers mean.
 */
import { message } from "../../../preload/contract/messages/message.ts";
import type { HttpSendResult, ServiceAnswer } from "../../network/http-send.ts";
import type { SendOutcome } from "./remote-channel.ts";

/** Shortest and longest pause that an answer can ask for. */
const minWaitMs = 1_000;
const maxWaitMs = 3_600_000;

export interface Judge {
  /** As a person reads it: `ntfy`, or the host. */
  readonly service: string;
  /** Wall time, for waits that are given as a date. */
  readonly nowMs: number;
  /** What a 2xx, or another answer of the service's own, means; null: what its status says. */
  readonly own: (answer: ServiceAnswer) => SendOutcome | null;
}

export function outcomeOf(result: HttpSendResult, judge: Judge): SendOutcome {
  if (result.kind === "answered") return judge.own(result) ?? outcomeByStatus(result, judge);
  const { code, words } = result;
  if (result.isLasting) return { kind: "broken", code, words };
  if (!result.mayHaveArrived) return { kind: "later", code, words, afterMs: null };
  return { kind: "unknown", code, words: message("outcome.maybe-sent", { why: words }) };
}

function outcomeByStatus({ status, headers }: ServiceAnswer, { service, nowMs }: Judge): SendOutcome {
  const code = `http-${status}`;
  const given = { service, status };
  // A 2xx that does not say what it must may come from a sign-in page, or be the beginning of a real one.
  if (status < 300)
    return {
      kind: "unknown",
      code: "not-understood",
      words: message("outcome.maybe-sent", { why: message("outcome.not-understood", { service }) }),
    };
  if (status < 400) return { kind: "broken", code: "redirected", words: message("outcome.redirected", given) };
  const afterMs = waitMs(headers["retry-after"], nowMs);
  switch (status) {
    case 429:
      return { kind: "later", code, words: message("outcome.rate-limited", { service }), afterMs };
    // What stands in front may have passed the request on.
    case 502:
    case 504:
    case 524:
      return {
        kind: "unknown",
        code,
        words: message("outcome.maybe-sent", { why: message("outcome.gateway", given) }),
      };
    case 400:
    case 413:
    case 414:
    case 422:
    case 431:
      return { kind: "refused", code, words: message("outcome.refused", given) };
    case 401:
    case 403:
    case 407:
      return { kind: "broken", code, words: message("outcome.unauthorized", given) };
    case 408:
    case 425:
      return { kind: "later", code, words: message("outcome.later", given), afterMs };
    default:
      if (status >= 500) return { kind: "later", code, words: message("outcome.later", given), afterMs };
      return { kind: "broken", code, words: message("outcome.gone", given) };
  }
}

/** `Retry-After`: whole seconds or an HTTP date (RFC 9110). Null where it says nothing that can be read. */
function waitMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? null : clampedWaitMs(ms);
}

/** Kept between 1 s and 1 h: a service that asks for more is asked again after that. */
export function clampedWaitMs(ms: number): number {
  return Math.min(maxWaitMs, Math.max(minWaitMs, Math.ceil(ms)));
}

/** The answer's JSON where it is an object; null where it is none. */
export function jsonOf({ text }: Pick<ServiceAnswer, "text">): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
