import fc from "../../../doubles/generated.ts";
import { describe, expect, test } from "vitest";
import { readFrameFast } from "../../../../main/market/venues/securitypro/fast-frame.ts";

const usual =
  '{"type":"ticker","symbol":"BTC-USD","bid":"1.5","ask":"2","price":"1.7","ts":"2026-01-05T12:00:00.125Z"}';
const read = (text: string) => readFrameFast(text, Buffer.from(text));

/** What it says, against JSON.parse: never anything else, and nothing where that finds no JSON. */
function expectAgreement(text: string): void {
  const frame = read(text);
  if (frame === null) return;
  // toEqual takes an undefined field for an absent one, which is how a frame is read.
  expect(frame).toEqual(JSON.parse(text));
}

describe("a usual frame, read without JSON.parse", () => {
  test.each([
    ["a ticker", usual],
    ["one written with spaces", '{"type": "ticker", "symbol": "BTC-USD", "price": "1.7"}'],
    [
      "a trade that carries only its channel",
      '{"channel":"trades","symbol":"A","price":"1","size":"3","id":"17","ts":""}',
    ],
    ["a heartbeat", '{"type":"heartbeat","ts":"2026-01-05T12:00:01.000Z"}'],
  ])("%s", (_, text) => {
    expect(read(text)).toEqual(JSON.parse(text));
  });

  test.each([
    ["a number", '{"type":"ticker","price":1.7}'],
    ["an escape in a value", '{"type":"ticker","price":"1\\u002e7"}'],
    ["an escape in a name", '{"type":"ticker","pr\\u0069ce":"1.7"}'],
    ["a control character", '{"price":"1\n7"}'],
    ["a control character that adds nothing to a name's number", '{"\0ts":"1"}'],
    ["a name too long for its number", '{"typetype":"ticker"}'],
    ["letters beyond ASCII", '{"symbol":"BTC€"}'],
    ["a name that comes twice", '{"price":"1","price":"2"}'],
    ["an undocumented field", `{"volume":"3",${usual.slice(1)}`],
    ["nothing", "{}"],
    ["two frames", `${usual},${usual}`],
    ["a comma too many", '{"price":"1",}'],
    ["an end too early", '{"price":"1}'],
    ["a second colon", '{"price"::"1"}'],
    ["an array", '["price"]'],
    ["an empty text", ""],
  ])("%s is left to JSON.parse", (_, text) => {
    expect(read(text)).toBeNull();
  });

  test("says what JSON.parse says, whatever is broken or strange", () => {
    const name = fc.constantFrom(
      "type",
      "channel",
      "symbol",
      "price",
      "bid",
      "ask",
      "size",
      "ts",
      "id",
      "trade_id",
      "p",
      "",
    );
    const text = fc
      .dictionary(name, fc.oneof(fc.string(), fc.constantFrom("ticker", "1.5", "-1"), fc.string({ unit: "binary" })))
      .map((fields) => JSON.stringify(fields));
    const cut = fc.record({
      at: fc.nat(120),
      drop: fc.nat(3),
      put: fc.oneof(fc.constantFrom('"', "\\", ",", ":", "{", "}", " ", "\0", "é"), fc.string()),
    });
    fc.assert(
      fc.property(fc.oneof(text, fc.constant(usual)), fc.array(cut, { maxLength: 3 }), (whole, cuts) => {
        expectAgreement(
          cuts.reduce((left, { at, drop, put }) => left.slice(0, at) + put + left.slice(at + drop), whole),
        );
      }),
      { numRuns: 20_000 },
    );
  });
});
