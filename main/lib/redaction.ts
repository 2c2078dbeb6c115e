/**
 * Takes every secret of this run out of words that came from outside, or that may quote what came from there, before anything
 * is cut from them: a cut first would leave the half of a key that no search finds.
 */
import { withoutControls } from "./plain-text.ts";

/** What stands where a secret stood. */
const redacted = "(key)";
/** A shorter word is no secret: taking it out would remove ordinary words and protect nothing. */
const shortestSecret = 4;
/** Of the latest ones, those in use aside: a page may send any number of keys, and long ones. A usual key has some 150 pieces. */
const maxPieces = 100_000;
/** Longest words from outside that are kept, in UTF-16 units. Enough for a sentence in a status line. */
export const outsideTextLimit = 300;
/** What is sent beyond this is not looked at: an error frame may have a megabyte. */
const readLimit = 4_096;
/** Of what is read, the end is not shown where there was more: 15 characters of a secret, each with its escape, may be left there. */
const unreadMargin = 100;
/** Escapes within escapes, as a proxy of a proxy may write them. */
const maxLevels = 3;

const escapes =
  /%([0-9a-f]{2})|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|&#x([0-9a-f]{1,6});|&#(\d{1,7});|&(amp|lt|gt|quot|apos);|\\(["'\\/])/giu;
const namedCharacters: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** One way in which a secret may be written. */
interface Form {
  /** Every run of this many characters gives away too much. */
  readonly pieceLength: number;
  readonly pieces: ReadonlySet<string>;
}

/** Text with the place of each of its characters in the words it was decoded from. */
interface Decoded {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

export class Redactor {
  /** Those that were named last come last. */
  readonly #forms = new Map<string, readonly Form[]>();
  readonly #pieces = new PieceIndex();
  readonly #inUse = new Map<string, readonly string[]>();

  /** Makes a secret known; it stays so, also when another takes its place, until very many others have come. Null and too short: ignored. */
  add(secret: string | null): void {
    if (secret === null || secret.length < shortestSecret) return;
    const forms = this.#forms.get(secret) ?? this.#indexed(secret);
    this.#forms.delete(secret);
    this.#forms.set(secret, forms);
    if (this.#pieces.size > maxPieces) this.#forgetOldest(secret);
  }

  /** The same for all that `holder` uses from now on: those are known for as long as it does, whatever else comes. */
  keep(holder: string, secrets: readonly (string | null)[]): void {
    this.#inUse.set(
      holder,
      secrets.filter((secret) => secret !== null),
    );
    for (const secret of secrets) this.add(secret);
  }

  /**
   * The words with {@link redacted} in place of every secret and of every larger piece of one, whether written as it is, in
   * other letter case, URL-encoded, escaped for JSON or HTML, in base64 or hexadecimal.
   */
  readonly redact = (words: string): string => {
    if (this.#forms.size === 0) return words;
    const hidden = new Uint8Array(words.length);
    let decoded: Decoded | null = asWritten(words);
    for (let level = 0; decoded !== null && level <= maxLevels; level++) {
      const { text, starts, ends } = decoded;
      this.#pieces.find(text, (from, to) => hidden.fill(1, starts[from], ends[to - 1]));
      decoded = unescaped(decoded);
    }
    return without(words, hidden);
  };

  /** Words from outside as they may be shown: redacted, of one line, without what reorders text, at most 300 long. */
  readonly formatOutsideText = (words: string): string => {
    const plain = this.redact(withoutControls(words.slice(0, readLimit))).trim();
    const whole = words.length <= readLimit ? plain : plain.slice(0, -unreadMargin);
    if (whole.length <= outsideTextLimit && whole === plain) return plain;
    return `${whole
      .slice(0, outsideTextLimit - 1)
      .toWellFormed()
      .trimEnd()}…`;
  };

  #indexed(secret: string): readonly Form[] {
    const forms = formsOf(secret);
    for (const form of forms) this.#pieces.add(form);
    return forms;
  }

