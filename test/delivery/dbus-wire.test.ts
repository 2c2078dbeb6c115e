/** The wire format of D-Bus: what is written is read back, known bytes mean what the specification says, garbage is refused. */
import { expect, test } from "vitest";
import { decodeValues } from "../../main/delivery/dbus/decode.ts";
import { encodeValues } from "../../main/delivery/dbus/encode.ts";
import { encodeMessage, parseMessage } from "../../main/delivery/dbus/message.ts";
import { parseSignature } from "../../main/delivery/dbus/signature.ts";
import fc from "../doubles/generated.ts";
import { readInPieces, signalOf } from "./dbus-pieces.ts";

/** One complete type and a value of it. */
interface Typed {
  readonly signature: string;
  readonly value: unknown;
}

const text = fc.string({ unit: "grapheme" }).map((given) => given.replaceAll("\0", "").toWellFormed());
const basic = (signature: string, values: fc.Arbitrary<unknown>): fc.Arbitrary<Typed> =>
  values.map((value) => ({ signature, value }));
const basics = fc.oneof(
  basic("y", fc.nat(0xff)),
  basic("b", fc.boolean()),
  basic("n", fc.integer({ min: -0x8000, max: 0x7fff })),
  basic("q", fc.nat(0xffff)),
  basic("i", fc.integer()),
  basic("u", fc.nat(0xffff_ffff)),
  basic("x", fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)),
  basic("t", fc.bigInt(0n, 2n ** 64n - 1n)),
  basic("d", fc.double()),
  basic("s", text),
  basic("o", fc.constantFrom("/", "/org/freedesktop/Notifications")),
  basic("g", fc.constantFrom("", "s", "a{sv}", "(ii)as")),
);
const { typed } = fc.letrec<{ typed: Typed }>((tie) => ({
  typed: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    basics,
    tie("typed").map(({ signature, value }) => ({ signature: "v", value: { signature, value } })),
    fc.tuple(tie("typed"), fc.nat(3)).map(([{ signature, value }, count]) => ({
      signature: `a${signature}`,
      value: Array.from({ length: count }, () => value),
    })),
    fc.array(tie("typed"), { minLength: 1, maxLength: 3 }).map((fields) => ({
      signature: `(${fields.map(({ signature }) => signature).join("")})`,
      value: fields.map(({ value }) => value),
    })),
    fc.tuple(basics, tie("typed"), fc.nat(2)).map(([key, { signature, value }, count]) => ({
      signature: `a{${key.signature}${signature}}`,
      value: Array.from({ length: count }, () => [key.value, value]),
    })),
  ),
}));
const body = fc
  .array(typed, { maxLength: 4 })
  .map((list) => ({
    signature: list.map(({ signature }) => signature).join(""),
    values: list.map(({ value }) => value),
  }))
  .filter(({ signature }) => parseSignature(signature) !== null);

test("any values of any types are read back as they were written", () => {
  fc.assert(
    fc.property(body, ({ signature, values }) => {
      const bytes = encodeValues(signature, values);
      expect(decodeValues(signature, bytes, true)).toEqual({ ok: true, values, end: bytes.length });
    }),
  );
});

test("values cut short anywhere are refused, never half read", () => {
  fc.assert(
    fc.property(body, fc.nat(), ({ signature, values }, at) => {
      const bytes = encodeValues(signature, values);
      fc.pre(bytes.length > 0);
      expect(decodeValues(signature, bytes.subarray(0, at % bytes.length), true).ok).toBe(false);
    }),
  );
});

/** Worked out by hand from the specification's rules; the order of bytes is the only difference between the columns. */
test.for<[string, unknown, string, string]>([
  ["y", 7, "07", "07"],
  ["n", -2, "feff", "fffe"],
  ["u", 0x01020304, "04030201", "01020304"],
  ["x", -1n, "ffffffffffffffff", "ffffffffffffffff"],
  ["t", 1n, "0100000000000000", "0000000000000001"],
  ["b", true, "01000000", "00000001"],
  ["d", 1.5, "000000000000f83f", "3ff8000000000000"],
  ["s", "hé", "03000000" + "68c3a900", "00000003" + "68c3a900"],
  ["g", "as", "02" + "617300", "02" + "617300"],
  ["ay", [1, 2], "02000000" + "0102", "00000002" + "0102"],
  ["at", [], "00000000" + "00000000", "00000000" + "00000000"],
  ["at", [1n], "08000000" + "00000000" + "0100000000000000", "00000008" + "00000000" + "0000000000000001"],
  ["(yu)", [1, 2], "01000000" + "02000000", "01000000" + "00000002"],
  ["v", { signature: "u", value: 5 }, "017500" + "00" + "05000000", "017500" + "00" + "00000005"],
  [
    "a{sv}",
    [["k", { signature: "y", value: 9 }]],
    "0a000000" + "00000000" + "01000000" + "6b00" + "017900" + "09",
    "0000000a" + "00000000" + "00000001" + "6b00" + "017900" + "09",
  ],
])("%s %o is %s, and %s from a big-endian program", ([signature, value, little, big]) => {
  const bytes = Buffer.from(little, "hex");
  expect(encodeValues(signature, [value]).toString("hex")).toBe(little);
  expect(decodeValues(signature, bytes, true)).toEqual({ ok: true, values: [value], end: bytes.length });
  expect(decodeValues(signature, Buffer.from(big, "hex"), false)).toMatchObject({ ok: true, values: [value] });
});

