/** Binance's own list of what is traded there. */
import { message } from "../../../../preload/contract/messages/message.ts";
import { plainDecimal } from "../../decimal.ts";
import { jsonFields, jsonText } from "../exact-json.ts";
import type { ListedInstrument, RestGate, RestOutcome } from "../session.ts";
import { refusal } from "../rest-json.ts";
import { requestBinance } from "./rest-request.ts";

/** Some thousands of markets with all their filters: many megabytes. */
const maxBodyBytes = 32 * 1024 * 1024;
const timeoutMs = 60_000;
const weight = 20;

/** Why nothing is traded in each state in which that is so. A state that is neither here nor `TRADING` is one we do not know. */
const haltedNotes = {
  CANCEL_ONLY: "venue.note.cancel-only",
  HALT: "venue.note.halted",
  BREAK: "venue.note.not-now",
  END_OF_DAY: "venue.note.ended-for-day",
} as const;

/** `GET /api/v3/exchangeInfo`, of every state: one that is halted is to be told of, not to be missing. */
export async function fetchInstruments(
  gate: RestGate,
  signal: AbortSignal,
): Promise<RestOutcome<readonly ListedInstrument[]>> {
  const path = "/api/v3/exchangeInfo?showPermissionSets=false";
  const outcome = await requestBinance(gate, { path, weight, maxBodyBytes, timeoutMs }, signal);
  if (!outcome.ok) return outcome;
  const rows = jsonFields(outcome.value)?.["symbols"];
  if (!Array.isArray(rows)) return refusal("invalid", message("venue.list-unusable", { venue: "Binance" }));
  return { ok: true, value: rows.flatMap((row: unknown) => readInstrument(row) ?? []) };
}

function readInstrument(row: unknown): ListedInstrument | null {
  const fields = jsonFields(row);
  const wireSymbol = jsonText(fields?.["symbol"]);
  const base = jsonText(fields?.["baseAsset"]);
  const quote = jsonText(fields?.["quoteAsset"]);
  if (fields === null || wireSymbol === null || base === null || quote === null) return null;
  return {
    symbol: `${base}-${quote}`,
    wireSymbol,
    base,
    quote,
    name: null,
    aliases: [],
    tickSize: readTickSize(fields["filters"]),
    ...stateOf(jsonText(fields["status"]) ?? ""),
  };
}

function stateOf(status: string): Pick<ListedInstrument, "state" | "note"> {
  const venue = "Binance";
  if (status === "TRADING") return { state: "trading", note: null };
  if (Object.hasOwn(haltedNotes, status))
    return { state: "halted", note: message(haltedNotes[status as keyof typeof haltedNotes], { venue }) };
  const note =
    status === "" ? message("venue.note.no-state", { venue }) : message("venue.note.state", { venue, state: status });
  return { state: "unknown", note };
}

/** `0.01000000` as `0.01`; zero means that there is none. */
function readTickSize(filters: unknown): string | null {
  if (!Array.isArray(filters)) return null;
  const filter = filters.map(jsonFields).find((one) => one?.["filterType"] === "PRICE_FILTER");
  const plain = plainDecimal(filter?.["tickSize"]);
  if ("fault" in plain) return null;
  return plain.text.includes(".") ? plain.text.replace(/\.?0+$/, "") : plain.text;
}
