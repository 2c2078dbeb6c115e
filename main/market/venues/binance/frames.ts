/**
 * Binance's frames, read leniently: every field is unknown until it was looked at. Numbers are text as they were written.
 * Source: binance/binance-spot-api-docs, web-socket-streams.md, and recorded frames.
 */
import { jsonFields, parseExactJson, type JsonFields } from "../exact-json.ts";
import { FlatObjectReader } from "../flat-json.ts";
import * as hole from "../trade-template.ts";

/** The fields that are used, by the venue's own names. One letter means different things in different events. */
export interface EventFrame {
  /** The event: `aggTrade`, `24hrTicker`. A `bookTicker` has none. */
  readonly e?: unknown;
  /** When the frame was made. */
  readonly E?: unknown;
  readonly s?: unknown;
  /** Of a trade: price, size, time, first and last trade id. */
  readonly p?: unknown;
  readonly q?: unknown;
  readonly T?: unknown;
  readonly f?: unknown;
  readonly l?: unknown;
  /** Best bid and ask. */
  readonly b?: unknown;
  readonly a?: unknown;
  /** Of a ticker: last price, and the id of its trade. */
  readonly c?: unknown;
  readonly L?: unknown;
}

/** A trade as it is always written. */
export const usualTrade = hole.tradeTemplate`{"e":"aggTrade","E":${hole.sentNumber},"s":"${hole.symbol}","a":${hole.anyWhole},"p":"${hole.paddedPrice}","q":"${hole.paddedSize}","f":${hole.firstId},"l":${hole.id},"T":${hole.timeNumber},"m":${hole.anyBoolean},"M":${hole.anyBoolean}}`;

const reader = new FlatObjectReader(["e", "E", "s", "p", "q", "T", "f", "l", "b", "a", "c", "L"]);

/** The usual frame, read from its bytes; null where it is for {@link readWholeFrame}. */
export function readEvent(text: string, bytes: Uint8Array): EventFrame | null {
  if (reader.read(text, bytes, 0) !== bytes.length) return null;
  const s = reader.field(2);
  // Acknowledgements and errors have fields that are not read here.
  if (s === undefined) return null;
  const e = reader.field(0);
  if (e === "aggTrade") {
    return {
      e,
      E: reader.field(1),
      s,
      p: reader.field(3),
      q: reader.field(4),
      T: reader.field(5),
      f: reader.field(6),
      l: reader.field(7),
    };
  }
  return { e, E: reader.field(1), s, b: reader.field(8), a: reader.field(9), c: reader.field(10), L: reader.field(11) };
}

/** Any frame, out of the wrapper that combined streams have. Never throws. */
export function readWholeFrame(text: string): JsonFields | "json-invalid" | "frame-invalid" {
  let frame: JsonFields | null;
  try {
    frame = jsonFields(parseExactJson(text));
  } catch {
    return "json-invalid";
  }
  if (typeof frame?.["stream"] === "string") frame = jsonFields(frame["data"]);
  return frame ?? "frame-invalid";
}
