/** What a line says besides its condition: how often, for how long, until when, of which price, and its note. */
import { message } from "../../../preload/contract/messages/message.ts";
import { ruleSounds, type Notify, type RuleSound } from "../../../preload/contract/destination.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { Cursor } from "./cursor.ts";
import { readDestinations } from "./destination-names.ts";
import { readBy, readDuration, readMoment } from "./read-values.ts";
import type { WordMeaning } from "./words.ts";

/** The parts of the rule that were said; of the others it has the defaults. */
export type Modifiers = Partial<Omit<RuleSpec, "instrument" | "condition" | "notify">> & {
  to?: Notify["to"] | undefined;
  urgency?: Notify["urgency"] | undefined;
  /** `default`: as the window's settings say. */
  sound?: RuleSound | "default" | undefined;
};

type ModifierWord = Extract<
  WordMeaning,
  | "once"
  | "always"
  | "rearm"
  | "cooldown"
  | "hold"
  | "expiry"
  | "notify"
  | "sound"
  | `source.${string}`
  | `urgency.${string}`
>;

/** What is read behind each word, into which part of the rule; null where something is missing there. */
const readers: Readonly<Record<ModifierWord, (cursor: Cursor, price: string | null) => Modifiers | null>> = {
  once: () => ({ repeat: "once" }),
  always: () => ({ repeat: "always" }),
  "source.last": () => ({ source: "last" }),
  "source.bid": () => ({ source: "bid" }),
  "source.ask": () => ({ source: "ask" }),
  "source.mid": () => ({ source: "mid" }),
  rearm: (cursor, price) => given(readBy(cursor, price), (rearmBy) => ({ rearmBy })),
  cooldown: (cursor) => given(readDuration(cursor), (cooldownMs) => ({ cooldownMs })),
  hold: (cursor) => given(readDuration(cursor), (holdForMs) => ({ holdForMs })),
  expiry: (cursor) => given(readMoment(cursor), (expiresAt) => ({ expiresAt })),
  notify: (cursor) => given(readTo(cursor), (to) => ({ to })),
  sound: (cursor) => given(readSound(cursor), (sound) => ({ sound })),
  "urgency.normal": () => ({ urgency: "normal" }),
  "urgency.critical": () => ({ urgency: "critical" }),
};
const words = Object.keys(readers) as ModifierWord[];

function given<T>(value: T | null, as: (value: T) => Modifiers): Modifiers | null {
  return value === null ? null : as(value);
}

/** `default`: wherever the settings say. */
function readTo(cursor: Cursor): Notify["to"] | null {
  if (cursor.takeWord("notify.default") !== null) return "default";
  return readDestinations(cursor, cursor.at - 1);
}

const soundWords = ["sound.default", ...ruleSounds.map((sound) => `sound.${sound}` as const)] as const;

function readSound(cursor: Cursor): Modifiers["sound"] | null {
  const word = cursor.takeWord(...soundWords);
  return word === null ? null : (word.slice("sound.".length) as RuleSound | "default");
}

/** What has to follow a word, in words. */
function whatIsMissing(word: ModifierWord, text: string): string {
  if (word === "notify") return message("line.destination-missing", { text });
  if (word === "expiry") return message("line.moment-missing", { text });
  if (word === "sound") return message("line.sound-missing", { text });
  return word === "rearm" ? message("line.number-missing", { text }) : message("line.duration-missing", { text });
}

/** Reads the modifier that stands here into `modifiers`. False where none does; what is wrong with one is noted. */
export function readModifier(cursor: Cursor, modifiers: Modifiers, price: string | null): boolean {
  const begun = cursor.at;
  const { token } = cursor;
  if (token?.kind === "note") {
    cursor.at++;
    modifiers.note = noteOf(token.text);
    return true;
  }
  const word = cursor.takeWord(...words);
  if (word === null) return false;
  const text = cursor.written(cursor.spanFrom(begun));
  const noted = cursor.problems.length + cursor.questions.length;
  const read = readers[word](cursor, price);
  if (read === null) {
    // A number in doubt is asked about already.
    if (cursor.problems.length + cursor.questions.length === noted) cursor.fail(begun, whatIsMissing(word, text));
  } else if (Object.keys(read).some((part) => part in modifiers)) {
    cursor.fail(begun, message("line.said-twice", { text: cursor.written(cursor.spanFrom(begun)) }));
  } else Object.assign(modifiers, read);
  return true;
}

/** A note may have several lines; the entry has one, in which the Unicode separators stand for their ends. */
const lineEnds: Readonly<Record<string, string>> = { "\n": "\u2028", "\r": "\u2029" };

export function writtenNote(note: string): string {
  return note.replace(/[\n\r]/g, (end) => lineEnds[end] ?? end);
}

function noteOf(written: string): string {
  return written.replace(/\u2028/g, "\n").replace(/\u2029/g, "\r");
}
