/**
 * A SecurityPro frame turned into what it says. Hand-written guards rather than a schema: this runs for every frame, and a
 * compiled schema costs as much again as `JSON.parse`.
 */
import { message as text } from "../../../../preload/contract/messages/message.ts";
import { decimalNumber, isPlainDecimal, plainDecimal, type DecimalFault } from "../../decimal.ts";
import type { SessionMessage } from "../session.ts";
import { BAD_ASK, BAD_BID, BAD_SIZE, type Channel } from "../venue.ts";
import type { Frame } from "./messages.ts";
import { readFrameFast } from "./fast-frame.ts";

const ignored: SessionMessage = { kind: "ignored" };
const jsonInvalid: SessionMessage = { kind: "rejected", reason: "json-invalid", symbol: null };
const frameInvalid: SessionMessage = { kind: "rejected", reason: "frame-invalid", symbol: null };
const symbolMissing: SessionMessage = { kind: "rejected", reason: "symbol-missing", symbol: null };

/**
 * Reads one text frame, with the bytes it was decoded from. Never throws; a bad price is a rejection with a name, never a
 * number.
 */
export function parseFrame(text: string, bytes: Uint8Array): SessionMessage {
  const usual = readFrameFast(text, bytes);
  return usual === null ? parseUnusual(text) : readFrame(usual);
}

function parseUnusual(text: string): SessionMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return jsonInvalid;
  }
  return typeof value !== "object" || value === null || Array.isArray(value) ? frameInvalid : readFrame(value);
}

function readFrame(frame: Frame): SessionMessage {
  // `type` says what a frame is; an acknowledgement may carry the name of the channel beside a type of its own.
  switch (frame.type ?? frame.channel) {
    case "ticker":
      return readPrice(frame, "ticker");
    case "trade":
    case "trades":
      return readPrice(frame, "trades");
    case "heartbeat":
      return { kind: "alive", at: readTime(frame.ts), reply: null };
    case "error":
      return readError(frame);
    case undefined:
      return frame.error === undefined ? ignored : readError(frame);
    default:
      return ignored;
  }
}

function readPrice(frame: Frame, channel: Channel): SessionMessage {
  const symbol = frame.symbol;
  if (typeof symbol !== "string" || symbol === "") return symbolMissing;
  let last = written(frame.price);
  let lastNumber = typeof last === "string" ? decimalNumber(last) : Number.NaN;
  let fault: DecimalFault | null = null;
  if (Number.isNaN(lastNumber)) {
    const plain = plainDecimal(last);
    if ("text" in plain) lastNumber = Number((last = plain.text));
    else {
      last = null;
      fault = plain.fault;
    }
  }
  let faults = 0;
  let bid: unknown = null;
  let ask: unknown = null;
  let bidNumber = Number.NaN;
  let askNumber = Number.NaN;
  let size: string | null = null;
  if (channel === "ticker") {
    bid = written(frame.bid);
    bidNumber = typeof bid === "string" ? decimalNumber(bid) : Number.NaN;
    if (Number.isNaN(bidNumber)) bidNumber = Number((bid = unusualSide(bid)) ?? Number.NaN);
    ask = written(frame.ask);
    askNumber = typeof ask === "string" ? decimalNumber(ask) : Number.NaN;
    if (Number.isNaN(askNumber)) askNumber = Number((ask = unusualSide(ask)) ?? Number.NaN);
    if (bid === null && isBad(frame.bid)) faults += BAD_BID;
    if (ask === null && isBad(frame.ask)) faults += BAD_ASK;
  } else {
    size = readSize(frame.size);
    if (size === null && isBad(frame.size)) faults += BAD_SIZE;
  }
  const rejected: SessionMessage | null =
    fault === null ? null : { kind: "rejected", reason: `price-${fault}`, symbol };
  if (rejected !== null && bid === null && ask === null) return rejected;
  const message: SessionMessage = {
    kind: "price",
    channel,
    symbol,
    last: last as string | null,
    bid: bid as string | null,
    ask: ask as string | null,
    lastNumber,
    bidNumber,
    askNumber,
    size,
    tradeId: readTradeId(frame),
    at: readTime(frame.ts),
    faults,
    origin: "live",
    sentAt: null,
  };
  // That there was no last trade is no fault of a quote; one that is no number is, and the quote beside it is good all the same.
  if (rejected === null || fault === "null" || fault === "missing") return message;
  return { kind: "batch", messages: [rejected, message] };
}

/** A size: its plain form, or null. */
function readSize(size: unknown): string | null {
  if (size === undefined || size === null) return null;
  const value = written(size);
  return typeof value === "string" && isPlainDecimal(value) ? value : unusualSide(value);
}

/** A bid or an ask, or a size, that is not plain as it stands: its plain form, or null. */
function unusualSide(side: unknown): string | null {
  const plain = plainDecimal(side);
  return "text" in plain ? plain.text : null;
}

/** A number as text: most are plain as they are, and finding that out costs a tenth of putting one into plain form. */
function written(value: unknown): unknown {
  return typeof value === "number" ? String(value) : value;
}

/** An absent side is no fault: a book may be empty. */
function isBad(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function readTime(value: unknown): string | number | null {
  return typeof value === "string" || typeof value === "number" ? value : null;
}

/**
 * The id of the trade under any of the names that venues use. Integers beyond 2^53 have lost digits in `JSON.parse`, so that two
 * trades could look like one: no id is better.
 */
export function readTradeId(frame: Pick<Frame, "id" | "trade_id" | "tradeId">): string | null {
  const value = frame.id ?? frame.trade_id ?? frame.tradeId;
  if (typeof value === "string") return value === "" || value.length > 64 ? null : value;
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : null;
}

/** Words that speak of the key or of permission. */
const authErrorPattern = /auth|key|forbidden|credential|permission|entitle|\b40[13]\b/i;
/**
 * A symbol named in a sentence says nothing of the key: KEY-USD and MONKEY-USD are traded. What a price is quoted in has a
 * short name, unlike what comes second in AUTH-FAILED or HTTP/403; API-KEY is the one that looks like it.
 */
const symbolErrorPattern = /\b[A-Z0-9]+[-/:](?!KEY\b)[A-Z]{3,4}\b/g;
/** Too much of the key's use is not the key's refusal: that one waits long, and for a person. */
const rateErrorPattern = /too many|rate.?limit|throttl|\b429\b/i;

function readError(frame: Frame): SessionMessage {
  const words = [frame.message, frame.reason, frame.error, frame.msg, frame.code]
    .filter((word) => typeof word === "string" || typeof word === "number")
    .map(String);
  // Whole, whatever its length: a key in it is taken out before anything is cut.
  const message = words[0] ?? text("rest.error-without-words");
  const symbol = typeof frame.symbol === "string" && frame.symbol !== "" ? frame.symbol : null;
  const spokenOf = words.map((word) =>
    (symbol === null ? word : word.replaceAll(symbol, "")).replace(symbolErrorPattern, ""),
  );
  const auth =
    spokenOf.some((word) => authErrorPattern.test(word)) && !words.some((word) => rateErrorPattern.test(word));
  if (!auth && symbol !== null) return { kind: "refused", symbols: [symbol], message };
  const symbols = symbol === null ? [] : [symbol];
  return { kind: "error", scope: auth ? "auth" : "socket", symbols, message, retryAfterMs: null };
}
