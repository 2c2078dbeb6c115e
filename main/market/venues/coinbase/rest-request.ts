/** One request to Coinbase Exchange's REST, and what its refusals mean. Source: docs.cdp.coinbase.com/exchange/rest-api. */
import { message } from "../../../../preload/contract/messages/message.ts";
import { getJson, refusal, wordsOf } from "../rest-json.ts";
import type { RestGate, RestOutcome } from "../session.ts";

export interface CoinbaseAccess {
  readonly gate: RestGate;
}

/** The JSON of a successful answer, numbers as text. `symbol`: what it is about; `isPatient`: no rule ever waits for it. */
export async function requestCoinbase(
  { gate }: CoinbaseAccess,
  path: string,
  symbol: string,
  signal: AbortSignal,
  isPatient = false,
): Promise<RestOutcome<unknown>> {
  const answer = await getJson(gate, isPatient ? { path } : { path, symbols: [symbol] }, "exact", signal);
  if (!answer.ok) return answer;
  const { status, value } = answer.value;
  if (status >= 200 && status <= 299) return { ok: true, value };
  if (status === 404) return refusal("unknown-symbol", message("venue.unknown-symbol", { venue: "Coinbase", symbol }));
  const reason = wordsOf(value, "message") ?? `HTTP ${status}`;
  return refusal("invalid", message("venue.refused-request", { venue: "Coinbase", reason }));
}
