/** Binance's answers over REST: what is a refusal in them, and how much of the limit is left. */
import { message } from "../../../../preload/contract/messages/message.ts";
import { jsonFields, jsonText } from "../exact-json.ts";
import { getJson, refusal, wordsOf, type JsonAnswer } from "../rest-json.ts";
import type { RestFailureCode, RestGate, RestOutcome, RestRequest } from "../session.ts";

/** Weight a minute from one network address, by Binance. Half of it is ours: other programs here may ask it too. */
export const restLimit = { max: 3_000, perMs: 60_000 } as const;
const venueWeight = 6_000;
/** With so much used by whomever, nothing is asked until the minute is over. */
const maxUsedWeight = 0.9 * venueWeight;
const usedWeightHeader = "x-mbx-used-weight-1m";

const codes: Readonly<Record<string, RestFailureCode>> = {
  "-1003": "rate-limited",
  "-1100": "unknown-symbol",
  "-1121": "unknown-symbol",
};

/** The answer's JSON, numbers as text. A refusal of the gate's or of Binance's own is one here. */
export async function requestBinance(
  gate: RestGate,
  request: RestRequest,
  signal: AbortSignal,
): Promise<RestOutcome<unknown>> {
  const answer = await getJson(gate, request, "exact", signal);
  if (!answer.ok) return answer;
  holdOffNearLimit(gate, answer.value);
  const { status, value } = answer.value;
  const code = jsonText(jsonFields(value)?.["code"]);
  if (code === null && status >= 200 && status <= 299) return { ok: true, value };
  const failure = (code === null ? null : codes[code]) ?? "invalid";
  const reason = wordsOf(value, "msg") ?? `HTTP ${status}`;
  if (failure === "unknown-symbol")
    return refusal(failure, message("venue.unknown-instrument", { venue: "Binance", reason }));
  if (failure === "rate-limited") gate.holdOff(null);
  return refusal(failure, message("venue.refused-request", { venue: "Binance", reason }));
}

/** What others ask from this network address counts too, and all are banned together. */
function holdOffNearLimit(gate: RestGate, { headers }: JsonAnswer): void {
  const { [usedWeightHeader]: used, date } = headers;
  // Neither a header that is absent nor one that is no number says so much.
  if (!(Number(used) >= maxUsedWeight)) return;
  const atMs = date === undefined ? Number.NaN : Date.parse(date);
  gate.holdOff(Number.isNaN(atMs) ? restLimit.perMs : restLimit.perMs - (atMs % restLimit.perMs));
}
