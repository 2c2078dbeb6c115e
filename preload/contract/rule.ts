/** A rule: what a person waits for, exactly as the truth table of the alerts defines it. */
import * as Type from "typebox";
import {
  conditionKindNames,
  conditionKindOf,
  type ConditionField,
  type ConditionFieldsOf,
  type ConditionKind,
} from "./condition-kinds.ts";
import { Notify } from "./destination.ts";
import { Instrument } from "./instrument.ts";

export type { ConditionKind } from "./condition-kinds.ts";

/** A decimal without exponent, e.g. `45000.12`; at most 30 digits. Semantics (sign, order) are checked by `parseRule`. */
export const Decimal = Type.String();

export const By = Type.Union([
  Type.Object({ amount: Decimal }, { additionalProperties: false }),
  Type.Object({ percent: Decimal }, { additionalProperties: false }),
]);
export type By = Type.Static<typeof By>;

const strict = { additionalProperties: false } as const;

const conditionFields = {
  level: Decimal,
  low: Decimal,
  high: Decimal,
  by: By,
  windowMs: Type.Integer(),
  size: Decimal,
} satisfies Record<ConditionField, Type.TSchema>;

/** Every kind with its own fields, from the table of kinds. */
export type Condition = {
  [K in ConditionKind]: { kind: K } & { [F in ConditionFieldsOf<K>]: Type.Static<(typeof conditionFields)[F]> };
}[ConditionKind];
// A union made from a table has no tuple type: its static type is said apart, from the same two tables.
export const Condition = Type.Unsafe<Condition>(
  Type.Union(
    conditionKindNames.map((kind) => {
      const fields = conditionKindOf(kind).fields.map((field) => [field, conditionFields[field]] as const);
      return Type.Object({ kind: Type.Literal(kind), ...Object.fromEntries(fields) }, strict);
    }),
  ),
);

export const sources = ["last", "bid", "ask", "mid"] as const;
export type Source = (typeof sources)[number];

/** The rule as a person makes it, every default filled in. What the database keeps and what an event remembers. */
export const RuleSpec = Type.Object(
  {
    instrument: Instrument,
    source: Type.Enum([...sources]),
    condition: Condition,
    holdForMs: Type.Integer(),
    repeat: Type.Enum(["once", "always"]),
    /** Null with `once`, and with kinds that have nothing to come back from. */
    rearmBy: Type.Union([By, Type.Null()]),
    cooldownMs: Type.Integer(),
    /** ISO 8601, wall time. */
    expiresAt: Type.Union([Type.String(), Type.Null()]),
    note: Type.String(),
    notify: Notify,
  },
  strict,
);
export type RuleSpec = Type.Static<typeof RuleSpec>;

/** What a rule says that decides nothing: changing it arms nothing anew. */
export type RuleDetails = Pick<RuleSpec, "note" | "notify">;

/** Of a rule with its life, what a person made: nothing else may be handed back to main. */
export function specOf(rule: RuleSpec): RuleSpec {
  const { instrument, source, condition, holdForMs, repeat, rearmBy, cooldownMs, expiresAt, note, notify } = rule;
  return { instrument, source, condition, holdForMs, repeat, rearmBy, cooldownMs, expiresAt, note, notify };
}

export const ruleStates = ["armed", "holding", "triggered", "paused", "done", "expired"] as const;
export type RuleState = (typeof ruleStates)[number];

/** A rule with its life: what `rules.list` gives and what `rules.changed` pushes. */
export const Rule = Type.Object({
  ...RuleSpec.properties,
  id: Type.String(),
  /** Grows by one each time the rule is armed; (id, generation) fires at most once, ever. */
  generation: Type.Integer(),
  state: Type.Enum([...ruleStates]),
  createdAt: Type.String(),
  /** When `state` was entered. */
  stateAt: Type.String(),
  lastFiredAt: Type.Union([Type.String(), Type.Null()]),
  /** While `triggered`: until when the cooldown lasts (null: none or over). */
  cooldownUntil: Type.Union([Type.String(), Type.Null()]),
  /** While `triggered`: the price that re-arms, strictly beyond or touching as the truth table says. Null where none applies. */
  rearmAt: Type.Union([
    Type.Object({
      below: Type.Union([Decimal, Type.Null()]),
      above: Type.Union([Decimal, Type.Null()]),
    }),
    Type.Null(),
  ]),
  /** While `holding`: since when the condition has been true. */
  holdingSince: Type.Union([Type.String(), Type.Null()]),
  /** While `paused` by a snooze: when it ends by itself. */
  snoozedUntil: Type.Union([Type.String(), Type.Null()]),
  /** Why a rule that waits is not watched, in words: its venue is off. Left out where it is watched. */
  notWatched: Type.Optional(Type.String()),
  /** In words: none of the destinations that it names is there and on, so that the desktop is told. Left out where one is. */
  toldInstead: Type.Optional(Type.String()),
});
export type Rule = Type.Static<typeof Rule>;
