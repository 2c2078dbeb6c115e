/** Single bytes of D-Bus: what a header must say, how deep values may lie, and what is refused with which words. */
import { describe, expect, test } from "vitest";
import { decodeValues } from "../../main/delivery/dbus/decode.ts";
import { encodeValues, type Variant } from "../../main/delivery/dbus/encode.ts";
import { encodeMessage, parseMessage, type OutgoingMessage } from "../../main/delivery/dbus/message.ts";
import { parseSignature } from "../../main/delivery/dbus/signature.ts";
import { maxMessageBytes } from "../../main/delivery/dbus/message-reader.ts";
import { readInPieces, signalOf } from "./dbus-pieces.ts";

const call: OutgoingMessage = { type: "call", path: "/a", member: "M" };
const answer: OutgoingMessage = { type: "return", replySerial: 7 };

describe("whether an answer is expected", () => {
  test("only to a call", () => {
    expect([call, answer, signalOf("", [])].map((message) => encodeMessage(message, 1)[2])).toEqual([0, 1, 1]);
  });

  test.each([
    [0, true],
    [1, false],
    [2, true],
    [3, false],
  ])("by the lowest bit of the flags: %i", (flags, isReplyExpected) => {
    const bytes = encodeMessage(call, 1);
    bytes[2] = flags;
    expect(parseMessage(bytes, false)).toMatchObject({ ok: true, message: { isReplyExpected } });
  });
});

/** A header of these fields, with a body. */
function messageOf(given: readonly [number, Variant][], { type = 1, version = 1, serial = 1, body = "" } = {}): Buffer {
  const bytes = Buffer.from(body, "hex");
  const header = encodeValues("yyyyuua(yv)", ["l".charCodeAt(0), type, 0, version, bytes.length, serial, given]);
  return Buffer.concat([header, Buffer.alloc((8 - (header.length % 8)) % 8), bytes]);
}
const path: [number, Variant] = [1, { signature: "o", value: "/a" }];
const member: [number, Variant] = [3, { signature: "s", value: "M" }];

describe("a header", () => {
  test.each<[string, Buffer, string]>([
    ["of another version", messageOf([path, member], { version: 2 }), "a header that is none"],
    ["of no type", messageOf([path, member], { type: 0 }), "a header that is none"],
    ["with the number 0", messageOf([path, member], { serial: 0 }), "a header that is none"],
    ["without one of two fields", messageOf([path]), "a call without a header field that it must have"],
    ["without the other", messageOf([member]), "a call without a header field that it must have"],
    [
      "with a field of another type",
      messageOf([[1, { signature: "s", value: "/a" }], member]),
      "a header field of a wrong type",
    ],
    [
      "with a body and no signature",
      messageOf([path, member], { body: "01000000" }),
      "a body longer than its signature",
    ],
    [
      "without a byte order",
      Buffer.concat([Buffer.from("x"), messageOf([path, member]).subarray(1)]),
      "a message without a byte order",
    ],
  ])("%s is refused in words", (_what, bytes, reason) => {
    expect(readInPieces(bytes, [1_000])).toEqual({ messages: [], refusal: reason });
  });

  test("with fields that are not known is read without them", () => {
    const bytes = messageOf([path, [99, { signature: "u", value: 1 }], member]);
    expect(parseMessage(bytes, false)).toMatchObject({ ok: true, message: { path: "/a", member: "M", values: [] } });
  });

  test("alone, without fields or a body, is a message as soon as it is there", () => {
    const bytes = messageOf([], { type: 9 });
    expect(bytes).toHaveLength(16);
    expect(readInPieces(bytes, [16])).toMatchObject({ messages: [{ type: null, serial: 1 }], refusal: null });
    const twice = readInPieces(Buffer.concat([bytes, messageOf([path, member]), bytes]), [7]);
    expect(twice.messages.map(({ type }) => type)).toEqual([null, "call", null]);
  });
});

test("as much is kept of one message as a mebibyte", () => {
  expect(maxMessageBytes).toBe(1_048_576);
});

describe("values may lie 64 deep", () => {
  const nested = (depth: number, wrap: (inner: Variant) => Variant): Buffer => {
    let value: Variant = { signature: "y", value: 1 };
    for (let n = 0; n < depth; n++) value = wrap(value);
    return encodeValues("v", [value]);
  };
  test.each<[string, (inner: Variant) => Variant, number]>([
    ["in variants", (inner) => ({ signature: "v", value: inner }), 63],
    ["in structures", (inner) => ({ signature: "(v)", value: [inner] }), 31],
    ["in lists", (inner) => ({ signature: "av", value: [inner] }), 31],
  ])("%s", (_what, wrap, most) => {
    expect(decodeValues("v", nested(most, wrap), true).ok).toBe(true);
    expect(decodeValues("v", nested(most + 1, wrap), true)).toEqual({ ok: false, reason: "values nested too deeply" });
  });
});

test("a signature may be 255 long, and dictionaries count as lists and as structures", () => {
  expect([255, 256].map((length) => parseSignature("y".repeat(length))?.length)).toEqual([255, undefined]);
  const inDictionaries = (count: number, inner: string): boolean =>
    parseSignature(`${"a{s".repeat(count)}${inner}${"}".repeat(count)}`) !== null;
  expect([32, 33].map((count) => inDictionaries(count, "y"))).toEqual([true, false]);
  expect([16, 17].map((count) => inDictionaries(16, `${"a".repeat(count)}y`))).toEqual([true, false]);
  const structures = (count: number) => `${"(".repeat(count)}y${")".repeat(count)}`;
  expect([16, 17].map((count) => inDictionaries(16, structures(count)))).toEqual([true, false]);
});

test("a list that says more than is there is refused before any of it is read", () => {
  expect(decodeValues("ay", Buffer.from("0300000001", "hex"), true)).toEqual({
    ok: false,
    reason: "an array longer than its message",
  });
});

test("a text keeps the mark of its byte order, which is a letter like any other", () => {
  const bytes = encodeValues("s", ["\ufeffa"]);
  expect(decodeValues("s", bytes, true)).toMatchObject({ ok: true, values: ["\ufeffa"] });
});

test.each<[string, unknown, string]>([
  ["(yy)", [1], "1 fields are not those of the type"],
  ["(yy)", [1, 2, 3], "3 fields are not those of the type"],
  ["v", { signature: "yy", value: 1 }, '"yy" is not the signature of one value'],
  ["v", { signature: "", value: 1 }, '"" is not the signature of one value'],
  ["v", { signature: "z", value: 1 }, '"z" is not the signature of one value'],
])("%s %j is our own mistake, and thrown in words", (signature, value, words) => {
  expect(() => encodeValues(signature, [value])).toThrow(words);
});
