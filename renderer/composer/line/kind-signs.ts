/** The signs that a condition may begin with in the line, and the kinds whose numbers are read in a way of their own. */
import {
  conditionKindNames,
  conditionKinds,
  type ConditionField,
  type ConditionKind,
} from "../../../preload/contract/condition-kinds.ts";

/** Kinds of the table whose fields are exactly these. */
type KindWith<F extends readonly ConditionField[]> = {
  [K in ConditionKind]: (typeof conditionKinds)[K]["fields"] extends F ? K : never;
}[ConditionKind];

/** In the order of the table. */
function kindsWith<const F extends readonly ConditionField[]>(...fields: F): readonly KindWith<Readonly<F>>[] {
  const wanted = fields.join();
  return conditionKindNames.filter(
    (kind): kind is KindWith<Readonly<F>> => conditionKinds[kind].fields.join() === wanted,
  );
}

export const levelKinds = kindsWith("level");
export const rangeKinds = kindsWith("low", "high");
export const moveKinds = kindsWith("by", "windowMs");

export type LevelKind = (typeof levelKinds)[number];
export type RangeKind = (typeof rangeKinds)[number];
export type MoveKind = (typeof moveKinds)[number];

/** Before a level. */
export const levelSigns: Readonly<Record<string, LevelKind>> = {
  ">": "at-or-above",
  ">=": "at-or-above",
  "<": "at-or-below",
  "<=": "at-or-below",
  "^": "crosses-up",
  "=": "crosses",
};
/** Before a move. */
export const moveSigns: Readonly<Record<string, MoveKind>> = { "+": "rises", "-": "falls", "±": "moves" };

/** Those that are written by their sign; all others by their word, which says more. */
const writtenSigns = [">", "<", "+", "-", "±"];

/** What a line that is written begins with; null: the kind's word. */
export function writtenSign(kind: ConditionKind): string | null {
  return writtenSigns.find((sign) => (levelSigns[sign] ?? moveSigns[sign]) === kind) ?? null;
}
