/** The calls on rules, and what they take and answer. */
import * as Type from "typebox";
import { call, Id, InstrumentInput, None, strict } from "./call.ts";
import { Notify } from "./destination.ts";
import { DryRun, maxDryRunDays } from "./dry-run.ts";
import { nullable } from "./nullable.ts";
import { By, Condition, Rule, sources } from "./rule.ts";
import { maxProgressIds, RuleProgress } from "./rule-progress.ts";

/** As many as {@link ruleCalls.createMany} makes. */
const Ids = Type.Object({ ids: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 10_000 }) }, strict);
/** From a second to a year. */
const SnoozeMs = Type.Integer({ minimum: 1000, maximum: 31_536_000_000 });

/**
 * A rule in a request: defaults may be left out. This says the shape for types; `parseRule` is what checks it, because a
 * refusal has to name the field.
 */
const RuleInput = Type.Object(
  {
    instrument: InstrumentInput,
    condition: Condition,
    source: Type.Optional(Type.Enum([...sources])),
    holdForMs: Type.Optional(Type.Integer()),
    repeat: Type.Optional(Type.Enum(["once", "always"])),
    rearmBy: Type.Optional(nullable(By)),
    cooldownMs: Type.Optional(Type.Integer()),
    expiresAt: Type.Optional(nullable(Type.String())),
    note: Type.Optional(Type.String()),
    notify: Type.Optional(Type.Partial(Notify, strict)),
  },
  strict,
);
export type RuleInput = Type.Static<typeof RuleInput>;

/** What a rule would do if it were saved now. */
const RulePreview = Type.Object({
  sentence: Type.String(),
  /** The condition holds at the last known price: saving it fires at once. */
  alreadyTrue: Type.Boolean(),
  price: nullable(Type.String()),
  /** Nearest level and how far it is, where the condition has one. */
  distance: nullable(Type.Object({ level: Type.String(), amount: Type.String(), percent: Type.String() })),
  /** What would surprise, as sentences. */
  warnings: Type.Array(Type.String()),
});
export type RulePreview = Type.Static<typeof RulePreview>;

export const ruleCalls = {
  create: call(RuleInput, Rule),
  /** All of them or, where one is refused, none: `field` is then `rules.17.condition.level`. Answers in the order given. */
  createMany: call(
    Type.Object({ rules: Type.Array(RuleInput, { minItems: 1, maxItems: 10_000 }) }, strict),
    Type.Array(Rule),
  ),
  /** Any part of a rule; what is left out stays. Arms it anew, unless only its note or `notify` is another. */
  update: call(Type.Object({ id: Type.String(), ...Type.Partial(RuleInput).properties }, strict), Rule),
  remove: call(Id, None),
  /** Takes back a removal of this run, history and all: armed anew where it waited, else as it was. */
  restore: call(Id, Rule),
  pause: call(Id, Rule),
  resume: call(Id, Rule),
  snooze: call(Type.Object({ id: Type.String(), forMs: SnoozeMs }, strict), Rule),
  /**
   * Many by one call, in one transaction; those that are gone meanwhile are left out of the answer. As `remove`, and as
   * `restore` of what this run removed.
   */
  removeMany: call(Ids, Type.Object({ ids: Type.Array(Type.String()) })),
  restoreMany: call(Ids, Type.Array(Rule)),
  /** Of these the ones that wait, for `forMs` or until they are resumed. Answers those it paused. */
  pauseMany: call(Type.Object({ ...Ids.properties, forMs: Type.Optional(SnoozeMs) }, strict), Type.Array(Rule)),
  /** Arms those of these anew that are paused or over. Answers those it armed. */
  resumeMany: call(Ids, Type.Array(Rule)),
  /**
   * Where rules are told from now on; a part of `notify` that is left out stays. In one transaction, and no rule is armed anew. Ten
   * thousand rules at most. Answers them, without those that are gone.
   */
  setNotifyMany: call(
    Type.Object(
      {
        changes: Type.Array(Type.Object({ ...Ids.properties, notify: Type.Partial(Notify, strict) }, strict), {
          minItems: 1,
          maxItems: 1_000,
        }),
      },
      strict,
    ),
    Type.Array(Rule),
  ),
  list: call(None, Type.Array(Rule)),
  preview: call(RuleInput, RulePreview),
  /** Of moves, trailing alerts, spreads and sizes how far along they are; those of which nothing is known now are left out. */
  progress: call(
    Type.Object({ ids: Type.Array(Type.String({ maxLength: 64 }), { maxItems: maxProgressIds }) }, strict),
    Type.Array(RuleProgress),
  ),
  /**
   * What a rule would have done over candles of the last `days` (30 unless given). Nothing is written. A newer call of the same
   * window takes the place of an older one, which then answers `superseded`.
   */
  dryRun: call(
    Type.Object({ rule: RuleInput, days: Type.Optional(Type.Integer({ minimum: 1, maximum: maxDryRunDays })) }, strict),
    DryRun,
  ),
  /** Pauses every rule for a while, or (0) ends that. */
  pauseAll: call(
    Type.Object({ forMs: Type.Integer({ minimum: 0, maximum: 31_536_000_000 }) }, strict),
    Type.Array(Rule),
  ),
} as const;
