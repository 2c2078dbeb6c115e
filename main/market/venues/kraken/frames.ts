/**
 * Kraken's frames (WebSocket v2), read leniently: every field is unknown until it was looked at. Numbers are text as they were
 * written: prices come as JSON numbers, and `0.13110` is not `0.1311`. Source: docs.kraken.com/exchange, and recorded frames.
 */
import { jsonFields, parseExactJson } from "../exact-json.ts";
import { FlatObjectReader } from "../flat-json.ts";
import { anyText, id, price, size, symbol, time, tradeTemplate } from "../trade-template.ts";

/** Any frame: data of a stream, an acknowledgement of a request, or a complaint. */
export interface Frame {
  readonly channel?: unknown;
  readonly type?: unknown;
  readonly data?: unknown;
  readonly method?: unknown;
  readonly result?: unknown;
  readonly success?: unknown;
  readonly symbol?: unknown;
  readonly req_id?: unknown;
  readonly time_out?: unknown;
  readonly error?: unknown;
  /** Too many messages are complained of under a name of their own. */
  readonly Error?: unknown;
}

/** A row of `trade`: several may be in one frame, of several symbols. */
export interface TradeRow {
  readonly symbol?: unknown;
  readonly price?: unknown;
  readonly qty?: unknown;
  readonly trade_id?: unknown;
  readonly timestamp?: unknown;
}

/** A row of `ticker`. Its `timestamp` is the ticker's, not that of the trade which `last` is of. */
export interface TickerRow {
  readonly symbol?: unknown;
  readonly bid?: unknown;
  readonly ask?: unknown;
  readonly last?: unknown;
  readonly timestamp?: unknown;
}

/** `trade`: each trade, and the last 50 before. `ticker`: best bid and ask. */
export type Stream = "trade" | "ticker";

export interface RequestFrame {
  readonly method: "subscribe" | "unsubscribe";
  readonly params: {
    readonly channel: Stream;
    /** Always a list: a single symbol as text is refused. */
    readonly symbol: readonly string[];
    readonly snapshot?: boolean;
    readonly event_trigger?: "bbo" | "trades";
  };
  readonly req_id: number;
}

const heartbeat: Frame = { channel: "heartbeat" };
const heartbeatText = JSON.stringify(heartbeat);

/** One trade as it is always written. */
export const usualTrade = tradeTemplate`{"channel":"trade","type":"update","data":[{"symbol":"${symbol}","side":"${anyText}","price":${price},"qty":${size},"ord_type":"${anyText}","trade_id":${id},"timestamp":"${time}"}]}`;

const tradeStart = '{"channel":"trade","type":"update","data":[';
const tradeRows = new FlatObjectReader(["symbol", "price", "qty", "trade_id", "timestamp"]);
const tickerStart = '{"channel":"ticker","type":"update","data":[';
const tickerRows = new FlatObjectReader(["symbol", "bid", "ask", "last", "timestamp"]);

/** What a text frame says, given with the bytes it was decoded from; or by name why it says nothing. Never throws. */
export function readFrame(text: string, bytes: Uint8Array): Frame | "json-invalid" | "frame-invalid" {
  if (text === heartbeatText) return heartbeat;
  const usual = text.startsWith(tradeStart)
    ? readTrades(text, bytes)
    : text.startsWith(tickerStart)
      ? readTickers(text, bytes)
      : null;
  if (usual !== null) return usual;
  try {
    return jsonFields(parseExactJson(text)) ?? "frame-invalid";
  } catch {
    return "json-invalid";
  }
}

function readTrades(text: string, bytes: Uint8Array): Frame | null {
  const data: TradeRow[] = [];
  const isWhole = eachRow(text, bytes, tradeStart.length, tradeRows, () => {
    data.push({
      symbol: tradeRows.field(0),
      price: tradeRows.field(1),
      qty: tradeRows.field(2),
      trade_id: tradeRows.field(3),
      timestamp: tradeRows.field(4),
    });
  });
  return isWhole ? { channel: "trade", type: "update", data } : null;
}

function readTickers(text: string, bytes: Uint8Array): Frame | null {
  const data: TickerRow[] = [];
  const isWhole = eachRow(text, bytes, tickerStart.length, tickerRows, () => {
    data.push({
      symbol: tickerRows.field(0),
      bid: tickerRows.field(1),
      ask: tickerRows.field(2),
      last: tickerRows.field(3),
      timestamp: tickerRows.field(4),
    });
  });
  return isWhole ? { channel: "ticker", type: "update", data } : null;
}

const comma = 0x2c;

/** Whether the text goes on with rows from `from`, and with the end of the frame after them. */
function eachRow(
  text: string,
  bytes: Uint8Array,
  from: number,
  rows: FlatObjectReader<string>,
  take: () => void,
): boolean {
  let at = from;
  for (;;) {
    at = rows.read(text, bytes, at);
    take();
    // A row that was not read ends at -1, where there is no comma, and no end of a frame.
    if (bytes[at] !== comma) return at === text.length - 2 && text.endsWith("]}");
    at++;
  }
}
