/** Last prices by REST: of one symbol by its last trade, of more of them in one request, which tells no time. */
import { message } from "../../../../preload/contract/messages/message.ts";
import { plainDecimal } from "../../decimal.ts";
import { jsonFields } from "../exact-json.ts";
import { readId } from "../session-price.ts";
import type { CurrentPrice, RestGate, RestOutcome } from "../session.ts";
import { isOfWholeVenue, refusal } from "../rest-json.ts";
import { fetchLastTrade } from "./history.ts";
import { requestBinance } from "./rest-request.ts";
import { notListed, type SymbolTable } from "./symbols.ts";
import { unpadded } from "./unpadded.ts";

type Prices = Map<string, RestOutcome<CurrentPrice>>;
/** What Binance calls a symbol, and what we do. */
type Names = readonly [wireSymbol: string, symbol: string];

/** Up to 20 symbols weigh 2, up to 100 weigh 40. */
export const symbolsARequest = 20;
const weight = 2;

/**
 * Of one symbol `GET /api/v3/aggTrades?limit=1`, which tells the trade's id and time; of more `GET /api/v3/ticker/24hr?type=MINI`: it tells the last trade's id and not its time: `closeTime` is that of the answer. One symbol that
 * Binance does not know makes it refuse all that are asked with it, so that they are asked again by halves.
 */
export async function fetchPrices(
  gate: RestGate,
  symbols: readonly string[],
  table: SymbolTable,
  signal: AbortSignal,
): Promise<RestOutcome<ReadonlyMap<string, RestOutcome<CurrentPrice>>>> {
  const prices: Prices = new Map();
  const asked = new Map<string, string>();
  for (const symbol of symbols) {
    const wireSymbol = table.wireSymbolOf(symbol);
    if (wireSymbol === null) prices.set(symbol, refusal("unknown-symbol", notListed(symbol)));
    else asked.set(wireSymbol, symbol);
  }
  const [only] = asked;
  if (only !== undefined && asked.size === 1) {
    const [wireSymbol, symbol] = only;
    const price = await fetchLastTrade(gate, { symbol, wireSymbol }, signal);
    if (!price.ok && isOfWholeVenue(price.error)) return price;
    return { ok: true, value: prices.set(symbol, price) };
  }
  const batches: Names[][] = [];
  const all = [...asked];
  for (let at = 0; at < all.length; at += symbolsARequest) batches.push(all.slice(at, at + symbolsARequest));
  // What some of the requests brought is not lost for the others.
  await Promise.all(batches.map((batch) => fetchBatch(gate, batch, prices, signal)));
  return { ok: true, value: prices };
}

async function fetchBatch(gate: RestGate, batch: readonly Names[], prices: Prices, signal: AbortSignal): Promise<void> {
  const symbolOf = new Map(batch);
  const symbols = [...symbolOf.values()];
  const path = `/api/v3/ticker/24hr?type=MINI&symbols=${encodeURIComponent(JSON.stringify([...symbolOf.keys()]))}`;
  const outcome = await requestBinance(gate, { path, weight, symbols }, signal);
  const half = Math.ceil(batch.length / 2);
  if (!outcome.ok && outcome.error.code === "unknown-symbol" && half < batch.length) {
    await fetchBatch(gate, batch.slice(0, half), prices, signal);
    await fetchBatch(gate, batch.slice(half), prices, signal);
    return;
  }
  if (!outcome.ok || !Array.isArray(outcome.value)) {
    const unusable = refusal("invalid", message("venue.prices-unusable", { venue: "Binance" }));
    for (const symbol of symbols) prices.set(symbol, outcome.ok ? unusable : outcome);
    return;
  }
  for (const row of outcome.value as readonly unknown[]) {
    const fields = jsonFields(row);
    const symbol = symbolOf.get(String(fields?.["symbol"]));
    if (fields !== null && symbol !== undefined) prices.set(symbol, readPrice(symbol, fields));
  }
}

function readPrice(symbol: string, row: Readonly<Record<string, unknown>>): RestOutcome<CurrentPrice> {
  const plain = plainDecimal(unpadded(row["lastPrice"]));
  if ("fault" in plain) {
    const about = { venue: "Binance", symbol };
    if (plain.fault === "zero") return refusal("unknown-symbol", message("venue.never-traded", about));
    return refusal("invalid", message("venue.price-unusable", { ...about, fault: `price-${plain.fault}` }));
  }
  const price = { last: plain.text, lastNumber: Number(plain.text), tradeId: readId(row["lastId"]) };
  return { ok: true, value: { ...price, asOf: "unknown", at: null } };
}
