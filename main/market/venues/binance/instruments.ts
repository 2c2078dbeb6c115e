/** Binance's own list of what is traded there. */
import { plainDecimal } from "../../decimal.ts";
import { jsonFields, jsonText } from "../exact-json.ts";
import type { ListedInstrument, RestGate, RestOutcome } from "../session.ts";
import { refusal } from "../rest-json.ts";
import { ask } from "./rest-answers.ts";

/** Some thousands of markets with all their filters: many megabytes. */
const maxBodyBytes = 32 * 1024 * 1024;
const timeoutMs = 60_000;
const weight = 20;

/** What each state means for somebody who waits for a price. A state that is not here is one we do not know. */
const states: Readonly<Record<string, { readonly state: ListedInstrument["state"]; readonly note: string | null }>> = {
  TRADING: { state: "trading", note: null },
  CANCEL_ONLY: { state: "halted", note: "Binance takes back orders only: nothing is traded." },
  HALT: { state: "halted", note: "Binance has halted trading." },
  BREAK: { state: "halted", note: "Binance does not trade it at the moment." },
  END_OF_DAY: { state: "halted", note: "Binance has ended trading for the day." },
};

/** `GET /api/v3/exchangeInfo`, of every state: one that is halted is to be told of, not to be missing. */
export async function fetchInstruments(
  gate: RestGate,
  signal: AbortSignal,
): Promise<RestOutcome<readonly ListedInstrument[]>> {
  const path = "/api/v3/exchangeInfo?showPermissionSets=false";
  const outcome = await ask(gate, { path, weight, maxBodyBytes, timeoutMs }, signal);
  if (!outcome.ok) return outcome;
  const rows = jsonFields(outcome.value)?.["symbols"];
  if (!Array.isArray(rows)) return refusal("invalid", "Binance's list of instruments cannot be read.");
  return { ok: true, value: rows.flatMap((row: unknown) => readInstrument(row) ?? []) };
}

function readInstrument(row: unknown): ListedInstrument | null {
  const fields = jsonFields(row);
  const wireSymbol = jsonText(fields?.["symbol"]);
  const base = jsonText(fields?.["baseAsset"]);
  const quote = jsonText(fields?.["quoteAsset"]);
  if (fields === null || wireSymbol === null || base === null || quote === null) return null;
  const status = jsonText(fields["status"]) ?? "";
  const unknown = {
    state: "unknown",
    note: `Binance says that it is ${status === "" ? "in no state" : status}.`,
  } as const;
  return {
    symbol: `${base}-${quote}`,
    wireSymbol,
    base,
    quote,
    name: null,
    aliases: [],
    tickSize: readTickSize(fields["filters"]),
    ...(states[status] ?? unknown),
  };
}

/** `0.01000000` as `0.01`; zero means that there is none. */
function readTickSize(filters: unknown): string | null {
  if (!Array.isArray(filters)) return null;
  const filter = filters.map(jsonFields).find((one) => one?.["filterType"] === "PRICE_FILTER");
  const plain = plainDecimal(filter?.["tickSize"]);
  if ("fault" in plain) return null;
  return plain.text.includes(".") ? plain.text.replace(/\.?0+$/, "") : plain.text;
}
