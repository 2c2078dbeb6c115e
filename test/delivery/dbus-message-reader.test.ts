/** Bytes of a bus cut into messages: what is too long, and each limit itself. */
import { expect, test } from "vitest";
import { encodeMessage, type IncomingMessage } from "../../main/delivery/dbus/message.ts";
import { maxMessageBytes, MessageReader } from "../../main/delivery/dbus/message-reader.ts";
import { readInPieces, signalOf } from "./dbus-pieces.ts";

test("a body that is too long is passed over in bounded memory: its header is told, and the next message is whole", () => {
  const long = encodeMessage(signalOf("s", ["x".repeat(3 * maxMessageBytes)]), 1);
  const next = encodeMessage(signalOf("s", ["next"]), 2);
  const before = process.memoryUsage().arrayBuffers;
  const reader = new MessageReader((message) => messages.push(message));
  const messages: IncomingMessage[] = [];
  // Fed in pieces, as a socket does; what is kept of them is what counts.
  for (let at = 0; at < long.length; at += 65_536) expect(reader.read(long.subarray(at, at + 65_536))).toBeNull();
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(maxMessageBytes);
  expect(reader.read(next)).toBeNull();
  expect(messages).toMatchObject([
    { serial: 1, member: "D", values: null },
    { serial: 2, values: ["next"] },
  ]);
});

test.for([
  ["longer than D-Bus allows", "6c04000100000008" + "01000000" + "00000000"],
  ["with 4 GiB of header fields", "6c04000100000000" + "01000000" + "ffffffff"],
  ["with 2 MiB of header fields", "6c04000100000000" + "01000000" + "00002000"],
  ["without a byte order", "0004000100000000" + "01000000" + "00000000"],
])("a message %s is refused by its first 16 bytes", ([, bytes]) => {
  expect(readInPieces(Buffer.from(bytes ?? "", "hex"), [16]).refusal).not.toBeNull();
});

const fixedHeader = (bodyBytes: number, fieldBytes: number): Buffer => {
  const header = Buffer.from("6c090001000000000100000000000000", "hex");
  header.writeUInt32LE(bodyBytes, 4);
  header.writeUInt32LE(fieldBytes, 12);
  return header;
};

test.for<[string, Buffer, string | null]>([
  ["a message as long as D-Bus allows", fixedHeader(134_217_728 - 16, 0), null],
  ["one byte more", fixedHeader(134_217_728 - 15, 0), "a message longer than is allowed"],
  ["a header of 1 MiB", fixedHeader(0, maxMessageBytes - 16), null],
  [
    "one byte more, which takes eight",
    fixedHeader(0, maxMessageBytes - 15),
    "a message with a header of more than 1 MiB",
  ],
])("%s: its first 16 bytes are answered with %o", ([, header, refusal]) => {
  expect(readInPieces(header, [16]).refusal).toBe(refusal);
});

test("a message of 1 MiB is read whole, a longer one without its body", () => {
  const ofLength = (bytes: number): Buffer => {
    const around = encodeMessage(signalOf("ay", [[]]), 1).length;
    return encodeMessage(signalOf("ay", [Array.from({ length: bytes - around }, () => 7)]), 1);
  };
  for (const [bytes, isRead] of [
    [maxMessageBytes, true],
    [maxMessageBytes + 1, false],
  ] as const) {
    const message = ofLength(bytes);
    expect(message).toHaveLength(bytes);
    const { messages, refusal } = readInPieces(message, [65_536]);
    expect([refusal, messages.map(({ values }) => values !== null)]).toEqual([null, [isRead]]);
  }
});

test("a message of a program that writes the highest byte first is cut by its own lengths", () => {
  // Of a later type, with the one field that says the body's signature: u.
  const message = Buffer.from(
    "42090001" + "00000004" + "00000001" + "00000007" + "0801670001750000" + "00000005",
    "hex",
  );
  const { messages, refusal } = readInPieces(Buffer.concat([message, message]), [5]);
  expect([refusal, messages.map(({ values }) => values)]).toEqual([null, [[5], [5]]]);
});
