/** An alert while it is made: what stands in the fields, as text where a person types. */
import type { RuleInput } from "../../preload/contract/contract.ts";
import type { Instrument } from "../../preload/contract/instrument.ts";
import type { By, Condition, ConditionKind, RuleSpec, Source } from "../../preload/contract/rule.ts";

export type ByUnit = "percent" | "amount";

export interface Draft {
  kind: ConditionKind;
  level: string;
  low: string;
  high: string;
  byValue: string;
  byUnit: ByUnit;
  windowMs: number;
  size: string;
  source: Source;
  repeat: "once" | "always";
  /** Empty: the default of the truth table. */
  rearmValue: string;
  rearmUnit: ByUnit;
  cooldownMs: number;
  holdForMs: number;
  /** As `<input type="datetime-local">` has it, in local time; empty: never. */
  expires: string;
  note: string;
  /** The alert that these were read from; null for one that is made from nothing. What a field cannot hold comes from here. */
  original: RuleSpec | null;
}

/** The kinds by what a person has in mind. The first of a family is the one it opens with. */
export const families = [
  {
    id: "level",
    label: "Level",
    kinds: [
      { kind: "at-or-above", label: "At or above" },
      { kind: "at-or-below", label: "At or below" },
      { kind: "crosses-up", label: "Crosses up" },
      { kind: "crosses-down", label: "Crosses down" },
      { kind: "crosses", label: "Crosses" },
    ],
  },
  {
    id: "range",
    label: "Range",
    kinds: [
      { kind: "leaves", label: "Leaves" },
      { kind: "enters", label: "Enters" },
      { kind: "inside", label: "Is inside" },
      { kind: "outside", label: "Is outside" },
    ],
  },
  {
    id: "move",
    label: "Move",
    kinds: [
      { kind: "moves", label: "Moves" },
      { kind: "rises", label: "Rises" },
      { kind: "falls", label: "Falls" },
    ],
  },
  {
    id: "trail",
    label: "Trail",
    kinds: [
      { kind: "pulls-back", label: "Pulls back from high" },
      { kind: "rebounds", label: "Rebounds from low" },
    ],
  },
  {
    id: "book",
    label: "Spread, size",
    kinds: [
      { kind: "spread-at-least", label: "Spread" },
      { kind: "trade-size-at-least", label: "Trade size" },
    ],
  },
] as const satisfies readonly {
  id: string;
  label: string;
  kinds: readonly { kind: ConditionKind; label: string }[];
}[];
export type FamilyId = (typeof families)[number]["id"];

export function familyOf(kind: ConditionKind): (typeof families)[number] {
  return families.find((family) => family.kinds.some((each) => each.kind === kind)) ?? families[0];
}

export function emptyDraft(): Draft {
  return {
    kind: "at-or-above",
    level: "",
    low: "",
    high: "",
    byValue: "",
    byUnit: "percent",
    windowMs: 600_000,
    size: "",
    source: "last",
    repeat: "once",
    rearmValue: "",
    rearmUnit: "percent",
    cooldownMs: 0,
    holdForMs: 0,
    expires: "",
    note: "",
    original: null,
  };
}

/** An alert that exists, back in the fields. */
export function draftOf(rule: RuleSpec): Draft {
  const draft = emptyDraft();
  const { condition } = rule;
  draft.kind = condition.kind;
  if ("level" in condition) draft.level = condition.level;
  if ("low" in condition) [draft.low, draft.high] = [condition.low, condition.high];
  if ("by" in condition) [draft.byValue, draft.byUnit] = fromBy(condition.by);
  if ("windowMs" in condition) draft.windowMs = condition.windowMs;
  if ("size" in condition) draft.size = condition.size;
  draft.source = rule.source;
  draft.repeat = rule.repeat;
  if (rule.rearmBy !== null) [draft.rearmValue, draft.rearmUnit] = fromBy(rule.rearmBy);
  draft.cooldownMs = rule.cooldownMs;
  draft.holdForMs = rule.holdForMs;
  if (rule.expiresAt !== null) draft.expires = localOf(Date.parse(rule.expiresAt));
  draft.note = rule.note;
  draft.original = rule;
  return draft;
}

