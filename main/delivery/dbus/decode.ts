/**
 * Bytes to values, in either byte order; the shapes are those of encode.ts. The bytes come from another program: every length is
 * checked against what is there before it is believed, and whatever the specification forbids is refused.
 */
import type { Variant } from "./encode.ts";
import { alignmentOf, parseSignature, type WireType } from "./signature.ts";

export type Decoded =
  | { readonly ok: true; readonly values: readonly unknown[]; readonly end: number }
  | { readonly ok: false; readonly reason: string };

/** Variants may hold variants; the specification ends it here. */
const deepestNesting = 64;
const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The values at the beginning of `bytes`, and where they end. `bytes` begins where the alignment is counted from. */
export function decodeValues(signature: string, bytes: Buffer, isLittleEndian: boolean): Decoded {
  const types = parseSignature(signature);
  if (types === null) return { ok: false, reason: "a signature that is none" };
  const decoder = new Decoder(bytes, isLittleEndian);
  try {
    const values = types.map((type) => decoder.read(type, 0));
    return { ok: true, values, end: decoder.offset };
  } catch (error) {
    if (error instanceof InvalidBytes) return { ok: false, reason: error.message };
    throw error;
  }
}

/** Never leaves this file. */
class InvalidBytes extends Error {}

class Decoder {
  offset = 0;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #isLittleEndian: boolean;

  constructor(bytes: Buffer, isLittleEndian: boolean) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#isLittleEndian = isLittleEndian;
  }

  read(type: WireType, depth: number): unknown {
    if (depth > deepestNesting) throw new InvalidBytes("values nested too deeply");
    this.#align(alignmentOf(type));
    switch (type.code) {
      case "y":
        return this.#view.getUint8(this.#take(1));
      case "n":
        return this.#view.getInt16(this.#take(2), this.#isLittleEndian);
      case "q":
        return this.#view.getUint16(this.#take(2), this.#isLittleEndian);
      case "i":
        return this.#view.getInt32(this.#take(4), this.#isLittleEndian);
      case "u":
      case "h":
        return this.#readLength();
      case "b":
        return this.#readBoolean();
      case "x":
        return this.#view.getBigInt64(this.#take(8), this.#isLittleEndian);
      case "t":
        return this.#view.getBigUint64(this.#take(8), this.#isLittleEndian);
      case "d":
        return this.#view.getFloat64(this.#take(8), this.#isLittleEndian);
      case "s":
      case "o":
        return this.#readText(this.#readLength());
      case "g":
        return this.#readText(this.#view.getUint8(this.#take(1)));
      case "v":
        return this.#readVariant(depth);
      case "a":
        return this.#readArray(type.element, depth);
      case "(":
        return type.fields.map((field) => this.read(field, depth + 1));
    }
  }

  #readVariant(depth: number): Variant {
    const signature = this.#readText(this.#view.getUint8(this.#take(1)));
    const [type, ...more] = parseSignature(signature) ?? [];
    if (type === undefined || more.length > 0) throw new InvalidBytes("a variant without one type");
    return { signature, value: this.read(type, depth + 1) };
  }

  /** Each element takes at least a byte, so that the length of the array bounds their number. */
  #readArray(element: WireType, depth: number): unknown[] {
    const length = this.#readLength();
    this.#align(alignmentOf(element));
    const end = this.offset + length;
    if (end > this.#bytes.length) throw new InvalidBytes("an array longer than its message");
    const values: unknown[] = [];
    while (this.offset < end) values.push(this.read(element, depth + 1));
    if (this.offset !== end) throw new InvalidBytes("an array that ends within an element");
    return values;
  }

  #readText(length: number): string {
    const at = this.#take(length + 1);
    const bytes = this.#bytes.subarray(at, at + length);
    if (this.#bytes[at + length] !== 0 || bytes.includes(0))
      throw new InvalidBytes("a text that does not end where it says");
    try {
      return text.decode(bytes);
    } catch {
      throw new InvalidBytes("a text that is not UTF-8");
    }
  }

  #readBoolean(): boolean {
    const value = this.#readLength();
    if (value > 1) throw new InvalidBytes("a boolean that is neither true nor false");
    return value === 1;
  }

  #readLength(): number {
    return this.#view.getUint32(this.#take(4), this.#isLittleEndian);
  }

  #align(alignment: number): void {
    const over = this.offset % alignment;
    if (over === 0) return;
    const at = this.#take(alignment - over);
    if (this.#bytes.subarray(at, this.offset).some((byte) => byte !== 0))
      throw new InvalidBytes("padding that is not 0");
  }

  #take(bytes: number): number {
    const at = this.offset;
    if (bytes > this.#bytes.length - at) throw new InvalidBytes("a value that ends after its message");
    this.offset += bytes;
    return at;
  }
}
