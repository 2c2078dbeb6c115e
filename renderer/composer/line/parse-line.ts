/**
 * An alert in a few keystrokes: `>54k always for 30s`, `eth 44k-46k`, `+5% 10m until 18:00 note lunch`. The text is the whole
 * truth of what is made: parsing it gives all of the rule, or what of it is not understood, and where. Parts come in any order.
 */
import { defaultNotify, type Notify } from "../../../preload/contract/destination.ts";
import type { Instrument } from "../../../preload/contract/instrument.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { Condition, RuleSpec } from "../../../preload/contract/rule.ts";
import { Cursor, type LineContext, type Problem, type Question } from "./cursor.ts";
import { findInstruments, nameOf } from "./instruments.ts";
import { readModifier, type Modifiers } from "./read-modifier.ts";
import { beginsCondition, readCondition } from "./read-condition.ts";
import { tokenize, type Span } from "./tokens.ts";
import { meaningsOf } from "./words.ts";

export interface ParsedLine {
  /** The rule, where all was understood and nothing is in doubt; a `rearmBy` of null is the truth table's default. */
  readonly rule: RuleSpec | null;
  /** What was understood, also where something was not: the parts that were said, and the instrument that is meant. */
  readonly understood: Partial<RuleSpec>;
  readonly problems: readonly Problem[];
  readonly questions: readonly Question[];
  /** The number most likely to be changed, in the text. */
  readonly value: Span | null;
}

export const emptyLine: ParsedLine = { rule: null, understood: {}, problems: [], questions: [], value: null };

/** Never throws, whatever the text. An empty one has neither a rule nor a problem. */
export function parseLine(text: string, context: LineContext): ParsedLine {
  const tokens = tokenize(text, {
    locale: context.locale,
    findInstruments: (name) => findInstruments(name, context),
    isNote: (word) => meaningsOf(word)?.has("note") === true,
  });
  const cursor = new Cursor(text, tokens, context);
  const instrument = readInstrument(cursor);
  const market = instrument === null ? { price: null, decimals: 0 } : context.marketOf(instrument);
  const modifiers: Modifiers = {};
  let condition: Condition | null = null;
  let hasCondition = false;
  while (cursor.token !== undefined) {
    if (cursor.token.kind === "instrument") cursor.at++;
    else if (readModifier(cursor, modifiers, market.price)) continue;
    else if (!beginsCondition(cursor)) skipUnknown(cursor);
    else if (hasCondition) cursor.fail(cursor.at++, message("line.second-condition"));
    else {
      hasCondition = true;
      condition = readCondition(cursor, market);
    }
  }
  const { problems, questions, value } = cursor;
  if (tokens.length > 0 && problems.length === 0) {
    const end = { start: text.length, end: text.length };
    if (!hasCondition) problems.push({ ...end, why: message("line.condition-missing") });
    else if (instrument === null) problems.push({ ...end, why: message("line.instrument-missing") });
  }
  const isSure = problems.length === 0 && questions.length === 0;
  const rule = isSure && condition !== null && instrument !== null ? ruleOf(instrument, condition, modifiers) : null;
  const understood: Partial<RuleSpec> = {
    ...(instrument === null ? {} : { instrument }),
    ...(condition === null ? {} : { condition }),
    ...others(modifiers),
  };
  return { rule, understood, problems, questions, value };
}

function ruleOf(instrument: Instrument, condition: Condition, modifiers: Modifiers): RuleSpec {
  return {
    instrument,
    source: modifiers.source ?? "last",
    condition,
    holdForMs: modifiers.holdForMs ?? 0,
    repeat: modifiers.repeat ?? "once",
    rearmBy: modifiers.rearmBy ?? null,
    cooldownMs: modifiers.cooldownMs ?? 0,
    expiresAt: modifiers.expiresAt ?? null,
    notify: notifyOf(modifiers),
    note: modifiers.note ?? "",
  };
}

const notifyOf = ({
  to = defaultNotify.to,
  urgency = defaultNotify.urgency,
  sound = "default",
}: Modifiers): Notify => ({
  to,
  urgency,
  ...(sound === "default" ? {} : { sound }),
});

/** The modifiers as the parts of a rule that they are. */
function others({ to, urgency, sound, ...parts }: Modifiers): Partial<RuleSpec> {
  const isSaid = to !== undefined || urgency !== undefined || sound !== undefined;
  return isSaid ? { ...parts, notify: notifyOf({ to, urgency, sound }) } : parts;
}

/** The instrument that the line names, or the selected one. Of several that a name stands for, the selected one is meant. */
function readInstrument(cursor: Cursor): Instrument | null {
  const { context, tokens } = cursor;
  const named = tokens.filter(({ kind }) => kind === "instrument");
  const [first, second] = named;
  if (first === undefined) return context.selected;
  if (second !== undefined) cursor.problems.push({ ...spanOf(second), why: message("line.second-instrument") });
  const [only, ...others] = first.instruments;
  if (only === undefined || others.length === 0) return only ?? null;
  const choices = first.instruments.map((each) => {
    const name = nameOf(each, context.instruments);
    return { label: name, replacement: name };
  });
  cursor.questions.push({ ...spanOf(first), choices, about: "instrument" });
  return null;
}

const spanOf = ({ start, end }: Span): Span => ({ start, end });

/** Passes over what is no part of the line, to the end of the word, so that `btc-usd` is one thing that is not understood. */
function skipUnknown(cursor: Cursor): void {
  const begun = cursor.at;
  do cursor.at++;
  while (cursor.token !== undefined && cursor.token.start === cursor.tokens[cursor.at - 1]?.end);
  cursor.fail(begun, message("line.unknown", { text: cursor.written(cursor.spanFrom(begun)) }));
}