  #forgetOldest(latest: string): void {
    const kept = new Set([latest, ...[...this.#inUse.values()].flat()]);
    for (const [secret, forms] of this.#forms) {
      if (this.#pieces.size <= maxPieces) return;
      if (kept.has(secret)) continue;
      this.#forms.delete(secret);
      for (const form of forms) this.#pieces.remove(form);
    }
  }
}

/** The pieces of all secrets by their length: to look for them takes as long for one secret as for hundreds. */
class PieceIndex {
  /** Of each piece, how many forms have it. */
  readonly #counts = new Map<number, Map<string, number>>();
  #size = 0;

  /** How many there are, those of several forms counted for each. */
  get size(): number {
    return this.#size;
  }

  add({ pieceLength, pieces }: Form): void {
    const counts = this.#counts.get(pieceLength) ?? new Map<string, number>();
    this.#counts.set(pieceLength, counts);
    for (const piece of pieces) counts.set(piece, (counts.get(piece) ?? 0) + 1);
    this.#size += pieces.size;
  }

  remove({ pieceLength, pieces }: Form): void {
    const counts = this.#counts.get(pieceLength);
    for (const piece of pieces) {
      const left = (counts?.get(piece) ?? 0) - 1;
      if (left > 0) counts?.set(piece, left);
      else counts?.delete(piece);
    }
    this.#size -= pieces.size;
  }

  find(text: string, found: (from: number, to: number) => void): void {
    for (const [length, counts] of this.#counts)
      for (let at = 0; at + length <= text.length; at++)
        if (counts.has(text.slice(at, at + length))) found(at, at + length);
  }
}

/** A long key may show a run of letters by chance; a third of it, or 16 characters, is no chance. */
function pieceLengthOf(length: number): number {
  return length <= 8 ? length : Math.min(16, Math.max(8, Math.ceil(length / 3)));
}

function formsOf(secret: string): readonly Form[] {
  const bytes = Buffer.from(secret);
  const written = new Set([secret, bytes.toString("hex")]);
  // In base64 it looks different at each of three places within what was encoded; the letters at its ends hold neighbours too.
  for (const before of [0, 1, 2]) {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const own = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    if (own.length < 8) continue;
    written.add(own);
    written.add(own.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return [...written].map((text) => {
    const lower = asciiLowerCase(text);
    const pieceLength = pieceLengthOf(lower.length);
    const pieces = new Set<string>();
    for (let at = 0; at + pieceLength <= lower.length; at++) pieces.add(lower.slice(at, at + pieceLength));
    return { pieceLength, pieces };
  });
}

function asWritten(words: string): Decoded {
  return {
    text: asciiLowerCase(words),
    starts: Array.from({ length: words.length }, (_, at) => at),
    ends: Array.from({ length: words.length }, (_, at) => at + 1),
  };
}

/** One level of escapes undone; null where there are none. */
function unescaped({ text, starts, ends }: Decoded): Decoded | null {
  let decoded = "";
  const places: { starts: number[]; ends: number[] } = { starts: [], ends: [] };
  let copied = 0;
  const copyUpTo = (end: number): void => {
    decoded += text.slice(copied, end);
    for (; copied < end; copied++) {
      places.starts.push(starts[copied] ?? 0);
      places.ends.push(ends[copied] ?? 0);
    }
  };
  for (const match of text.matchAll(escapes)) {
    const [whole, percent, unicode, byte, hexadecimal, decimal, name, escaped] = match;
    copyUpTo(match.index);
    const code =
      decimal === undefined ? parseInt(percent ?? unicode ?? byte ?? hexadecimal ?? "", 16) : Number(decimal);
    const character = escaped ?? (name === undefined ? characterOf(code) : (namedCharacters[name] ?? " "));
    decoded += asciiLowerCase(character);
    places.starts.push(starts[match.index] ?? 0);
    places.ends.push(ends[match.index + whole.length - 1] ?? 0);
    copied = match.index + whole.length;
  }
  if (decoded === "") return null;
  copyUpTo(text.length);
  return { text: decoded, ...places };
}

/** Secrets are ASCII: any other character is as good as a blank, of the one unit that the places count. */
function characterOf(code: number): string {
  return code < 0x80 ? String.fromCharCode(code) : " ";
}

/** `toLowerCase` makes two units of some letters, and the places would not fit any more. */
function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]+/gu, (letters) => letters.toLowerCase());
}

function without(words: string, hidden: Uint8Array): string {
  let shown = "";
  for (let at = 0; at < words.length; at++) {
    if (hidden[at] === 0) shown += words[at];
    else if (hidden[at - 1] !== 1) shown += redacted;
  }
  return shown;
}