/**
 * What is sent: only what applies to the kind, and nothing that `once` has no use for. Of an alert that exists, what was not
 * changed is sent exactly as it is.
 */
export function inputOf(draft: Draft, instrument: Instrument): RuleInput {
  const always = draft.repeat === "always";
  return {
    instrument,
    condition: conditionOf(draft),
    source: sourceOf(draft),
    holdForMs: draft.holdForMs,
    repeat: draft.repeat,
    rearmBy:
      always && canRearm(draft.kind) && draft.rearmValue.trim() !== "" ? toBy(draft.rearmValue, draft.rearmUnit) : null,
    cooldownMs: always ? draft.cooldownMs : 0,
    expiresAt: expiryOf(draft),
    note: draft.note,
  };
}

/** A kind without a price of its own keeps the source it has, for the day it gets another kind; a new one has the default. */
function sourceOf({ kind, source, original }: Draft): Source {
  return usesSource(kind) || original?.condition.kind === kind ? source : "last";
}

/** When the clocks go back, one local time stands for two moments: only the alert itself says which of them it ends at. */
function expiryOf({ expires, original }: Draft): string | null {
  if (expires === "") return null;
  const endsAt = original?.expiresAt ?? null;
  if (endsAt !== null && expires === localOf(Date.parse(endsAt))) return endsAt;
  const expiresMs = Date.parse(expires);
  // Main says what is wrong with it.
  return Number.isNaN(expiresMs) ? expires : new Date(expiresMs).toISOString();
}

export function conditionOf(draft: Draft): Condition {
  const { kind } = draft;
  const by = toBy(draft.byValue, draft.byUnit);
  switch (kind) {
    case "at-or-above":
    case "at-or-below":
    case "crosses-up":
    case "crosses-down":
    case "crosses":
      return { kind, level: plain(draft.level) };
    case "inside":
    case "outside":
    case "enters":
    case "leaves":
      return { kind, low: plain(draft.low), high: plain(draft.high) };
    case "rises":
    case "falls":
    case "moves":
      return { kind, by, windowMs: draft.windowMs };
    case "pulls-back":
    case "rebounds":
    case "spread-at-least":
      return { kind, by };
    case "trade-size-at-least":
      return { kind, size: plain(draft.size) };
  }
}

/** Kinds that look at one price; a spread has two, a trade's size none. */
export function usesSource(kind: ConditionKind): boolean {
  return kind !== "spread-at-least" && kind !== "trade-size-at-least";
}

/** Kinds with a level to come back from; the others re-arm when their condition is false, or at once. */
export function canRearm(kind: ConditionKind): boolean {
  const { id } = familyOf(kind);
  return id === "level" || id === "range";
}

/** Grouping signs and spaces that come with a pasted price are not part of it. */
function plain(text: string): string {
  return text.trim().replace(/[,_'\s\u00a0\u202f]/g, "");
}

function toBy(value: string, unit: ByUnit): By {
  return unit === "percent" ? { percent: plain(value).replace(/%$/, "") } : { amount: plain(value) };
}

function fromBy(by: By): [string, ByUnit] {
  return "percent" in by ? [by.percent, "percent"] : [by.amount, "amount"];
}

/** Local wall time as a datetime field has it: to the minute, or as exact as `ms` is. */
export function localOf(ms: number): string {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().replace("Z", "");
  return local.replace(/(?::00)?\.000$/, "");
}

/** The `step` of a datetime field, in seconds: a browser calls a value with seconds wrong where the step is a minute. */
export function datetimeStep(local: string): number {
  const length = local.length;
  return length > "2026-01-31T15:59:59".length ? 0.001 : length > "2026-01-31T15:59".length ? 1 : 60;
}
