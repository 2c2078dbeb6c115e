/**
 * Reads a flat JSON object from its bytes: the fields that are asked for, as text, and past all others. That is what exchanges send
 * hundreds of times a second, and `JSON.parse` would be the most expensive step between socket and decision; it would also round
 * numbers, and a price has to stay as the venue wrote it (`0.13110`).
 */

const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;
const colon = 0x3a;
const space = 0x20;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** 1 for each byte that ends a text, or that makes it one for `JSON.parse`: what is below a space, or beyond ASCII, or escapes. */
export const endsText = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < space || byte === quote || byte === backslash || byte >= 0x80 ? 1 : 0,
);

/** Where names are looked up by a number made of their bytes: no two of one reader may share a place. */
const places = 256;
/** What was never given. */
const absent = -1;
const literals = ["true", "false", "null"] as const;

export class FlatObjectReader<Name extends string> {
  readonly #names: readonly Uint8Array[];
  readonly #slotAt = new Int8Array(places).fill(absent);
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  /** In which object a field was seen last: {@link #object} for those of the present one. */
  readonly #seenIn: Int32Array;
  #object = 0;
  #text = "";

  /** `names`: the fields that are wanted; {@link field} gives them by their place in this list. */
  constructor(names: readonly Name[]) {
    this.#names = names.map((name) => Buffer.from(name));
    this.#starts = new Int32Array(names.length);
    this.#ends = new Int32Array(names.length);
    this.#seenIn = new Int32Array(names.length);
    names.forEach((name, slot) => {
      let hash = 0;
      for (let at = 0; at < name.length; at++) hash = Math.imul(hash, 31) + name.charCodeAt(at);
      const place = hash & (places - 1);
      if (this.#slotAt[place] !== absent) throw new Error(`${name} and another name have the same place`);
      this.#slotAt[place] = slot;
    });
  }

  /**
   * Reads the object that begins at `from`, and gives the place after its end; -1 where it is for `JSON.parse` to read: broken,
   * nested, written with spaces or escapes, with a wanted name twice or a wanted value that is neither text nor a plain number.
   * `bytes` are those that `text` was decoded from: as long as all are ASCII, a place in one is the same place in the other.
   */
  read(text: string, bytes: Uint8Array, from: number): number {
    this.#text = text;
    const object = (this.#object = (this.#object + 1) | 0);
    let at = from;
    if (bytes[at++] !== openBrace) return -1;
    for (;;) {
      if (bytes[at++] !== quote) return -1;
      const nameAt = at;
      let hash = 0;
      for (let byte = bytes[at] as number; endsText[byte] === 0; byte = bytes[++at] as number) {
        hash = Math.imul(hash, 31) + byte;
      }
      if (bytes[at] !== quote) return -1;
      const slot = this.#slotOf(hash, bytes, nameAt, at);
      if (bytes[++at] !== colon) return -1;
      const first = bytes[++at] as number;
      let valueAt = at;
      let valueEnd: number;
      if (first === quote) {
        valueAt = ++at;
        while (endsText[bytes[at] as number] === 0) at++;
        if (bytes[at] !== quote) return -1;
        valueEnd = at++;
      } else {
        at = valueEnd = endOfNumber(bytes, at);
        if (at === -1) {
          // A wanted field that is true, false or null has a meaning that its text does not show.
          at = slot === absent ? this.#endOfLiteral(valueAt) : -1;
          if (at === -1) return -1;
        }
      }
      if (slot !== absent) {
        if (this.#seenIn[slot] === object) return -1;
        this.#seenIn[slot] = object;
        this.#starts[slot] = valueAt;
        this.#ends[slot] = valueEnd;
      }
      const after = bytes[at++];
      if (after === closeBrace) return at;
      if (after !== comma) return -1;
    }
  }

  /** The text of a field of the object that was read last, a number as it was written; undefined where it has none. */
  field(slot: number): string | undefined {
    return this.#seenIn[slot] === this.#object ? this.#text.slice(this.#starts[slot], this.#ends[slot]) : undefined;
  }

  #slotOf(hash: number, bytes: Uint8Array, nameAt: number, nameEnd: number): number {
    const slot = this.#slotAt[hash & (places - 1)] as number;
    if (slot === absent) return absent;
    const name = this.#names[slot] as Uint8Array;
    if (name.length !== nameEnd - nameAt) return absent;
    for (let at = 0; at < name.length; at++) if (name[at] !== bytes[nameAt + at]) return absent;
    return slot;
  }

  #endOfLiteral(at: number): number {
    const literal = literals.find((one) => this.#text.startsWith(one, at));
    return literal === undefined ? -1 : at + literal.length;
  }
}

/** The place after a number without an exponent; -1 where there is none. */
function endOfNumber(bytes: Uint8Array, from: number): number {
  const whole = bytes[from] === minus ? from + 1 : from;
  const wholeEnd = endOfDigits(bytes, whole);
  if (wholeEnd === whole || (bytes[whole] === zero && wholeEnd > whole + 1)) return -1;
  if (bytes[wholeEnd] !== point) return wholeEnd;
  const end = endOfDigits(bytes, wholeEnd + 1);
  return end === wholeEnd + 1 ? -1 : end;
}

function endOfDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  // Past the end a byte is undefined, which is no digit.
  while ((bytes[at] as number) >= zero && (bytes[at] as number) <= nine) at++;
  return at;
}
