/**
 * A rule from the outside, checked field by field, defaults filled in. Written by hand and not derived from the schema,
 * because a refusal has to name the field and say in words what would be right. Runs in main and in the window alike.
 */
import { compareDecimal, digitCount, isDecimal } from "./decimal.ts";
import { symbolPattern, venueIds, type Instrument, type VenueId } from "./instrument.ts";
import { fail, ok, type Failure, type Result } from "./result.ts";
import { sources, type By, type Condition, type ConditionKind, type RuleSpec, type Source } from "./rule.ts";

/** What a rule is checked against. */
export interface ParseRuleContext {
  /** Wall time: an expiry must lie after it. */
  readonly nowMs: number;
  /** Stands in where the rule names no venue. */
  readonly defaultVenue: VenueId;
  /** Where given, a rule on any other venue is refused with `venue-inactive`. */
  readonly activeVenues?: readonly VenueId[];
}

export const maxDigits = 30;
export const minWindowMs = 1_000;
export const maxWindowMs = 86_400_000;
/** A hold or a cooldown longer than a year is a slip of the keyboard. */
export const maxDurationMs = 31_536_000_000;
export const maxNoteLength = 500;
/** How far back a price must come before a level, or a bound, may fire again, where the rule does not say. */
export const defaultRearmBy: By = { percent: "0.1" };

/** Thrown and caught inside this file only: it lets a check deep down end the parse without a Result at every step. */
class Refusal extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

function refuse(field: string, message: string): never {
  throw new Refusal({ code: "rule-invalid", message, field });
}

/** Parses `input`, or says with `rule-invalid`, `instrument-invalid` or `venue-inactive` which field is wrong and why. */
export function parseRule(input: unknown, context: ParseRuleContext): Result<RuleSpec> {
  try {
    return ok(rule(input, context));
  } catch (error) {
    if (error instanceof Refusal) return fail(error.failure.code, error.failure.message, error.failure.field);
    throw error;
  }
}

/**
 * What an update means: the parts of `patch` over those of `spec`, to be given to {@link parseRule}. A changed condition
 * kind or `repeat` drops a `rearmBy` (and, going to `once`, a `cooldownMs`) that the patch does not name, because they
 * belonged to what is no longer there. An expiry that is already past stays refused unless the patch names a new one.
 */
export function mergeRule(spec: RuleSpec, patch: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...spec };
  for (const [name, value] of Object.entries(patch)) if (value !== undefined) merged[name] = value;
  const kind = isRecord(merged["condition"]) ? merged["condition"]["kind"] : undefined;
  const onceNow = merged["repeat"] === "once";
  if (!("rearmBy" in patch) && (onceNow || kind !== spec.condition.kind)) delete merged["rearmBy"];
  if (!("cooldownMs" in patch) && onceNow) delete merged["cooldownMs"];
  return merged;
}

const ruleFields = [
  "instrument",
  "source",
  "condition",
  "holdForMs",
  "repeat",
  "rearmBy",
  "cooldownMs",
  "expiresAt",
  "note",
];

function rule(input: unknown, context: ParseRuleContext): RuleSpec {
  const given = record(input, "", ruleFields);
  const condition = parseCondition(given["condition"]);
  const repeat = oneOf(given["repeat"] ?? "once", ["once", "always"] as const, "repeat");
  return {
    instrument: parseInstrument(given["instrument"], context),
    source: oneOf(given["source"] ?? "last", sources, "source") satisfies Source,
    condition,
    holdForMs: duration(given["holdForMs"] ?? 0, "holdForMs"),
    repeat,
    rearmBy: parseRearmBy(given["rearmBy"], condition, repeat),
    cooldownMs: parseCooldown(given["cooldownMs"], repeat),
    expiresAt: parseExpiry(given["expiresAt"], context.nowMs),
    note: parseNote(given["note"]),
  };
}

const symbol = new RegExp(symbolPattern);

function parseInstrument(input: unknown, context: ParseRuleContext): Instrument {
  const bad = (field: string, message: string): never => {
    throw new Refusal({ code: "instrument-invalid", message, field });
  };
  if (!isRecord(input))
    return bad("instrument", 'Say which instrument: {"symbol": "BTC-USD"}, and the venue if it is not the one in use.');
  for (const name of Object.keys(input))
    if (name !== "venue" && name !== "symbol") bad(`instrument.${name}`, `An instrument has no field "${name}".`);
  const venue = input["venue"] ?? context.defaultVenue;
  const known = venueIds.find((id) => id === venue);
  if (known === undefined) return bad("instrument.venue", `There is no such venue; known are ${venueIds.join(", ")}.`);
  const name = input["symbol"];
  if (typeof name !== "string" || !symbol.test(name))
    return bad(
      "instrument.symbol",
      "A symbol is upper-case letters, digits and . _ / : -, at most 40, such as BTC-USD.",
    );
  if (context.activeVenues !== undefined && !context.activeVenues.includes(known))
    throw new Refusal({
      code: "venue-inactive",
      message: `The venue ${known} is not in use, so this rule could never fire.`,
      field: "instrument.venue",
    });
  return { venue: known, symbol: name };
}

