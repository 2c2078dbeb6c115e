/** A venue's answer over REST as JSON, whatever its status. */
import { message } from "../../../preload/contract/messages/message.ts";
import { jsonFields, jsonText, parseExactJson } from "./exact-json.ts";
import type { RestFailureCode, RestGate, RestOutcome, RestRefusal, RestRequest } from "./session.ts";

export interface JsonAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Undefined where the status is no success and the text is no JSON. */
  readonly value: unknown;
}

/**
 * `numbers`: `exact` keeps them as text, as they were written; `rounded` is a third of the cost, for long lists in which none is a
 * price. An answer of success that is no JSON is a refusal.
 */
export async function getJson(
  gate: RestGate,
  request: RestRequest,
  numbers: "exact" | "rounded",
  signal: AbortSignal,
): Promise<RestOutcome<JsonAnswer>> {
  const answer = await gate.get(request, signal);
  if (!answer.ok) return answer;
  const { status, headers, text } = answer.value;
  try {
    const value = numbers === "exact" ? parseExactJson(text) : (JSON.parse(text) as unknown);
    return { ok: true, value: { status, headers, value } };
  } catch {
    if (status >= 200 && status <= 299) return refusal("invalid", message("rest.not-json"));
    return { ok: true, value: { status, headers, value: undefined } };
  }
}

export function refusal(
  code: RestFailureCode,
  message: string,
  retryAfterMs: number | null = null,
): { readonly ok: false; readonly error: RestRefusal } {
  return { ok: false, error: { code, message, retryAfterMs } };
}

/** Whether the venue as a whole refuses, and not the one thing that it was asked for: asking for the next is of no use. */
export function isOfWholeVenue({ code }: RestRefusal): boolean {
  return code !== "unknown-symbol" && code !== "invalid";
}

/** The venue's own words in an answer that is no success, under the name that it gives them. */
export function wordsOf(value: unknown, name: string): string | null {
  return jsonText(jsonFields(value)?.[name]);
}
