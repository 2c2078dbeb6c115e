/**
 * A rule from the outside, checked field by field, defaults filled in. Not left to the schema, because a refusal has to name the
 * field and say in words what would be right. Runs in main and in the window alike.
 */
import { message } from "./messages/message.ts";
import { parseNotify } from "./parse-notify.ts";
import { symbolShape, venueIdPattern, type Instrument, type VenueId } from "./instrument.ts";
import { parseCondition, parseRearmBy } from "./parse-condition.ts";
import { duration, isRecord, oneOf, record, Refusal, refuse } from "./parse-values.ts";
import { fail, ok, type Result } from "./result.ts";
import { sources, type RuleSpec, type Source } from "./rule.ts";

/** What a rule is checked against. */
export interface ParseRuleContext {
  /** Wall time: an expiry must lie after it. */
  readonly nowMs: number;
  /** Stands in where the rule names no venue; null: it has to name one, for several are on. */
  readonly defaultVenue: VenueId | null;
  /** Every venue that there is, where the caller knows: a rule on any other is refused with `instrument-invalid`. */
  readonly venues?: readonly VenueId[];
  /** The symbol that a venue's list has for what was written (`BTCUSDT`: `BTC-USDT`); as it was written where left out. */
  readonly resolveSymbol?: (venue: VenueId, written: string) => string;
}

const maxNoteLength = 500;

/** Parses `input`, or says with `rule-invalid` or `instrument-invalid` which field is wrong and why. */
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
  "notify",
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
    notify: parseNotify(given["notify"]),
  };
}

const venueId = new RegExp(venueIdPattern);

/** For a person who named a venue that there is not. */
export function noSuchVenue(venues: readonly VenueId[] | undefined): string {
  return venues === undefined
    ? message("refusal.venue")
    : message("refusal.venue-known", { venues: venues.join(", ") });
}

/** For a person who named none, and several may be meant. */
export function whichVenue(venues: readonly VenueId[]): string {
  return message("refusal.which-venue", { venues: venues.join(", ") });
}

function parseInstrument(input: unknown, context: ParseRuleContext): Instrument {
  const bad = (field: string, text: string): never => {
    throw new Refusal({ code: "instrument-invalid", message: text, field });
  };
  if (!isRecord(input)) return bad("instrument", message("refusal.instrument"));
  for (const name of Object.keys(input))
    if (name !== "venue" && name !== "symbol")
      bad(`instrument.${name}`, message("refusal.instrument-field", { field: name }));
  const venue = input["venue"] ?? context.defaultVenue;
  if (venue === null) return bad("instrument.venue", whichVenue(context.venues ?? []));
  if (typeof venue !== "string" || !venueId.test(venue) || context.venues?.includes(venue) === false)
    return bad("instrument.venue", noSuchVenue(context.venues));
  const name = input["symbol"];
  if (typeof name !== "string" || !symbolShape.test(name)) return bad("instrument.symbol", message("refusal.symbol"));
  return { venue, symbol: context.resolveSymbol?.(venue, name) ?? name };
}

function parseCooldown(input: unknown, repeat: "once" | "always"): number {
  const cooldownMs = duration(input ?? 0, "cooldownMs");
  if (repeat === "once" && cooldownMs > 0) refuse("cooldownMs", message("refusal.cooldown-once"));
  return cooldownMs;
}

const isoInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

function parseExpiry(input: unknown, nowMs: number): string | null {
  if (input === undefined || input === null) return null;
  const atMs = typeof input === "string" && isoInstant.test(input) && isDay(input) ? Date.parse(input) : Number.NaN;
  if (typeof input !== "string" || Number.isNaN(atMs)) return refuse("expiresAt", message("refusal.expiry"));
  if (atMs <= nowMs) return refuse("expiresAt", message("refusal.expiry-past"));
  return new Date(atMs).toISOString();
}

/** Whether there is such a day: `Date.parse` takes the 30th of February for the 2nd of March. */
function isDay(instant: string): boolean {
  const [year = 0, month = 0, day = 0] = instant.slice(0, 10).split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}

function parseNote(input: unknown): string {
  const note = input ?? "";
  if (typeof note !== "string") return refuse("note", message("refusal.note"));
  if (note.length > maxNoteLength) return refuse("note", message("refusal.note-long", { most: maxNoteLength }));
  return note;
}
