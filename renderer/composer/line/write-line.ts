/** A rule as the line that means it: what an edit begins with, and what a chip's change makes of the text. */
import { instrumentKey } from "../../../preload/contract/instrument.ts";
import {
  conditionKindOf,
  conditionKinds,
  defaultRearmBy,
  type ConditionField,
} from "../../../preload/contract/condition-kinds.ts";
import type { By, Condition, RuleSpec } from "../../../preload/contract/rule.ts";
import { writeNumber } from "../../lib/numbers.ts";
import { formatFurtherKind } from "../format-kind.ts";
import { localOf } from "../local-time.ts";
import type { LineContext } from "./cursor.ts";
import { writtenDestination } from "./destination-names.ts";
import { nameOf } from "./instruments.ts";
import { writtenSign } from "./kind-signs.ts";
import { writtenNote } from "./read-modifier.ts";
import { momentMs } from "./read-values.ts";
import { wordFor } from "./words.ts";

const dayMs = 86_400_000;
const units = [
  [dayMs, "unit.d"],
  [3_600_000, "unit.h"],
  [60_000, "unit.m"],
  [1_000, "unit.s"],
] as const;

/** Parsed in the same context, it is this rule again. A source that the kind has no use for, and defaults, are left out of the text. */
export function writeLine(rule: RuleSpec, context: LineContext): string {
  const { instrument, source, repeat, rearmBy, cooldownMs, holdForMs, expiresAt, notify, note } = rule;
  const isSelected = context.selected !== null && instrumentKey(context.selected) === instrumentKey(instrument);
  const { price } = context.marketOf(instrument);
  const parts = [
    isSelected ? null : nameOf(instrument, context.instruments),
    writeCondition(rule.condition, context, price),
    source === "last" ? null : wordFor(`source.${source}`),
    repeat === "always" ? wordFor("always") : null,
    rearmBy === null || isDefault(rearmBy) ? null : `${wordFor("rearm")} ${writeBy(rearmBy, context, price)}`,
    cooldownMs === 0 ? null : `${wordFor("cooldown")} ${writeDuration(cooldownMs)}`,
    holdForMs === 0 ? null : `${wordFor("hold")} ${writeDuration(holdForMs)}`,
    expiresAt === null ? null : `${wordFor("expiry")} ${writeMoment(expiresAt, context.nowMs)}`,
    notify.to === "default"
      ? null
      : `${wordFor("notify")} ${notify.to.map((id) => writtenDestination(id, context)).join(",")}`,
    notify.urgency === "normal" ? null : wordFor(`urgency.${notify.urgency}`),
    notify.sound === undefined ? null : `${wordFor("sound")} ${wordFor(`sound.${notify.sound}`)}`,
    note === "" ? null : `${wordFor("note")} ${writtenNote(note)}`,
  ];
  return parts.filter((part) => part !== null).join(" ");
}

const isDefault = (by: By): boolean => JSON.stringify(by) === JSON.stringify(defaultRearmBy);

/** The condition alone, as the kinds' examples show it: a sign or a word, and the kind's fields in the order in which they are read. */
export function writeCondition(
  condition: Condition,
  { locale }: Pick<LineContext, "locale">,
  price: string | null,
): string {
  const { kind } = condition;
  // Its row says which fields it has.
  const values = condition as unknown as Readonly<Record<ConditionField, unknown>>;
  const level = (value: unknown): string => writeNumber(String(value), { locale, near: price });
  const written: Readonly<Record<ConditionField, () => string>> = {
    level: () => level(values.level),
    low: () => `${level(values.low)}${values.high === undefined ? "" : `-${level(values.high)}`}`,
    high: () => (values.low === undefined ? level(values.high) : ""),
    by: () => writeBy(values.by as By, { locale }, price),
    windowMs: () => writeDuration(Number(values.windowMs)),
    size: () => writeNumber(String(values.size), { locale }),
  };
  const numbers = conditionKindOf(kind)
    .fields.map((field) => written[field]())
    .filter(Boolean)
    .join(" ");
  const sign = writtenSign(kind);
  return sign === null
    ? `${Object.hasOwn(conditionKinds, kind) ? wordFor(kind) : formatFurtherKind(kind)} ${numbers}`.trim()
    : `${sign}${numbers}`;
}

function writeBy(by: By, { locale }: Pick<LineContext, "locale">, price: string | null): string {
  if ("percent" in by) return `${writeNumber(by.percent, { locale, near: "1" })}%`;
  return writeNumber(by.amount, { locale, near: price === null ? null : String(Number(price) * 0.01) });
}

/** In the largest unit that says it in whole numbers. */
function writeDuration(ms: number): string {
  const [size, unit] = units.find(([each]) => ms > 0 && ms % each === 0) ?? [1, "unit.ms"];
  return `${ms / size}${wordFor(unit)}`;
}

/** Local time where that says exactly this moment; when clocks go back one local time stands for two. */
function writeMoment(iso: string, nowMs: number): string {
  const ms = Date.parse(iso);
  const local = localOf(ms);
  const time = local.slice(11);
  if (momentMs(time, nowMs) === ms) return time;
  const dated = `${local.slice(0, 10)} ${time}`;
  return momentMs(dated, nowMs) === ms ? dated : new Date(ms).toISOString();
}
