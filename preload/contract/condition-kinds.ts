/**
 * The one table of kinds of condition: a row a kind, in the order of the truth table (main/alerts/README.md, C1 to C16).
 * The contract's schema, parsing, re-arm defaults, the engine's families and the composer's fields are derived from it; what
 * a kind is called stands in the messages, in messages/en/conditions.ts and its translations. A new kind is a row here and its
 * messages there: where they are missing, or it needs a new value of one of these types, the compiler names every place.
 */
import type { By } from "./rule.ts";

/**
 * How it is watched: against fixed bounds, against the extreme of a window, against the extreme since it was armed; `own`: by an
 * evaluation that the kind brings with it (further-kinds.ts), which is given every price.
 */
export type ConditionFamily = "threshold" | "window" | "trailing" | "own";

/** What a person gives. A kind's fields stand in the order in which they are checked, and written. */
export type ConditionField = "level" | "low" | "high" | "by" | "windowMs" | "size";

/** What of a tick it looks at: the price of the rule's source; a spread and a size have but one, whatever the source says. */
export type ConditionQuantity = "price" | "spread" | "size";

/**
 * Where a threshold leads to, the bound itself included except `beyond`: at its level or more, at it or less, the other side of
 * it than before, between low and high, less than low or more than high.
 */
export type FarSide = "above" | "below" | "either" | "within" | "beyond";

/** From which extreme a move is measured: the lowest price, from which one rises, or the highest, from which one falls. */
export type ExtremeSide = "low" | "high";

/**
 * How it re-arms with `repeat: always`. `by-distance` (H7 to H10): the price has come back by `rearmBy`. `when-false` (H11, H13):
 * the condition is false. `at-once` (H12): nothing has to come back.
 */
export type RearmForm = "by-distance" | "when-false" | "at-once";

/** What a person has in mind who looks for a kind: how the composer groups them. */
export const conditionGroups = ["level", "range", "move", "trail", "book"] as const;
export type ConditionGroup = (typeof conditionGroups)[number];

interface AnyKind {
  readonly fields: readonly ConditionField[];
  readonly quantity: ConditionQuantity;
  /** It fires only on a change that a previous price shows, so never on the first tick after arming. */
  readonly needsPrevious: boolean;
  readonly rearm: RearmForm;
  readonly group: ConditionGroup;
  /** Its place in the group, from 1: the composer opens a group with its first. */
  readonly place: number;
}
interface ThresholdKind extends AnyKind {
  readonly family: "threshold";
  readonly farSide: FarSide;
  readonly measuredFrom: readonly [];
}
interface MeasuredKind extends AnyKind {
  readonly family: "window" | "trailing";
  readonly farSide: null;
  readonly measuredFrom: readonly [ExtremeSide, ...ExtremeSide[]];
}
/** One that decides itself. It never fires on the first price, and re-arms where it is false: nothing else is known of it. */
export interface OwnKind extends AnyKind {
  readonly family: "own";
  readonly farSide: null;
  readonly measuredFrom: readonly [];
  readonly quantity: "price";
  readonly needsPrevious: true;
  readonly rearm: "when-false";
}
/** Everything about a kind that is not a sentence or a calculation. */
export type ConditionKindRow = ThresholdKind | MeasuredKind | OwnKind;

const threshold = { family: "threshold", measuredFrom: [], rearm: "by-distance" } as const;
const level = { ...threshold, group: "level", fields: ["level"], quantity: "price" } as const;
const range = { ...threshold, group: "range", fields: ["low", "high"], quantity: "price" } as const;
const other = { ...threshold, group: "book", rearm: "when-false", farSide: "above", needsPrevious: false } as const;
const measured = { farSide: null, quantity: "price", needsPrevious: true } as const;
const move = { ...measured, family: "window", group: "move", fields: ["by", "windowMs"], rearm: "when-false" } as const;
const trail = { ...measured, family: "trailing", group: "trail", fields: ["by"], rearm: "at-once" } as const;

// prettier-ignore
export const conditionKinds = {
  "at-or-above": { ...level, farSide: "above", needsPrevious: false, place: 1 },
  "at-or-below": { ...level, farSide: "below", needsPrevious: false, place: 2 },
  "crosses-up": { ...level, farSide: "above", needsPrevious: true, place: 3 },
  "crosses-down": { ...level, farSide: "below", needsPrevious: true, place: 4 },
  crosses: { ...level, farSide: "either", needsPrevious: true, place: 5 },
  inside: { ...range, farSide: "within", needsPrevious: false, place: 3 },
  outside: { ...range, farSide: "beyond", needsPrevious: false, place: 4 },
  enters: { ...range, farSide: "within", needsPrevious: true, place: 2 },
  leaves: { ...range, farSide: "beyond", needsPrevious: true, place: 1 },
  rises: { ...move, measuredFrom: ["low"], place: 2 },
  falls: { ...move, measuredFrom: ["high"], place: 3 },
  moves: { ...move, measuredFrom: ["low", "high"], place: 1 },
  "pulls-back": { ...trail, measuredFrom: ["high"], place: 1 },
  rebounds: { ...trail, measuredFrom: ["low"], place: 2 },
  "spread-at-least": { ...other, fields: ["by"], quantity: "spread", place: 1 },
  "trade-size-at-least": { ...other, fields: ["size"], quantity: "size", place: 2 },
} as const satisfies Record<string, ConditionKindRow>;

export type ConditionKind = keyof typeof conditionKinds;
export type ConditionFieldsOf<K extends ConditionKind> = (typeof conditionKinds)[K]["fields"][number];

/** Every kind of the table, in the order of the truth table. */
export const conditionKindNames = Object.keys(conditionKinds) as readonly ConditionKind[];

/** How far back a price must come before a level, or a bound, may fire again, where the rule does not say (H7). */
export const defaultRearmBy: By = { percent: "0.1" };

const rows = new Map<string, ConditionKindRow>(Object.entries(conditionKinds));

/**
 * What is known of a kind that this process does not know: the app may have been started with kinds of its own (further-kinds.ts),
 * of which the window is not told. It shows them by their names, and cannot make one.
 */
const unknownKind: ConditionKindRow = {
  ...threshold,
  group: "level",
  fields: [],
  quantity: "price",
  farSide: "above",
  needsPrevious: false,
  rearm: "when-false",
  place: 0,
};

export function conditionKindOf(kind: ConditionKind): ConditionKindRow {
  return rows.get(kind) ?? unknownKind;
}

/** The kind with this name, of the table or beside it; null where there is none. Types know those of the table alone. */
export function findConditionKind(name: unknown): ConditionKind | null {
  return typeof name === "string" && rows.has(name) ? (name as ConditionKind) : null;
}

/** The names of all kinds, for people. */
export function namesOfConditionKinds(): string {
  return [...rows.keys()].join(", ");
}

/** For further-kinds.ts. Throws where there is one of this name. */
export function addConditionKind(name: string, row: ConditionKindRow): void {
  if (rows.has(name)) throw new Error(`There already is a kind of condition ${name}.`);
  rows.set(name, row);
}

/** Whether a rule of this kind that repeats takes a `rearmBy`; all others know by themselves when they are over. */
export function canRearm(kind: ConditionKind): boolean {
  return conditionKindOf(kind).rearm === "by-distance";
}

/** Whether it looks at the price of the rule's source; a spread has two, a trade's size none. */
export function usesSource(kind: ConditionKind): boolean {
  return conditionKindOf(kind).quantity === "price";
}
