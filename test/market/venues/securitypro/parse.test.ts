import { describe, expect, test } from "vitest";
import { parseFrame } from "../../../../main/market/venues/securitypro/parse.ts";

const ticker = {
  type: "ticker",
  symbol: "BTC-USD",
  bid: "61000.50",
  ask: "61001.50",
  price: "61001.00",
  ts: "2026-01-05T12:00:00.125Z",
};
const readText = (text: string) => parseFrame(text, Buffer.from(text));
const read = (frame: unknown) => readText(JSON.stringify(frame));

describe("SecurityPro's frames", () => {
  test("a ticker, whole", () => {
    expect(read(ticker)).toEqual({
      kind: "price",
      channel: "ticker",
      symbol: "BTC-USD",
      last: "61001.00",
      lastNumber: 61001,
      bid: "61000.50",
      bidNumber: 61_000.5,
      ask: "61001.50",
      askNumber: 61_001.5,
      size: null,
      tradeId: null,
      at: "2026-01-05T12:00:00.125Z",
      faults: 0,
      origin: "live",
      sentAt: null,
    });
  });

  test.each([
    ["type trade", { type: "trade" }],
    ["type trades", { type: "trades" }],
    ["only channel trades", { channel: "trades" }],
    ["only channel trade", { channel: "trade" }],
    ["type and channel", { type: "trade", channel: "trades" }],
  ])("a trade by %s", (_, head) => {
    const frame = { ...head, symbol: "ETH-USD", price: "3100.25", size: "0.5", side: "sell" };
    expect(read(frame)).toMatchObject({
      kind: "price",
      channel: "trades",
      last: "3100.25",
      size: "0.5",
      bid: null,
      at: null,
    });
  });

  test("a ticker by its channel alone, with prices as numbers", () => {
    const frame = { channel: "ticker", symbol: "PEPE-USD", price: 1e-7, bid: 9.9e-8, ask: 1.01e-7, ts: 1767614400 };
    expect(read(frame)).toMatchObject({
      kind: "price",
      last: "0.0000001",
      lastNumber: 1e-7,
      bid: "0.000000099",
      ask: "0.000000101",
      at: 1767614400,
    });
  });

  test.each([
    ["id", { id: "t-17" }, "t-17"],
    ["trade_id", { trade_id: 17 }, "17"],
    ["tradeId", { tradeId: "17" }, "17"],
    ["an integer that lost digits", { id: 16174536464690282295 }, null],
    ["the longest id", { id: "i".repeat(64) }, "i".repeat(64)],
    ["one that is longer", { id: "i".repeat(65) }, null],
    ["an empty id", { id: "" }, null],
    ["an object", { id: {} }, null],
  ])("trade id from %s", (_, fields, tradeId) => {
    expect(read({ type: "trade", symbol: "A", price: "1", ...fields })).toMatchObject({ kind: "price", tradeId });
  });

  test.each([
    ["", "price-empty"],
    ["0", "price-zero"],
    [0, "price-zero"],
    ["-1", "price-negative"],
    [-1, "price-negative"],
    ["abc", "price-invalid"],
    ["NaN", "price-invalid"],
    ["e9", "price-invalid"],
    [null, "price-null"],
    [undefined, "price-missing"],
    [{}, "price-invalid"],
    [true, "price-invalid"],
  ])("the price %j is rejected as %s", (price, reason) => {
    const rejected = { kind: "rejected", reason, symbol: "BTC-USD" };
    const quote = {
      kind: "price",
      last: null,
      lastNumber: Number.NaN,
      bid: "61000.50",
      ask: "61001.50",
      tradeId: null,
    };
    expect(read({ type: "ticker", symbol: "BTC-USD", price })).toEqual(rejected);
    expect(read({ type: "trade", symbol: "BTC-USD", price, size: "1", bid: "1" })).toEqual(rejected);
    // With a good bid or ask it is a quote; that there is no last price is no fault of one.
    const answer = read({ ...ticker, price });
    if (reason === "price-null" || reason === "price-missing") expect(answer).toMatchObject(quote);
    else expect(answer).toMatchObject({ kind: "batch", messages: [rejected, quote] });
  });

  test.each([
    [{ bid: "61000.5" }, { bid: "61000.5", bidNumber: 61_000.5, ask: null, askNumber: Number.NaN, faults: 0 }],
    [{ ask: 61001.5 }, { bid: null, bidNumber: Number.NaN, ask: "61001.5", askNumber: 61_001.5, faults: 0 }],
    [
      { bid: "1e2", ask: "" },
      { bid: "100", bidNumber: 100, ask: null, faults: 2 },
    ],
  ])("a quote with %j alone", (sides, expected) => {
    expect(read({ type: "ticker", symbol: "BTC-USD", price: null, ...sides })).toMatchObject({
      last: null,
      ...expected,
    });
  });
  test("17 digits are kept as they were written", () => {
    expect(read({ ...ticker, price: "12345.678901234567" })).toMatchObject({ last: "12345.678901234567" });
  });

  test.each([
    ["bid", { bid: "" }, { bid: null, ask: "61001.50", faults: 1 }],
    ["ask", { ask: "0" }, { ask: null, bid: "61000.50", faults: 2 }],
    ["both", { bid: "x", ask: -1 }, { bid: null, ask: null, faults: 3 }],
    ["an absent bid", { bid: undefined }, { bid: null, faults: 0 }],
    ["a null bid", { bid: null }, { bid: null, faults: 0 }],
  ])("a bad %s leaves the price good", (_, fields, expected) => {
    expect(read({ ...ticker, ...fields })).toMatchObject({ kind: "price", last: "61001.00", ...expected });
  });

  test.each([
    [{ size: "0.5" }, { size: "0.5", faults: 0 }],
    [{ size: 5e-7 }, { size: "0.0000005", faults: 0 }],
    [{ size: null }, { size: null, faults: 0 }],
    [{}, { size: null, faults: 0 }],
  ])("a trade with %j", (fields, expected) => {
    expect(read({ type: "trade", symbol: "A", price: "1", ...fields })).toMatchObject({ last: "1", ...expected });
  });

  test("a bad size leaves the trade's price good", () => {
    expect(read({ type: "trade", symbol: "A", price: "1", size: "none" })).toMatchObject({ size: null, faults: 4 });
  });

  test.each([
    ["not JSON", "{", { kind: "rejected", reason: "json-invalid" }],
    ["empty", "", { kind: "rejected", reason: "json-invalid" }],
    ["null", "null", { kind: "rejected", reason: "frame-invalid" }],
    ["a number", "7", { kind: "rejected", reason: "frame-invalid" }],
    ["an array", "[]", { kind: "rejected", reason: "frame-invalid" }],
    ["no symbol", '{"type":"ticker","price":"1"}', { kind: "rejected", reason: "symbol-missing" }],
    [
      "a symbol of another type",
      '{"type":"ticker","symbol":7,"price":"1"}',
      { kind: "rejected", reason: "symbol-missing" },
    ],
    ["an unknown type", '{"type":"status","price":""}', { kind: "ignored" }],
    ["an acknowledgement", '{"type":"subscribed","channel":"ticker","symbol":"BTC-USD"}', { kind: "ignored" }],
    ["nothing we know", '{"result":null,"id":1}', { kind: "ignored" }],
    ["a type that is no text", '{"type":{"a":1},"symbol":"A","price":"1"}', { kind: "ignored" }],
    ["a prototype name", '{"__proto__":{"type":"ticker"},"symbol":"A","price":"1"}', { kind: "ignored" }],
  ])("%s", (_, text, expected) => {
    expect(readText(text)).toMatchObject(expected);
  });

  test("a heartbeat gives its own time", () => {
    expect(read({ type: "heartbeat", ts: "2026-01-05T12:00:01.000Z" })).toEqual({
      kind: "alive",
      at: "2026-01-05T12:00:01.000Z",
      reply: null,
    });
    expect(read({ channel: "heartbeat" })).toEqual({ kind: "alive", at: null, reply: null });
  });

  test.each([
    [
      { type: "error", message: "Invalid API key" },
      { symbol: null, message: "Invalid API key", auth: true },
    ],
    [
      { type: "error", code: 401, message: "no" },
      { symbol: null, message: "no", auth: true },
    ],
    [
      { type: "error", message: "failed", reason: "unauthorized" },
      { symbol: null, message: "failed", auth: true },
    ],
    [{ error: "forbidden" }, { symbol: null, message: "forbidden", auth: true }],
    [
      { type: "error", symbol: "X-Y", message: "unknown product" },
      { symbol: "X-Y", message: "unknown product", auth: false },
    ],
    [
      { type: "error", message: "Unknown symbol: MONKEY-USD" },
      { symbol: null, message: "Unknown symbol: MONKEY-USD", auth: false },
    ],
    [
      { type: "error", symbol: "KEY-FDUSD", message: "Unknown symbol: KEY-FDUSD" },
      { symbol: "KEY-FDUSD", message: "Unknown symbol: KEY-FDUSD", auth: false },
    ],
    [
      { type: "error", code: "AUTH-FAILED" },
      { symbol: null, message: "AUTH-FAILED", auth: true },
    ],
    [
      { type: "error", message: "HTTP/403" },
      { symbol: null, message: "HTTP/403", auth: true },
    ],
    [
      { type: "error", message: "Bad API-KEY" },
      { symbol: null, message: "Bad API-KEY", auth: true },
    ],
    [
      { type: "error", message: "The key may not read KEY-USD" },
      { symbol: null, message: "The key may not read KEY-USD", auth: true },
    ],
    [
      { type: "error", code: 429, message: "Too many frames for this key" },
      { symbol: null, message: "Too many frames for this key", auth: false },
    ],
    [{ type: "error" }, { symbol: null, message: "The venue sent an error without words.", auth: false }],
  ])("the error %j", (frame, { symbol, message, auth }) => {
    const symbols = symbol === null ? [] : [symbol];
    const scope = auth ? "auth" : "socket";
    expect(read(frame)).toEqual(
      symbol !== null && !auth
        ? { kind: "refused", symbols, message }
        : { kind: "error", scope, symbols, message, retryAfterMs: null },
    );
  });
});
