/**
 * Takes every secret of this run out of words that came from outside, or that may quote what came from there, before anything
 * is cut from them: a cut first would leave the half of a key that no search finds.
 */
import { withoutControls } from "./plain-text.ts";

/** What stands where a secret stood. */
const redacted = "(key)";
/** A shorter word is no secret: taking it out would remove ordinary words and protect nothing. */
const shortestSecret = 4;
/** The latest ones; a page may send any number of keys. */
const maxSecrets = 256;
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
  readonly #forms = new Map<string, readonly Form[]>();

  /** Makes a secret known; it stays so until the app ends, also when another takes its place. Null and too short: ignored. */
  add(secret: string | null): void {
    if (secret === null || secret.length < shortestSecret) return;
    this.#forms.delete(secret);
    this.#forms.set(secret, formsOf(secret));
    const [oldest] = this.#forms.keys();
    if (this.#forms.size > maxSecrets && oldest !== undefined) this.#forms.delete(oldest);
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
      for (const { pieceLength, pieces } of [...this.#forms.values()].flat()) {
        for (let at = 0; at + pieceLength <= text.length; at++) {
          if (pieces.has(text.slice(at, at + pieceLength))) hidden.fill(1, starts[at], ends[at + pieceLength - 1]);
        }
      }
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
