/** A place in the tokens of a line, and what was found wrong with it so far. */
import type { Instrument } from "../../../preload/contract/instrument.ts";
import type { NamedDestination } from "./destination-names.ts";
import { maxPhraseWords, meaningsOf, type WordMeaning } from "./words.ts";
import type { Span, Token } from "./tokens.ts";

/** What the line is read against, as it was when it was typed: a level counted from the price stays where it was. */
export interface LineContext {
  readonly locale?: string | undefined;
  /** Wall time, for `until 18:00`. */
  readonly nowMs: number;
  /** The instrument that a line means which names none. */
  readonly selected: Instrument | null;
  /** Those that can be named. */
  readonly instruments: readonly Instrument[];
  /** The price now and the venue's decimals; a null price where there is none yet. */
  readonly marketOf: (instrument: Instrument) => { readonly price: string | null; readonly decimals: number };
  /** Where alerts can be told; while that is not known, left out, ids alone are taken, as they are. */
  readonly destinations?: readonly NamedDestination[];
}

/** Something that is not understood, where it stands, and why in words. */
export interface Problem extends Span {
  readonly why: string;
}

/** Something that can be read in more than one way: a choice puts its text in the place of what was typed. */
export interface Question extends Span {
  readonly choices: readonly { readonly label: string; readonly replacement: string }[];
  /** What is meant where it is no number. */
  readonly about?: "instrument" | "destination";
}

export class Cursor {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly context: LineContext;
  readonly problems: Problem[] = [];
  readonly questions: Question[] = [];
  /** The number that is most likely to be changed: the first of the condition. */
  value: Span | null = null;
  at = 0;

  constructor(text: string, tokens: readonly Token[], context: LineContext) {
    this.text = text;
    this.tokens = tokens;
    this.context = context;
  }

  get token(): Token | undefined {
    return this.tokens[this.at];
  }

  /** What was typed there. */
  written({ start, end }: Span): string {
    return this.text.slice(start, end);
  }

  /** From the token at this index up to the one before the present. */
  spanFrom(index: number): Span {
    const first = this.tokens[index];
    const last = this.tokens[Math.max(index, this.at - 1)];
    return { start: first?.start ?? this.text.length, end: last?.end ?? this.text.length };
  }

  /** Notes what is wrong with everything from the token at this index up to the present one. */
  fail(index: number, why: string): null {
    this.problems.push({ ...this.spanFrom(index), why });
    return null;
  }

  /** Takes the sign that is here, if it is one of these. */
  takeSign(...wanted: readonly string[]): string | null {
    const { token } = this;
    if (token?.kind !== "sign" || !wanted.includes(token.text)) return null;
    this.at++;
    return token.text;
  }

  /** The longest phrase that begins here, with all that it may mean; null where there is none. */
  phrase(): { readonly meanings: ReadonlySet<WordMeaning>; readonly words: number } | null {
    for (let words = maxPhraseWords; words > 0; words--) {
      const tokens = this.tokens.slice(this.at, this.at + words);
      if (tokens.length < words || tokens.some(({ kind }) => kind !== "word")) continue;
      const meanings = meaningsOf(tokens.map(({ text }) => text).join(" "));
      if (meanings !== undefined) return { meanings, words };
    }
    return null;
  }

  /** Takes the phrase that is here, if it may mean one of these. */
  takeWord<M extends WordMeaning>(...wanted: readonly M[]): M | null {
    const found = this.phrase();
    const meaning = wanted.find((each) => found?.meanings.has(each) === true);
    if (found === null || meaning === undefined) return null;
    this.at += found.words;
    return meaning;
  }

  /** Takes it back, where the text turned out to be something else. */
  backTo(at: number): null {
    this.at = at;
    return null;
  }
}
