/**
 * One request to Kraken's REST, and what its refusals mean: they come with a status of 200, in a list beside the answer. Source:
 * docs.kraken.com/exchange/api-reference.
 */
import { message as text } from "../../../../preload/contract/messages/message.ts";
import { jsonFields, type JsonFields } from "../exact-json.ts";
import { getJson, refusal, type JsonAnswer } from "../rest-json.ts";
import type { RestGate, RestOutcome, RestRefusal, RestRequest } from "../session.ts";

/** The address was too long: 414 by the venue, 520 by the firewall in front of it. */
const tooLongStatuses: readonly number[] = [414, 520];

export interface KrakenRequest extends Omit<RestRequest, "path"> {
  /** Below `/0/public/`. */
  readonly path: string;
  readonly numbers?: "exact" | "rounded";
}

/** The result of a successful answer. Numbers are text unless asked otherwise. */
export async function requestKraken(
  gate: RestGate,
  { numbers = "exact", path, ...request }: KrakenRequest,
  signal: AbortSignal,
): Promise<RestOutcome<JsonFields>> {
  const answer = await getJson(gate, { ...request, path: `/0/public/${path}` }, numbers, signal);
  return answer.ok ? readResult(gate, answer.value) : answer;
}

/** The same of a request that names many pairs; `too-long` where its address was. */
export async function requestMany(
  gate: RestGate,
  { path, ...request }: Omit<KrakenRequest, "numbers">,
  signal: AbortSignal,
): Promise<RestOutcome<JsonFields | "too-long">> {
  const asked = { ...request, path: `/0/public/${path}`, readsStatuses: tooLongStatuses };
  const answer = await getJson(gate, asked, "exact", signal);
  if (!answer.ok) return answer;
  if (tooLongStatuses.includes(answer.value.status)) return { ok: true, value: "too-long" };
  return readResult(gate, answer.value);
}

function readResult(gate: RestGate, { status, value }: JsonAnswer): RestOutcome<JsonFields> {
  const body = jsonFields(value);
  if (body === null || !Array.isArray(body.error)) {
    return refusal("invalid", text("venue.answer-unusable.http", { venue: "Kraken", status }));
  }
  // What begins with W is a warning beside a good answer.
  const words = (body.error as readonly unknown[]).find((word) => typeof word === "string" && !word.startsWith("W"));
  if (typeof words === "string") {
    const error = refusalOf(words);
    if (error.code === "rate-limited") gate.holdOff(null);
    return { ok: false, error };
  }
  const result = jsonFields(body.result);
  return result === null
    ? refusal("invalid", text("venue.answer-unusable", { venue: "Kraken" }))
    : { ok: true, value: result };
}

function refusalOf(words: string): RestRefusal {
  const refuse = (code: RestRefusal["code"], key: RefusalKey): RestRefusal => {
    return { code, message: text(key, { venue: "Kraken", reason: words }), retryAfterMs: null };
  };
  if (/Too many requests|Rate limit/i.test(words)) return refuse("rate-limited", "venue.asked-too-often");
  if (/^EQuery:Unknown asset pair/i.test(words)) return refuse("unknown-symbol", "venue.unknown-instrument");
  if (/^EService:/.test(words)) return refuse("maintenance", "venue.not-in-service");
  return refuse("invalid", "venue.refused-request");
}

type RefusalKey =
  | "venue.asked-too-often"
  | "venue.unknown-instrument"
  | "venue.not-in-service"
  | "venue.refused-request";

/** The rows of an answer about one instrument, which stand under a name that may be another than the one asked for. */
export function onlyRows(result: JsonFields): readonly unknown[] | null {
  const [name, ...others] = Object.keys(result).filter((one) => one !== "last");
  const rows = name === undefined || others.length > 0 ? null : result[name];
  return Array.isArray(rows) ? (rows as readonly unknown[]) : null;
}
