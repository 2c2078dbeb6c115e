/**
 * Cuts what a bus sends into messages. Memory is bounded: a body that is larger than `maxMessageBytes` is passed over as
 * it comes and its header alone handed on; lengths that the specification does not allow end the connection.
 */
import {
  bigEndian,
  fixedHeaderBytes,
  littleEndian,
  paddingTo8,
  parseMessage,
  type IncomingMessage,
} from "./message.ts";

/** Nothing that a notification service answers comes near it. */
export const maxMessageBytes = 1_048_576;
/** The specification's own limit, of a whole message. */
const maxAllowedBytes = 134_217_728;

export class MessageReader {
  readonly #onMessage: (message: IncomingMessage) => void;
  /** What is being filled: the fixed part of the header, then the whole message. */
  #buffer = Buffer.alloc(fixedHeaderBytes);
  #filled = 0;
  #isWhole = false;
  /** Of a body that is too long: bytes that are still to come after `#buffer`. */
  #leftOutBytes = 0;
  #skipBytes = 0;

  constructor(onMessage: (message: IncomingMessage) => void) {
    this.#onMessage = onMessage;
  }

  /** Why what came is not D-Bus, or null. After that nothing more may be given. */
  read(chunk: Buffer): string | null {
    let at = 0;
    while (at < chunk.length) {
      const skipped = Math.min(this.#skipBytes, chunk.length - at);
      this.#skipBytes -= skipped;
      at += skipped;
      const copied = chunk.copy(this.#buffer, this.#filled, at);
      this.#filled += copied;
      at += copied;
      if (this.#filled < this.#buffer.length) continue;
      const refusal = this.#isWhole ? this.#takeMessage() : this.#takeFixedHeader();
      if (refusal !== null) return refusal;
    }
    return null;
  }

  #takeFixedHeader(): string | null {
    const byteOrder = this.#buffer[0];
    if (byteOrder !== littleEndian && byteOrder !== bigEndian) return "a message without a byte order";
    const number = (at: number): number =>
      byteOrder === littleEndian ? this.#buffer.readUInt32LE(at) : this.#buffer.readUInt32BE(at);
    const bodyBytes = number(4);
    const fieldBytes = number(12);
    const headerBytes = fixedHeaderBytes + fieldBytes + paddingTo8(fixedHeaderBytes + fieldBytes);
    if (headerBytes + bodyBytes > maxAllowedBytes) return "a message longer than is allowed";
    if (headerBytes > maxMessageBytes) return "a message with a header of more than 1 MiB";
    this.#leftOutBytes = headerBytes + bodyBytes > maxMessageBytes ? bodyBytes : 0;
    const whole = Buffer.alloc(headerBytes + bodyBytes - this.#leftOutBytes);
    this.#buffer.copy(whole);
    this.#buffer = whole;
    this.#isWhole = true;
    return this.#filled === whole.length ? this.#takeMessage() : null;
  }

  #takeMessage(): string | null {
    const parsed = parseMessage(this.#buffer, this.#leftOutBytes > 0);
    this.#skipBytes = this.#leftOutBytes;
    this.#buffer = Buffer.alloc(fixedHeaderBytes);
    this.#filled = 0;
    this.#isWhole = false;
    if (!parsed.ok) return parsed.reason;
    this.#onMessage(parsed.message);
    return null;
  }
}
