/** Coinbase Exchange's REST: products, ticker, candles (newest first, at most 300, absent minutes) and trades by cursor. */
import type { RestAnswer, RestRequest } from "../../venue-server.ts";
import type { FakeInstrument } from "../fake-market.ts";

const candlesPerAnswer = 300;
const tradesPerPage = 1_000;

export function answerRest({ path, query }: RestRequest, instruments: ReadonlyMap<string, FakeInstrument>): RestAnswer {
  if (path === "/products") return { body: [...instruments.values()].map(product) };
  if (path === "/currencies")
    return {
      body: [
        { id: "BTC", name: "Bitcoin" },
        { id: "ETH", name: "Ether" },
      ],
    };
  const [, id = "", what = ""] = /^\/products\/([^/]+)\/(ticker|candles|trades)$/.exec(path) ?? [];
  const instrument = instruments.get(decodeURIComponent(id));
  if (instrument === undefined) return { status: 404, body: { message: "NotFound" } };
  if (what === "candles") return candles(instrument, query);
  return what === "trades" ? trades(instrument, query) : ticker(instrument);
}

function product({ wireSymbol, base, quote, tickSize, status }: FakeInstrument): object {
  return {
    id: wireSymbol,
    base_currency: base,
    quote_currency: quote,
    quote_increment: tickSize,
    display_name: `${base}/${quote}`,
    status: status === "delisted" ? "delisted" : "online",
    status_message: status === "halted" ? "Trading is paused." : "",
    trading_disabled: status === "halted",
    cancel_only: false,
    post_only: false,
    limit_only: false,
    auction_mode: false,
    fx_stablecoin: false,
  };
}

function ticker({ lastTrade: last, bid, ask }: FakeInstrument): RestAnswer {
  if (last === null) return { status: 404, body: { message: "NotFound" } };
  return {
    body: {
      ask: ask ?? last.price,
      bid: bid ?? last.price,
      volume: "1207.50668151",
      trade_id: last.id,
      price: last.price,
      size: last.size,
      time: new Date(last.atMs).toISOString(),
    },
  };
}

/** `[time, LOW, HIGH, open, close, volume]`, numbers, and one from before the start now and then. */
function candles(instrument: FakeInstrument, query: URLSearchParams): RestAnswer {
  const lengthMs = Number(query.get("granularity")) * 1_000;
  const startMs = Date.parse(query.get("start") ?? "");
  const endMs = Date.parse(query.get("end") ?? "");
  if (Math.floor((endMs - startMs) / lengthMs) + 1 > candlesPerAnswer) {
    const message = "granularity too small for the requested time range. Count of aggregations requested exceeds 300";
    return { status: 400, body: { message } };
  }
  const rows = instrument
    .candles(lengthMs)
    .filter(({ openMs }) => openMs >= startMs - lengthMs && openMs <= endMs)
    .map(({ openMs, low, high, open, close }) => `[${[openMs / 1_000, low, high, open, close, "0.5"].join()}]`);
  return { body: `[${rows.reverse().join()}]` };
}

/** Newest first; `after` an id means older than it. */
function trades(instrument: FakeInstrument, query: URLSearchParams): RestAnswer {
  const limit = Math.min(Number(query.get("limit") ?? tradesPerPage), tradesPerPage);
  const after = Number(query.get("after") ?? Number.POSITIVE_INFINITY);
  const page = instrument.trades
    .filter(({ id }) => id < after)
    .slice(-limit)
    .reverse();
  const rows = page.map(({ id, price, size, side, atMs }) => ({
    time: new Date(atMs).toISOString(),
    trade_id: id,
    price,
    size,
    side,
  }));
  const oldest = page.at(-1)?.id;
  return {
    headers: oldest === undefined ? {} : { "cb-before": String(page[0]?.id), "cb-after": String(oldest) },
    body: rows,
  };
}
