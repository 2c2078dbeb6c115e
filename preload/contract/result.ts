/**
 * Expected failures are values with a code; only bugs throw.
 * This is the shape in which every call across the bridge ends.
 */
import * as Type from "typebox";

/** Every code that can cross the bridge. A window maps each to words; a script may switch on it. */
export const failureCodes = [
  "rule-invalid",
  "rule-not-found",
  "event-not-found",
  "instrument-invalid",
  "venue-unreachable",
  "key-refused",
  "settings-invalid",
  "request-invalid",
  "not-found",
  "unauthorized",
  "forbidden",
  "too-large",
  "store-failed",
  "channel-unavailable",
  "not-supported",
  /** A newer call of the same window took its place before it was answered. */
  "superseded",
  /** A bug on our side; nothing was changed as far as is known. */
  "internal",
  /** The window cannot reach the host of the app. */
  "host-unreachable",
] as const;
export type FailureCode = (typeof failureCodes)[number];

export const Failure = Type.Object({
  code: Type.Enum([...failureCodes]),
  /** What happened, what it means for the alerts, what to do next: a sentence for a person. */
  message: Type.String(),
  /** Dotted path of the offending field, e.g. `condition.level`. */
  field: Type.Optional(Type.String()),
});
export interface Failure {
  code: FailureCode;
  message: string;
  field?: string;
}

export interface Refused {
  ok: false;
  error: Failure;
}
export type Result<T> = { ok: true; value: T } | Refused;

/** A success. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** An expected failure; `field` names the input at fault where there is one. */
export function fail(code: FailureCode, message: string, field?: string): Refused {
  return { ok: false, error: field === undefined ? { code, message } : { code, message, field } };
}
