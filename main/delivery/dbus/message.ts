/** One message to bytes and back: "Message Format" of the D-Bus specification. */
import { decodeValues } from "./decode.ts";
import { encodeValues, type Variant } from "./encode.ts";

/** What a message may say of itself; which of these it must say depends on its type. */
export interface Header {
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly errorName?: string;
  readonly replySerial?: number;
  readonly destination?: string;
  /** Unique name, written by the bus itself: cannot be forged. */
  readonly sender?: string;
  readonly signature?: string;
}

export type MessageType = "call" | "return" | "error" | "signal";

export interface OutgoingMessage extends Header {
  readonly type: MessageType;
  readonly values?: readonly unknown[];
}

export interface IncomingMessage extends Header {
  /** Null: a type of a later version of the protocol, to be passed over. */
  readonly type: MessageType | null;
  readonly serial: number;
  readonly isReplyExpected: boolean;
  /** Null where the body was larger than what is read. */
  readonly values: readonly unknown[] | null;
}

export type ParsedMessage =
  | { readonly ok: true; readonly message: IncomingMessage }
  | { readonly ok: false; readonly reason: string };

/** Before the fields: byte order, type, flags, version, length of the body, serial, length of the fields. */
export const fixedHeaderBytes = 16;
export const littleEndian = "l".charCodeAt(0);
export const bigEndian = "B".charCodeAt(0);

const protocolVersion = 1;
const noReplyExpected = 1;
const typeCodes: readonly (MessageType | null)[] = [null, "call", "return", "error", "signal"];
const fields = {
  path: { code: 1, signature: "o" },
  interface: { code: 2, signature: "s" },
  member: { code: 3, signature: "s" },
  errorName: { code: 4, signature: "s" },
  replySerial: { code: 5, signature: "u" },
  destination: { code: 6, signature: "s" },
  sender: { code: 7, signature: "s" },
  signature: { code: 8, signature: "g" },
} as const satisfies Record<keyof Header, { code: number; signature: string }>;
const fieldNames = Object.keys(fields) as (keyof Header)[];
const required: Record<MessageType, readonly (keyof Header)[]> = {
  call: ["path", "member"],
  return: ["replySerial"],
  error: ["errorName", "replySerial"],
  signal: ["path", "interface", "member"],
};

/** `serial` is the sender's own number of the message, not 0. */
export function encodeMessage(message: OutgoingMessage, serial: number): Buffer {
  const signature = message.signature ?? "";
  const body = encodeValues(signature, message.values ?? []);
  const given = fieldNames.flatMap((name): [number, Variant][] => {
    const value = message[name];
    return value === undefined || value === ""
      ? []
      : [[fields[name].code, { signature: fields[name].signature, value }]];
  });
  const flags = message.type === "call" ? 0 : noReplyExpected;
  const header = encodeValues("yyyyuua(yv)", [
    littleEndian,
    typeCodes.indexOf(message.type),
    flags,
    protocolVersion,
    body.length,
    serial,
    given,
  ]);
  return Buffer.concat([header, Buffer.alloc(paddingTo8(header.length)), body]);
}

/** Bytes until the next multiple of 8, where a body begins. */
export function paddingTo8(length: number): number {
  return (8 - (length % 8)) % 8;
}

/** One whole message; `isBodyLeftOut` where only its header is in `bytes`. */
export function parseMessage(bytes: Buffer, isBodyLeftOut: boolean): ParsedMessage {
  const isLittleEndian = bytes[0] === littleEndian;
  const decoded = decodeValues("yyyyuua(yv)", bytes, isLittleEndian);
  if (!decoded.ok) return decoded;
  const [, typeCode, flags, version, bodyLength, serial, given] = decoded.values as [
    number,
    number,
    number,
    number,
    number,
    number,
    readonly [number, Variant][],
  ];
  if (version !== protocolVersion || typeCode === 0 || serial === 0)
    return { ok: false, reason: "a header that is none" };
  const header = headerOf(given);
  if (header === null) return { ok: false, reason: "a header field of a wrong type" };
  const type = typeCodes[typeCode] ?? null;
  if (type !== null && required[type].some((name) => header[name] === undefined))
    return { ok: false, reason: `a ${type} without a header field that it must have` };
  const common = { ...header, type, serial, isReplyExpected: (flags & noReplyExpected) === 0 };
  if (isBodyLeftOut) return { ok: true, message: { ...common, values: null } };
  const bodyAt = decoded.end + paddingTo8(decoded.end);
  const body = decodeValues(header.signature ?? "", bytes.subarray(bodyAt), isLittleEndian);
  if (!body.ok) return body;
  if (body.end !== bodyLength) return { ok: false, reason: "a body longer than its signature" };
  return { ok: true, message: { ...common, values: body.values } };
}

/** Fields that are not known are passed over, as the specification asks. */
function headerOf(given: readonly (readonly [number, Variant])[]): Header | null {
  const header: Record<string, unknown> = {};
  for (const [code, { signature, value }] of given) {
    const name = fieldNames.find((known) => fields[known].code === code);
    if (name === undefined) continue;
    if (fields[name].signature !== signature) return null;
    header[name] = value;
  }
  return header;
}
