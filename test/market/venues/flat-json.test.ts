import fc from "../../doubles/generated.ts";
import { describe, expect, test } from "vitest";
import { FlatObjectReader } from "../../../main/market/venues/flat-json.ts";
import { parseExactJson } from "../../../main/market/venues/exact-json.ts";
import { recordedFrame } from "./recorded-frame.ts";

const names = ["type", "product_id", "price", "trade_id", "time", "p"] as const;
const reader = new FlatObjectReader(names);

/** The wanted fields as the reader gives them; null where it leaves the text to JSON.parse. */
function read(text: string): Record<string, string> | null {
  const bytes = Buffer.from(text);
  if (reader.read(text, bytes, 0) !== bytes.length) return null;
  const fields = names.map((name, slot) => [name, reader.field(slot)] as const);
  return Object.fromEntries(fields.filter((field): field is [(typeof field)[0], string] => field[1] !== undefined));
}

/** The same by JSON.parse, with numbers as they were written. */
function wanted(text: string): Record<string, unknown> {
  const all = parseExactJson(text) as Record<string, unknown>;
  return Object.fromEntries(names.filter((name) => Object.hasOwn(all, name)).map((name) => [name, all[name]]));
}

const usual = recordedFrame("coinbase", "match_SKL-BTC_2021");

describe("a flat object, read without JSON.parse", () => {
  test.each([
    ["a recorded trade", usual],
    ["numbers with the zeros they were written with", '{"price":0.13110,"trade_id":12345678901234567890}'],
    ["past fields that are not wanted, whatever flat value they have", '{"a":true,"b":null,"c":-1.50,"p":"1","d":""}'],
    ["an empty text", '{"type":""}'],
  ])("%s", (_, text) => {
    expect(read(text)).toEqual(wanted(text));
    expect(read(text)).not.toBeNull();
  });

  test.each([
    ["an exponent", '{"price":1e-7}'],
    ["a wanted field that is null", '{"price":null}'],
    ["a wanted field that is true", '{"price":true}'],
    ["an escape in a value", '{"price":"1\\u002e7"}'],
    ["an escape in a name", '{"pr\\u0069ce":"1"}'],
    ["an escape in a field that is not wanted", '{"a":"\\"","price":"1"}'],
    ["a control character", '{"a":"\n","price":"1"}'],
    ["letters beyond ASCII", '{"a":"€","price":"1"}'],
    ["a wanted name twice", '{"price":"1","price":"2"}'],
    ["an object inside", '{"a":{},"price":"1"}'],
    ["a list inside", '{"a":[],"price":"1"}'],
    ["spaces", '{"price": "1"}'],
    ["a number that begins with 0", '{"price":01}'],
    ["a number that ends with a point", '{"price":1.}'],
    ["a number without digits", '{"price":-}'],
    ["two numbers in one", '{"price":1.2.3}'],
    ["a literal that goes on", '{"a":nullx}'],
    ["no value", '{"price":}'],
    ["no colon", '{"price""1"}'],
    ["a comma too many", '{"price":"1",}'],
    ["an end too early", '{"price":"1'],
    ["an end in a number", '{"price":1'],
    ["more after its end", '{"price":"1"}}'],
    ["an empty object", "{}"],
    ["an empty text", ""],
  ])("%s is left to JSON.parse", (_, text) => {
    expect(read(text)).toBeNull();
  });

  test("gives the place after the object, so that one can be read after the other", () => {
    const text = '[{"p":1},{"p":2}]';
    const bytes = Buffer.from(text);
    expect(reader.read(text, bytes, 1)).toBe(8);
    expect(reader.read(text, bytes, 9)).toBe(16);
    expect(reader.field(5)).toBe("2");
  });

  test("two names of one place are found when the reader is made, not when a frame is misread", () => {
    const many = Array.from({ length: 40 }, (_, at) => `name${at}`);
    expect(() => new FlatObjectReader(many)).toThrow("same place");
  });

  test("says what JSON.parse says, whatever is broken or strange", () => {
    const name = fc.oneof(fc.constantFrom(...names, "pprice", "epyt", ""), fc.string());
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom("1.5", "-1", "0"),
      fc.double({ noNaN: true }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const text = fc.dictionary(name, value).map((fields) => JSON.stringify(fields));
    const cut = fc.record({
      at: fc.nat(120),
      drop: fc.nat(3),
      put: fc.oneof(fc.constantFrom('"', "\\", ",", ":", "{", "}", " ", "\0", "é", ".", "0", "-"), fc.string()),
    });
    fc.assert(
      fc.property(fc.oneof(text, fc.constant(usual)), fc.array(cut, { maxLength: 3 }), (whole, cuts) => {
        const broken = cuts.reduce((left, { at, drop, put }) => left.slice(0, at) + put + left.slice(at + drop), whole);
        const fields = read(broken);
        if (fields !== null) expect(fields).toEqual(wanted(broken));
      }),
      { numRuns: 10_000 },
    );
  });
});
