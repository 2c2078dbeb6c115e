/**
 * Coinbase Exchange's frames, read leniently: every field is unknown until it was looked at. Numbers are text as they were written.
 * Source: docs.cdp.coinbase.com/exchange/websocket-feed, and recorded frames.
 */
import { FlatObjectReader } from "../flat-json.ts";
import { jsonFields, parseExactJson } from "../exact-json.ts";
import { anyText, anyWhole, id, price, size, symbol, time, tradeTemplate } from "../trade-template.ts";

export interface Frame {
  readonly type?: unknown;
  readonly product_id?: unknown;
  readonly price?: unknown;
  readonly size?: unknown;
  readonly trade_id?: unknown;
  readonly time?: unknown;
  readonly best_bid?: unknown;
  readonly best_ask?: unknown;
  readonly last_trade_id?: unknown;
  readonly channels?: unknown;
  readonly message?: unknown;
  readonly reason?: unknown;
}

/** `matches`: each trade, and the last one before. `ticker`: best bid and ask as of a trade. `heartbeat`: each second, the newest trade's id. */
export type Stream = "matches" | "heartbeat" | "ticker";

export interface SubscribeFrame {
  readonly type: "subscribe" | "unsubscribe";
  readonly product_ids: readonly string[];
  readonly channels: readonly Stream[];
}

/** A trade as it is always written. */
export const usualMatch = tradeTemplate`{"type":"match","trade_id":${id},"maker_order_id":"${anyText}","taker_order_id":"${anyText}","side":"${anyText}","size":"${size}","price":"${price}","product_id":"${symbol}","sequence":${anyWhole},"time":"${time}"}`;

const reader = new FlatObjectReader([
  "type",
  "product_id",
  "price",
  "size",
  "trade_id",
  "time",
  "best_bid",
  "best_ask",
  "last_trade_id",
  "message",
  "reason",
]);

/** What a text frame says, given with the bytes it was decoded from; or by name why it says nothing. Never throws. */
export function readFrame(text: string, bytes: Uint8Array): Frame | "json-invalid" | "frame-invalid" {
  if (reader.read(text, bytes, 0) === bytes.length) {
    return {
      type: reader.field(0),
      product_id: reader.field(1),
      price: reader.field(2),
      size: reader.field(3),
      trade_id: reader.field(4),
      time: reader.field(5),
      best_bid: reader.field(6),
      best_ask: reader.field(7),
      last_trade_id: reader.field(8),
      message: reader.field(9),
      reason: reader.field(10),
    };
  }
  try {
    return jsonFields(parseExactJson(text)) ?? "frame-invalid";
  } catch {
    return "json-invalid";
  }
}
