/** What a client of the demo exchange asks for by each frame, and what it is answered where that makes no sense. */
import { expect, test } from "vitest";
import { parseFrame, readRequest, unknownSymbol } from "../../../../main/market/venues/demo/session.ts";

const ask = (frame: unknown) => {
  const request = readRequest(parseFrame(typeof frame === "string" ? frame : JSON.stringify(frame)));
  return typeof request === "string" ? (JSON.parse(request) as object) : request;
};
const good = { op: "subscribe", channel: "ticker", symbol: "BTC-USD" } as const;

test.each([
  [good, { ...good, apiKey: undefined }],
  [
    { ...good, op: "unsubscribe", channel: "trades" },
    { ...good, op: "unsubscribe", channel: "trades" },
  ],
  [
    { ...good, apiKey: 7, more: 1 },
    { ...good, apiKey: 7 },
  ],
])("%j is a request", (frame, request) => {
  expect(ask(frame)).toEqual(request);
});

test.each([[{ type: "pong" }], [{ op: "pong" }], [{ type: "pong", op: "subscribe" }]])(
  "%j is answered by nothing",
  (frame) => {
    expect(ask(frame)).toBeNull();
  },
);

test.each<[unknown, string, object]>([
  ["{not json", "bad-request", { message: "A frame is a JSON object." }],
  ["7", "bad-request", {}],
  ["null", "bad-request", {}],
  ["[]", "bad-request", {}],
  [{}, "unknown-op", {}],
  [{ ...good, op: "dance" }, "unknown-op", {}],
  [{ ...good, channel: 7 }, "bad-request", { message: "channel and symbol are texts." }],
  [{ ...good, symbol: null }, "bad-request", {}],
  [{ ...good, channel: "candles" }, "unknown-channel", { channel: "candles", symbol: "BTC-USD" }],
  [
    { ...good, channel: "c".repeat(41), symbol: "s".repeat(40) },
    "unknown-channel",
    { channel: "c".repeat(40), symbol: "s".repeat(40) },
  ],
])("%j is the error %s", (frame, code, about) => {
  expect(ask(frame)).toMatchObject({ type: "error", code, ...about });
});

test("a symbol that is not traded is said back, cut to what can be sent", () => {
  const answer = unknownSymbol({ ...good, symbol: "S".repeat(50), apiKey: null });
  expect(JSON.parse(answer)).toEqual({
    type: "error",
    code: "unknown-symbol",
    channel: "ticker",
    symbol: "S".repeat(40),
    message: "This symbol is not traded here.",
  });
});
