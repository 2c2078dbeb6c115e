/** The line cut into tokens, each with its place, so that what is not understood can be shown where it stands. */
import { asciiDigits, groupsBySpace } from "../../lib/numbers.ts";
import type { Instrument } from "../../../preload/contract/instrument.ts";

/** From `start` up to, and without, `end`: offsets in the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type TokenKind = "number" | "word" | "sign" | "time" | "instrument" | "note" | "quoted" | "other";

export interface Token extends Span {
  readonly kind: TokenKind;
  /** As it was typed; of a sign, a time, a note and a quotation what it means: ASCII, the note or what is quoted alone. */
  readonly text: string;
  /** Of an instrument: which are meant by it; more than one where it does not say. */
  readonly instruments: readonly Instrument[];
}

export interface TokenizeOptions {
  readonly locale?: string | undefined;
  /** The instruments that a name stands for; none where it is no name. */
  readonly findInstruments: (name: string) => readonly Instrument[];
  /** Whether this word begins a note, which is all that follows. */
  readonly isNote: (word: string) => boolean;
}

/** Signs that mean the same as one on every keyboard. */
const signs: Readonly<Record<string, string>> = {
  "≥": ">=",
  "≤": "<=",
  "−": "-",
  "–": "-",
  "—": "-",
  "－": "-",
  "＋": "+",
  "＞": ">",
  "＜": "<",
  "＝": "=",
  "…": "..",
  "％": "%",
  "٪": "%",
  "﹪": "%",
  "／": "/",
};
const space = /[\s\u061c\u200e\u200f\u2066-\u2069]+/uy;
const name = /[\p{L}\p{N}][\p{L}\p{M}\p{N}._/:-]*/uy;
const date =
  /\p{Nd}{4}-\p{Nd}{2}-\p{Nd}{2}(?:[T ]\p{Nd}{1,2}:\p{Nd}{2}(?::\p{Nd}{2}(?:\.\p{Nd}{1,3})?)?)?(?:Z|[+-]\p{Nd}{2}:\p{Nd}{2})?/uy;
const quotation = /["“”„«»][^"“”„«»]*["“”„«»]/uy;
const timeOfDay = /\p{Nd}{1,2}:\p{Nd}{2}(?!\p{Nd})/uy;
const word = /\p{L}[\p{L}\p{M}]*/uy;
const sign = />=|<=|\.\.|[><=+^%/±≥≤−–—－＋＞＜＝…％٪﹪／-]/uy;
/** Two points are a range. A space groups only where the locale does so, and never before a unit: `+500 100s` are two numbers. */
const number =
  /[.,．，٫،]?\p{Nd}(?:(?!\.\.)[\p{Nd}.,．，٫٬،_'’\u00a0\u202f\u2009](?<![\u00a0\u202f\u2009](?!\p{Nd})))*/uy;
const spacedNumber = /\p{Nd}{1,3}(?:[ \u00a0\u202f\u2009]\p{Nd}{3})+(?![\p{L}\p{Nd}])(?:[.,]\p{Nd}*)?/uy;

/** Every character but spaces is in one token, in order. Never throws. */
export function tokenize(text: string, { locale, findInstruments, isNote }: TokenizeOptions): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const take = (kind: TokenKind, found: string, means = found, instruments: readonly Instrument[] = []): void => {
    tokens.push({ kind, start: at, end: at + found.length, text: means, instruments });
    at += found.length;
  };
  const number_ = (): string | undefined => (groupsBySpace(locale) ? match(spacedNumber) : undefined) ?? match(number);
  while (at < text.length) {
    const skipped = match(space);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const named = match(name);
    const instruments = named === undefined ? [] : findInstruments(named);
    const moment = match(date) ?? match(timeOfDay);
    const quoted = match(quotation);
    const letters = match(word);
    const digits = number_();
    const mark = match(sign);
    if (named !== undefined && instruments.length > 0) take("instrument", named, named, instruments);
    else if (quoted !== undefined) take("quoted", quoted, quoted.slice(1, -1));
    else if (moment !== undefined) take("time", moment, asciiDigits(moment));
    else if (letters !== undefined && isNote(letters)) {
      const noted = text.slice(at + letters.length);
      take("note", text.slice(at), noted.replace(/^\s/u, ""));
    } else if (letters !== undefined) take("word", letters);
    else if (digits !== undefined) take("number", digits);
    else if (mark !== undefined) take("sign", mark, signs[mark] ?? mark);
    else take("other", String.fromCodePoint(text.codePointAt(at) ?? 0));
  }
  return tokens;
}
