/**
 * Kraken's list of pairs, and its names for one. REST lists `XXBTZUSD`, with `XBT/USD` for the stream, which refuses that and wants
 * `BTC/USD`. No name is ever built by rule, as X and Z stand before some assets and not before others: all come from the list.
 */
import { message } from "../../../../preload/contract/messages/message.ts";
import type { ListedInstrument, RestGate, RestOutcome } from "../session.ts";
import { jsonFields, jsonText, type JsonFields } from "../exact-json.ts";
import { isOfWholeVenue } from "../rest-json.ts";
import { requestKraken } from "./rest-request.ts";

/** A listed instrument with what REST has to be asked for it. */
export interface KrakenPair {
  readonly listed: ListedInstrument;
  /** As REST takes it, and mostly writes it above an answer. */
  readonly restName: string;
  /** Other names under which an answer may stand. */
  readonly otherNames: readonly string[];
  /** A share as a token: REST wants to be told. */
  readonly isTokenized: boolean;
}

const maxBodyBytes = 16 * 1024 * 1024;

/** Every pair: of currencies, then of tokenised shares, which are listed apart. */
export async function fetchPairs(gate: RestGate, signal: AbortSignal): Promise<RestOutcome<readonly KrakenPair[]>> {
  const ofCurrencies = await fetchList(gate, "AssetPairs", false, signal);
  if (!ofCurrencies.ok) return ofCurrencies;
  const ofShares = await fetchList(gate, "AssetPairs?aclass_base=tokenized_asset", true, signal);
  if (ofShares.ok) return { ok: true, value: [...ofCurrencies.value, ...ofShares.value] };
  // A Kraken that has no such list has no such pairs; one that did not answer may have them.
  return isOfWholeVenue(ofShares.error) ? ofShares : ofCurrencies;
}

async function fetchList(
  gate: RestGate,
  path: string,
  isTokenized: boolean,
  signal: AbortSignal,
): Promise<RestOutcome<readonly KrakenPair[]>> {
  const answer = await requestKraken(gate, { path, maxBodyBytes, numbers: "rounded" }, signal);
  if (!answer.ok) return answer;
  const pairs = Object.entries(answer.value).flatMap(([key, row]) => readPair(key, jsonFields(row), isTokenized) ?? []);
  return { ok: true, value: pairs };
}

/** Assets that REST's list names otherwise than the stream. */
const streamNames: Readonly<Record<string, string>> = { XBT: "BTC", XDG: "DOGE" };

/** Null where it is none that could be subscribed to. */
function readPair(key: string, row: JsonFields | null, isTokenized: boolean): KrakenPair | null {
  const wsName = jsonText(row?.wsname);
  const [listedBase, listedQuote, ...rest] = wsName?.split("/") ?? [];
  if (row === null || wsName === null || !listedBase || !listedQuote || rest.length > 0) return null;
  const base = streamNames[listedBase] ?? listedBase;
  const quote = streamNames[listedQuote] ?? listedQuote;
  const listed: ListedInstrument = {
    symbol: `${base}-${quote}`,
    wireSymbol: `${base}/${quote}`,
    base,
    quote,
    name: null,
    aliases: base === listedBase ? [] : [listedBase],
    tickSize: jsonText(row.tick_size),
    ...stateOf(row.status),
  };
  const altName = jsonText(row.altname);
  const otherNames = [wsName, ...(altName === null ? [] : [altName]), listed.wireSymbol];
  return { listed, restName: key, otherNames, isTokenized };
}

/** Why nothing is traded in each state in which that is so. */
const haltedNotes = {
  cancel_only: "venue.note.cancel-only",
  post_only: "venue.note.post-only",
  reduce_only: "venue.note.reduce-only",
  maintenance: "venue.note.maintenance",
} as const;

function stateOf(status: unknown): Pick<ListedInstrument, "state" | "note"> {
  const text = String(status);
  if (text === "online" || text === "limit_only") return { state: "trading", note: null };
  if (text === "delisted") return { state: "delisted", note: message("venue.note.delisted", { venue: "Kraken" }) };
  if (!Object.hasOwn(haltedNotes, text))
    return { state: "unknown", note: message("venue.note.state", { venue: "Kraken", state: text }) };
  return { state: "halted", note: message(haltedNotes[text as keyof typeof haltedNotes]) };
}

/** Shares as tokens are a class of their own, and without its name unknown. */
export function assetClass(pair: KrakenPair | undefined): string {
  return pair?.isTokenized === true ? "&asset_class=tokenized_asset" : "";
}
