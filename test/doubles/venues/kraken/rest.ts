/** Kraken's REST: refusals come with a status of 200, candles are the last 720 whatever was asked, trades begin at a time. */
import type { RestAnswer, RestRequest } from "../../venue-server.ts";
import type { FakeInstrument } from "../fake-market.ts";
import type { FakeKraken } from "./kraken-venue.ts";

const candlesPerAnswer = 720;
const tradesPerAnswer = 1_000;

export function answerRest({ path, query }: RestRequest, venue: FakeKraken): RestAnswer {
  switch (path) {
    case "/0/public/AssetPairs":
      return pairs(venue, query.get("aclass_base") === "tokenized_asset");
    case "/0/public/Ticker":
      return tickers(venue, query);
    case "/0/public/OHLC":
      return ofOne(venue, query, candles);
    case "/0/public/Trades":
      return ofOne(venue, query, trades);
    default:
      return refusal("EGeneral:Unknown method");
  }
}

function refusal(words: string): RestAnswer {
  return { body: { error: [words] } };
}

function answer(result: string): RestAnswer {
  return { body: `{"error":[],"result":${result}}` };
}

function pairs(venue: FakeKraken, isTokenized: boolean): RestAnswer {
  const rows: Record<string, object> = {};
  for (const [wireSymbol, { tickSize, status }] of venue.instruments) {
    const names = venue.restNames.get(wireSymbol);
    if (names === undefined || venue.tokenized.has(wireSymbol) !== isTokenized) continue;
    rows[names.key] = {
      altname: names.altName,
      wsname: names.wsName,
      aclass_base: isTokenized ? "tokenized_asset" : "currency",
      tick_size: tickSize,
      status,
    };
  }
  return answer(JSON.stringify(rows));
}

/** By key or by the other name, with the class where it is a token; names built by any rule are unknown. */
function find(venue: FakeKraken, name: string, query: URLSearchParams): readonly [string, FakeInstrument] | null {
  for (const [wireSymbol, { key, altName }] of venue.restNames) {
    const instrument = venue.instruments.get(wireSymbol);
    const isClass = venue.tokenized.has(wireSymbol) === (query.get("asset_class") === "tokenized_asset");
    if (instrument !== undefined && isClass && (key === name || altName === name)) return [key, instrument];
  }
  return null;
}

function tickers(venue: FakeKraken, query: URLSearchParams): RestAnswer {
  const rows: string[] = [];
  for (const name of (query.get("pair") ?? "").split(",")) {
    const found = find(venue, name, query);
    if (found === null) return refusal("EQuery:Unknown asset pair");
    const [key, { lastTrade }] = found;
    rows.push(`"${key}":{"c":["${lastTrade?.price ?? "0.00000"}","${lastTrade?.size ?? "0.0"}"],"o":"1.0"}`);
  }
  return answer(`{${rows.join()}}`);
}

function ofOne(
  venue: FakeKraken,
  query: URLSearchParams,
  read: (instrument: FakeInstrument, query: URLSearchParams, nowMs: number) => readonly [string, string],
): RestAnswer {
  const found = find(venue, query.get("pair") ?? "", query);
  if (found === null) return refusal("EQuery:Unknown asset pair");
  const [rows, last] = read(found[1], query, venue.clock.now().wallMs);
  return answer(`{"${found[0]}":${rows},"last":${last}}`);
}

/** The last one is still forming; minutes without a trade repeat the price, with an average of 0. */
function candles(instrument: FakeInstrument, query: URLSearchParams, nowMs: number): readonly [string, string] {
  const lengthMs = Number(query.get("interval")) * 60_000;
  const traded = instrument.candles(lengthMs);
  const rows: string[] = [];
  let at = 0;
  const newestMs = Math.floor(nowMs / lengthMs) * lengthMs;
  const firstMs = Math.max(traded[0]?.openMs ?? nowMs, newestMs - candlesPerAnswer * lengthMs);
  for (let openMs = firstMs; openMs <= nowMs; openMs += lengthMs) {
    while ((traded[at + 1]?.openMs ?? Number.POSITIVE_INFINITY) <= openMs) at++;
    const { open, high, low, close, trades: count, ...candle } = traded[at] as (typeof traded)[number];
    rows.push(
      candle.openMs === openMs
        ? `[${openMs / 1_000},"${open}","${high}","${low}","${close}","${close}","0.5",${count}]`
        : `[${openMs / 1_000},"${close}","${close}","${close}","${close}","0.0","0.00000000",0]`,
    );
  }
  return [`[${rows.join()}]`, String((newestMs - lengthMs) / 1_000)];
}

/** After a time in nanoseconds, oldest first; without one the newest. */
function trades(instrument: FakeInstrument, query: URLSearchParams): readonly [string, string] {
  const since = query.get("since");
  const count = Math.min(Number(query.get("count") ?? tradesPerAnswer), tradesPerAnswer);
  const page =
    since === null
      ? instrument.trades.slice(-count)
      : instrument.trades.filter(({ atMs }) => BigInt(atMs) * 1_000_000n > BigInt(since)).slice(0, count);
  const rows = page.map(
    ({ id, price, size, side, atMs }) =>
      `["${price}","${size}",${(atMs / 1_000).toFixed(4)},"${side[0]}","l","",${id}]`,
  );
  const lastMs = page.at(-1)?.atMs;
  return [`[${rows.join()}]`, lastMs === undefined ? `"${since ?? 0}"` : `"${lastMs}000000"`];
}
