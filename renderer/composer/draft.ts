/** An alert while it is made: what stands in the fields, as text where a person types. */
import {
  canRearm,
  conditionGroups,
  conditionKindNames,
  conditionKindOf,
  usesSource,
  type ConditionField,
  type ConditionGroup,
} from "../../preload/contract/condition-kinds.ts";
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
export const families = conditionGroups.map((id) => ({ id, kinds: kindsOf(id) }));
export type Family = (typeof families)[number];
export type FamilyId = ConditionGroup;

function kindsOf(group: ConditionGroup): readonly ConditionKind[] {
  return conditionKindNames
    .map((kind) => ({ kind, row: conditionKindOf(kind) }))
    .filter(({ row }) => row.group === group)
    .sort((a, b) => a.row.place - b.row.place)
    .map(({ kind }) => kind);
}

export function familyOf(kind: ConditionKind): Family {
  const { group } = conditionKindOf(kind);
  const family = families.find(({ id }) => id === group);
  if (family === undefined) throw new Error(`There is no group of conditions ${group}.`);
  return family;
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

/** What stands in the fields of a kind; a percent sign and grouping signs are left out. */
const valueOf: Record<ConditionField, (draft: Draft) => string | By | number> = {
  level: ({ level }) => plain(level),
  low: ({ low }) => plain(low),
  high: ({ high }) => plain(high),
  by: ({ byValue, byUnit }) => toBy(byValue, byUnit),
  windowMs: ({ windowMs }) => windowMs,
  size: ({ size }) => plain(size),
};

export function conditionOf(draft: Draft): Condition {
  const { kind } = draft;
  const values = conditionKindOf(kind).fields.map((field) => [field, valueOf[field](draft)] as const);
  // The type is made of the same table as the fields; the compiler cannot follow it through a loop.
  return { kind, ...Object.fromEntries(values) } as Condition;
}

/** Whether a field that the kind needs has nothing in it. */
export function isBlank(draft: Draft): boolean {
  const texts: Record<ConditionField, string> = {
    level: draft.level,
    low: draft.low,
    high: draft.high,
    by: draft.byValue,
    windowMs: String(draft.windowMs),
    size: draft.size,
  };
  return conditionKindOf(draft.kind).fields.some((field) => texts[field].trim() === "");
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
