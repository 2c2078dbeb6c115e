/**
 * Values to bytes, little-endian: "Marshaling" of the D-Bus specification. Numbers for the integers of up to 32 bits and for
 * doubles, bigint for those of 64, lists for arrays and structures, `[key, value]` for an entry of a dictionary.
 */
import { alignmentOf, parseSignature, type WireType } from "./signature.ts";

/** A value that carries its type along (`v`). */
export interface Variant {
  readonly signature: string;
  readonly value: unknown;
}

/** The bytes of these values. Throws where they do not fit the signature: that is the caller's mistake. */
export function encodeValues(signature: string, values: readonly unknown[]): Buffer {
  const types = parseSignature(signature);
  if (types === null) throw new TypeError(`"${signature}" is no D-Bus signature`);
  if (types.length !== values.length) throw new TypeError(`"${signature}" is not for ${values.length} values`);
  const encoder = new Encoder();
  types.forEach((type, index) => encoder.write(type, values[index]));
  return encoder.bytes();
}

class Encoder {
  #buffer = Buffer.alloc(256);
  #length = 0;

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  write(type: WireType, value: unknown): void {
    this.#align(alignmentOf(type));
    switch (type.code) {
      case "y":
        return this.#put(1, (buffer, at) => buffer.writeUInt8(expectNumber(value), at));
      case "n":
        return this.#put(2, (buffer, at) => buffer.writeInt16LE(expectNumber(value), at));
      case "q":
        return this.#put(2, (buffer, at) => buffer.writeUInt16LE(expectNumber(value), at));
      case "i":
        return this.#put(4, (buffer, at) => buffer.writeInt32LE(expectNumber(value), at));
      case "u":
      case "h":
        return this.#writeLength(expectNumber(value));
      case "b":
        if (typeof value !== "boolean") throw new TypeError(`${String(value)} is not a boolean`);
        return this.#writeLength(value ? 1 : 0);
      case "x":
        return this.#put(8, (buffer, at) => buffer.writeBigInt64LE(expectBigint(value), at));
      case "t":
        return this.#put(8, (buffer, at) => buffer.writeBigUInt64LE(expectBigint(value), at));
      case "d":
        if (typeof value !== "number") throw new TypeError(`${String(value)} is not a number`);
        return this.#put(8, (buffer, at) => buffer.writeDoubleLE(value, at));
      case "s":
      case "o":
        return this.#writeText(value, false);
      case "g":
        return this.#writeText(value, true);
      case "v":
        return this.#writeVariant(value);
      case "a":
        return this.#writeArray(type.element, expectList(value));
      case "(": {
        const fields = expectList(value);
        if (fields.length !== type.fields.length)
          throw new TypeError(`${fields.length} fields are not those of the type`);
        return type.fields.forEach((field, index) => this.write(field, fields[index]));
      }
    }
  }

  #writeVariant(value: unknown): void {
    const { signature, value: inner } = value as Variant;
    const [type, ...more] = parseSignature(signature) ?? [];
    if (type === undefined || more.length > 0) throw new TypeError(`"${signature}" is not the signature of one value`);
    this.#writeText(signature, true);
    this.write(type, inner);
  }

  #writeArray(element: WireType, values: readonly unknown[]): void {
    const lengthAt = this.#grow(4);
    // The gap before the first element is there in an empty array too, and is not counted in its length.
    this.#align(alignmentOf(element));
    const start = this.#length;
    for (const value of values) this.write(element, value);
    this.#buffer.writeUInt32LE(this.#length - start, lengthAt);
  }

  #writeText(value: unknown, isSignature: boolean): void {
    // A NUL ends a text for every other implementation; a bus disconnects whoever sends one inside.
    if (typeof value !== "string" || value.includes("\0")) throw new TypeError(`${String(value)} is not a D-Bus text`);
    const text = Buffer.from(value, "utf8");
    if (isSignature) this.#put(1, (buffer, at) => buffer.writeUInt8(text.length, at));
    else this.#writeLength(text.length);
    const at = this.#grow(text.length + 1);
    text.copy(this.#buffer, at);
  }

  #writeLength(length: number): void {
    this.#put(4, (buffer, at) => buffer.writeUInt32LE(length, at));
  }

  /** Room first: it may be in another buffer. */
  #put(bytes: number, write: (buffer: Buffer, at: number) => void): void {
    const at = this.#grow(bytes);
    write(this.#buffer, at);
  }

  #align(alignment: number): void {
    const over = this.#length % alignment;
    if (over !== 0) this.#grow(alignment - over);
  }

  /** Makes room for so many bytes, which are 0; where they begin. */
  #grow(bytes: number): number {
    const at = this.#length;
    this.#length += bytes;
    if (this.#length > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(this.#length, 2 * this.#buffer.length));
      this.#buffer.copy(larger, 0, 0, at);
      this.#buffer = larger;
    }
    return at;
  }
}

function expectNumber(value: unknown): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw new TypeError(`${String(value)} is not an integer`);
  return value;
}

function expectBigint(value: unknown): bigint {
  if (typeof value !== "bigint") throw new TypeError(`${String(value)} is not a bigint`);
  return value;
}

function expectList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${String(value)} is not a list`);
  return value;
}