test.for([
  ["y", 1, "07"],
  ["g", 1, "00" + "00"],
  ["v", 1, "017900" + "07"],
  ["n", 2, "0700"],
  ["q", 2, "0700"],
  ["b", 4, "01000000"],
  ["i", 4, "07000000"],
  ["u", 4, "07000000"],
  ["s", 4, "00000000" + "00"],
  ["o", 4, "01000000" + "2f00"],
  ["ay", 4, "00000000"],
  ["x", 8, "0700000000000000"],
  ["t", 8, "0700000000000000"],
  ["d", 8, "000000000000f83f"],
  ["(y)", 8, "07"],
] as const)("behind one byte, %s begins at the next multiple of %i", ([signature, alignment, bytes]) => {
  const written = `01${"00".repeat(alignment - 1)}${bytes}`;
  const read = decodeValues(`y${signature}`, Buffer.from(written, "hex"), true);
  if (!read.ok) expect.fail(`${signature} is refused`);
  expect(encodeValues(`y${signature}`, read.values).toString("hex")).toBe(written);
});

test.for([
  ["a boolean of 2", "b", "02000000"],
  ["padding that is not 0", "yu", "0101000002000000"],
  ["an array longer than what is there", "ay", "ffffffff01"],
  ["an array that ends within an element", "aq", "0300000001000200"],
  ["a text longer than what is there", "s", "ffffffff61"],
  ["a text without its end", "s", "0100000061ff"],
  ["a text with NUL in it", "s", "02000000610000"],
  ["a text that is not UTF-8", "s", "02000000c32800"],
  ["a variant of two types", "v", "02797900" + "0101"],
  ["a variant of no type", "v", "0000"],
  ["variants in variants without end", "v", "017600".repeat(70) + "017900" + "01"],
])("%s is refused", ([, signature, bytes]) => {
  expect(decodeValues(signature ?? "", Buffer.from(bytes ?? "", "hex"), true).ok).toBe(false);
});

test.for([
  ["", 0],
  ["susssasa{sv}i", 8],
  ["a{s(ia{yv})}", 1],
  ["a".repeat(32) + "y", 1],
])("%s is a signature of %i values", ([signature, count]) => {
  expect(parseSignature(String(signature))).toHaveLength(Number(count));
});
test.for([
  "z",
  "a",
  "(",
  "()",
  "(i",
  "i)",
  "{sv}",
  "a{s}",
  "a{svv}",
  "a{vs}",
  "a{(i)s}",
  "a".repeat(33) + "y",
  "y".repeat(256),
])("%s is no signature", (signature) => {
  expect(parseSignature(signature)).toBeNull();
});

const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 });

test("messages are read back whole, in order, in whatever pieces they come", () => {
  fc.assert(
    fc.property(fc.array(body, { minLength: 1, maxLength: 4 }), sizes, (bodies, pieces) => {
      const sent = bodies.map(({ signature, values }, index) => encodeMessage(signalOf(signature, values), index + 1));
      const { messages, refusal } = readInPieces(Buffer.concat(sent), pieces);
      expect(refusal).toBeNull();
      expect(messages.map(({ values, serial, member }) => ({ values, serial, member }))).toEqual(
        bodies.map(({ values }, index) => ({ values, serial: index + 1, member: "D" })),
      );
    }),
  );
});

test("bytes changed at random, or random altogether, are read or refused, and nothing else happens", () => {
  fc.assert(
    fc.property(body, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), sizes, (given, changes, pieces) => {
      const bytes = encodeMessage(signalOf(given.signature, given.values), 1);
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      readInPieces(bytes, pieces);
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 200 }),
      fc.constantFrom("l", "B"),
      sizes,
      (given, order, pieces) => {
        const bytes = Buffer.from(given);
        bytes.write(order);
        readInPieces(bytes, pieces);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("a message of a later type is passed over, one without a field that it must have is refused", () => {
  const signal = encodeMessage(signalOf("", []), 1);
  const later = Buffer.from(signal);
  later[1] = 9;
  expect(parseMessage(later, false)).toMatchObject({ ok: true, message: { type: null } });
  const answer = Buffer.from(signal);
  answer[1] = 2;
  expect(parseMessage(answer, false)).toEqual({
    ok: false,
    reason: "a return without a header field that it must have",
  });
});

test.for<[string, unknown[]]>([
  ["y", [256]],
  ["u", [-1]],
  ["i", ["1"]],
  ["s", ["a\0b"]],
  ["b", [1]],
  ["as", ["a"]],
  ["ss", ["a"]],
  ["s", ["a", "b"]],
  ["", [1]],
  ["z", [1]],
])("values that do not fit %s are our own mistake, and thrown", ([signature, values]) => {
  expect(() => encodeValues(signature, values)).toThrow();
});

test("a signature may nest 32 arrays and 32 structures, and no more of either", () => {
  const arrays = (depth: number) => `${"a".repeat(depth)}y`;
  const structures = (depth: number) => `${"(".repeat(depth)}y${")".repeat(depth)}`;
  for (const nested of [arrays, structures])
    expect([32, 33].map((depth) => parseSignature(nested(depth)) !== null)).toEqual([true, false]);
});
