/** Coinbase Exchange's list of products, with the names of what is traded. */
import { message } from "../../../../preload/contract/messages/message.ts";
import { jsonFields, jsonText } from "../exact-json.ts";
import { getJson, refusal } from "../rest-json.ts";
import type { ListedInstrument, RestOutcome } from "../session.ts";
import type { CoinbaseAccess } from "./rest-request.ts";

const maxBodyBytes = 16 * 1024 * 1024;

export async function fetchInstruments(
  { gate }: CoinbaseAccess,
  signal: AbortSignal,
): Promise<RestOutcome<readonly ListedInstrument[]>> {
  const answer = await getJson(gate, { path: "/products", maxBodyBytes }, "rounded", signal);
  if (!answer.ok) return answer;
  const { status, value } = answer.value;
  if (status !== 200 || !Array.isArray(value))
    return refusal("invalid", message("venue.list-unusable", { venue: "Coinbase" }));
  const currencies = await getJson(gate, { path: "/currencies", maxBodyBytes }, "rounded", signal);
  // Without names the list is whole all the same.
  const names = currencies.ok ? namesOf(currencies.value.value) : new Map<string, string>();
  const instruments = (value as readonly unknown[]).flatMap((product) => readProduct(product, names) ?? []);
  return { ok: true, value: instruments };
}

function namesOf(value: unknown): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const currency of Array.isArray(value) ? (value as readonly unknown[]) : []) {
    const { id, name } = jsonFields(currency) ?? {};
    if (typeof id === "string" && jsonText(name) !== null) names.set(id, name as string);
  }
  return names;
}

/** Null where it is none that could be subscribed to. */
function readProduct(row: unknown, names: ReadonlyMap<string, string>): ListedInstrument | null {
  const product = jsonFields(row);
  const id = jsonText(product?.id);
  const base = jsonText(product?.base_currency);
  const quote = jsonText(product?.quote_currency);
  if (product === null || id === null || base === null || quote === null) return null;
  const { state, note } = stateOf(product);
  return {
    symbol: id,
    wireSymbol: id,
    base,
    quote,
    name: names.get(base) ?? null,
    aliases: [],
    tickSize: jsonText(product.quote_increment),
    state,
    note,
  };
}

/** While orders can only be cancelled or only be placed, nothing is traded; with limit orders alone it is. */
function stateOf(product: Readonly<Record<string, unknown>>): Pick<ListedInstrument, "state" | "note"> {
  const words = jsonText(product.status_message);
  const venue = "Coinbase";
  const halted = (note: string) => ({ state: "halted", note: words ?? note }) as const;
  if (product.status === "delisted")
    return { state: "delisted", note: words ?? message("venue.note.delisted", { venue }) };
  if (product.trading_disabled === true) return halted(message("venue.note.disabled", { venue }));
  if (product.cancel_only === true) return halted(message("venue.note.cancel-only"));
  if (product.post_only === true) return halted(message("venue.note.post-only"));
  if (product.auction_mode === true) return halted(message("venue.note.auction"));
  if (product.status === "online") return { state: "trading", note: null };
  return { state: "unknown", note: words ?? message("venue.note.state", { venue, state: String(product.status) }) };
}