const fieldsOf: Record<ConditionKind, readonly string[]> = {
  "at-or-above": ["level"],
  "at-or-below": ["level"],
  "crosses-up": ["level"],
  "crosses-down": ["level"],
  crosses: ["level"],
  inside: ["low", "high"],
  outside: ["low", "high"],
  enters: ["low", "high"],
  leaves: ["low", "high"],
  rises: ["by", "windowMs"],
  falls: ["by", "windowMs"],
  moves: ["by", "windowMs"],
  "pulls-back": ["by"],
  rebounds: ["by"],
  "spread-at-least": ["by"],
  "trade-size-at-least": ["size"],
};
/** Every kind of condition, in the order of the truth table. */
export const conditionKinds = Object.keys(fieldsOf) as readonly ConditionKind[];

function parseCondition(input: unknown): Condition {
  if (!isRecord(input))
    return refuse("condition", 'Say what to wait for, such as {"kind": "crosses-up", "level": "45000"}.');
  if (input["kind"] === undefined)
    return refuse("condition.kind", `Say which kind of condition it is: one of ${conditionKinds.join(", ")}.`);
  const kind = conditionKinds.find((name) => name === input["kind"]);
  if (kind === undefined)
    return refuse("condition.kind", `There is no such kind of condition; known are ${conditionKinds.join(", ")}.`);
  const given = record(input, "condition", ["kind", ...fieldsOf[kind]]);
  switch (kind) {
    case "at-or-above":
    case "at-or-below":
    case "crosses-up":
    case "crosses-down":
    case "crosses":
      return { kind, level: positive(given["level"], "condition.level") };
    case "inside":
    case "outside":
    case "enters":
    case "leaves": {
      const low = positive(given["low"], "condition.low");
      const high = positive(given["high"], "condition.high");
      if (compareDecimal(low, high) >= 0)
        return refuse("condition.low", "The low end of the range must be less than the high end.");
      return { kind, low, high };
    }
    case "rises":
    case "falls":
    case "moves":
      return {
        kind,
        by: possible(kind, parseBy(given["by"], "condition.by", false)),
        windowMs: parseWindow(given["windowMs"]),
      };
    case "pulls-back":
    case "rebounds":
    case "spread-at-least":
      return { kind, by: possible(kind, parseBy(given["by"], "condition.by", false)) };
    case "trade-size-at-least":
      return { kind, size: positive(given["size"], "condition.size") };
  }
}

/**
 * Refuses a distance that no price can go, because a price is always more than 0. `moves` is left alone: it may also rise by
 * that much. An amount is never refused: the price that it is measured from may be as high as it likes.
 */
function possible(kind: ConditionKind, by: By): By {
  if (!("percent" in by)) return by;
  const field = "condition.by.percent";
  if ((kind === "falls" || kind === "pulls-back") && compareDecimal(by.percent, "100") >= 0)
    refuse(field, "No price falls by 100 percent or more: this could never fire.");
  if (kind === "spread-at-least" && compareDecimal(by.percent, "200") >= 0)
    refuse(field, "A spread is less than 200 percent of the mid: this could never fire.");
  return by;
}

/** Kinds that come back by a distance from a level or a bound; all others know by themselves when they are over. */
export function takesRearmBy(kind: ConditionKind): boolean {
  const fields = fieldsOf[kind];
  return fields.includes("level") || fields.includes("low");
}

function parseRearmBy(input: unknown, condition: Condition, repeat: "once" | "always"): By | null {
  const given = input ?? null;
  if (repeat === "once") {
    if (given !== null)
      refuse("rearmBy", "A rule that fires once does not re-arm: leave rearmBy out, or repeat always.");
    return null;
  }
  if (!takesRearmBy(condition.kind)) {
    if (given !== null) refuse("rearmBy", `"${condition.kind}" has no level to come back from: leave rearmBy out.`);
    return null;
  }
  return given === null ? defaultRearmBy : reachable(condition, parseBy(given, "rearmBy", true));
}

/** Refuses a way back below a level that ends at 0 or less. All other kinds have a second way back, or one upwards. */
function reachable(condition: Condition, by: By): By {
  if (condition.kind !== "at-or-above" && condition.kind !== "crosses-up") return by;
  if ("percent" in by && compareDecimal(by.percent, "100") >= 0)
    refuse("rearmBy.percent", "No price comes back by 100 percent or more: this could never fire again.");
  if ("amount" in by && compareDecimal(by.amount, condition.level) >= 0)
    refuse("rearmBy.amount", "No price comes back by as much as the level itself: this could never fire again.");
  return by;
}

function parseCooldown(input: unknown, repeat: "once" | "always"): number {
  const cooldownMs = duration(input ?? 0, "cooldownMs");
  if (repeat === "once" && cooldownMs > 0)
    refuse("cooldownMs", "A rule that fires once has no cooldown: leave cooldownMs out, or repeat always.");
  return cooldownMs;
}

function parseWindow(input: unknown): number {
  if (typeof input !== "number" || !Number.isInteger(input))
    return refuse("condition.windowMs", "The window is a whole number of milliseconds.");
  if (input < minWindowMs || input > maxWindowMs)
    return refuse("condition.windowMs", "The window is from 1 second (1000) to 24 hours (86400000).");
  return input;
}

const isoInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

function parseExpiry(input: unknown, nowMs: number): string | null {
  if (input === undefined || input === null) return null;
  const atMs = typeof input === "string" && isoInstant.test(input) && isDay(input) ? Date.parse(input) : Number.NaN;
  if (typeof input !== "string" || Number.isNaN(atMs))
    return refuse("expiresAt", "An expiry is a time such as 2026-01-31T18:00:00Z, with its time zone.");
  if (atMs <= nowMs) return refuse("expiresAt", "The expiry is already past.");
  return new Date(atMs).toISOString();
}

/** Whether there is such a day: `Date.parse` takes the 30th of February for the 2nd of March. */
function isDay(instant: string): boolean {
  const [year = 0, month = 0, day = 0] = instant.slice(0, 10).split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}

function parseNote(input: unknown): string {
  const note = input ?? "";
  if (typeof note !== "string") return refuse("note", "A note is text.");
  if (note.length > maxNoteLength) return refuse("note", `A note has at most ${String(maxNoteLength)} characters.`);
  return note;
}

function parseBy(input: unknown, field: string, zeroAmount: boolean): By {
  if (!isRecord(input)) return refuse(field, 'Say how far: {"amount": "100"} or {"percent": "5"}.');
  const given = record(input, field, ["amount", "percent"]);
  const hasAmount = given["amount"] !== undefined;
  if (hasAmount === (given["percent"] !== undefined))
    return refuse(field, "Say how far by one of amount and percent, not both.");
  if (!hasAmount) return { percent: positive(given["percent"], `${field}.percent`) };
  if (!zeroAmount) return { amount: positive(given["amount"], `${field}.amount`) };
  const amount = decimal(given["amount"], `${field}.amount`);
  if (compareDecimal(amount, "0") < 0) refuse(`${field}.amount`, "The amount must not be negative.");
  return { amount };
}

/** "007" is a 7 that would be shown with its zeros for ever. */
const leadingZeros = /^(-?)0+(?=[0-9])/;

function decimal(input: unknown, field: string): string {
  if (typeof input === "number")
    return refuse(field, `Numbers lose digits: write it as a decimal string, such as "${String(input)}" in quotes.`);
  if (typeof input !== "string") return refuse(field, 'This must be a decimal string, such as "45000.12".');
  if (!isDecimal(input))
    return refuse(field, "This is not a decimal: digits and at most one point, no exponent, no spaces.");
  if (digitCount(input) > maxDigits) return refuse(field, `This has more than ${String(maxDigits)} digits.`);
  return input.replace(leadingZeros, "$1");
}

function positive(input: unknown, field: string): string {
  const text = decimal(input, field);
  if (compareDecimal(text, "0") <= 0) refuse(field, "This must be greater than 0.");
  return text;
}

function duration(input: unknown, field: string): number {
  if (typeof input !== "number" || !Number.isInteger(input) || input < 0)
    return refuse(field, "This is a whole number of milliseconds, 0 or more.");
  if (input > maxDurationMs) return refuse(field, "This is longer than a year.");
  return input;
}

function oneOf<T extends string>(input: unknown, allowed: readonly T[], field: string): T {
  return allowed.find((value) => value === input) ?? refuse(field, `This is one of ${allowed.join(", ")}.`);
}

function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === "object" && input !== null && !Array.isArray(input);
}

/** An object with no fields but these; `path` names it in a refusal ("" is the rule itself). */
function record(input: unknown, path: string, allowed: readonly string[]): Record<string, unknown> {
  if (!isRecord(input)) return refuse(path === "" ? "rule" : path, "This must be an object.");
  for (const name of Object.keys(input))
    if (!allowed.includes(name))
      refuse(
        path === "" ? name : `${path}.${name}`,
        `There is no field "${name}" here; known are ${allowed.join(", ")}.`,
      );
  return input;
}
