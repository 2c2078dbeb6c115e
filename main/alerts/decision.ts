/** What the engine takes and gives. Types alone: the store writes these down, the app carries them. */
import type { RuleSpec, RuleState } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";

/** A time by the wall clock, in milliseconds. */
export interface Span {
  readonly fromWallMs: number;
  readonly toWallMs: number;
}

/** The extreme from which a price was far enough away. `tick`: where it came from; null where only its price is known. */
export interface MeasuredFrom {
  readonly price: string;
  readonly tick: Tick | null;
}

/** A rule with everything of it that must survive a restart. Times are wall milliseconds. */
export interface RuleSnapshot {
  readonly id: string;
  readonly spec: RuleSpec;
  /** Grows by one each time the rule is armed; (id, generation) fires at most once, ever. */
  readonly generation: number;
  readonly state: RuleState;
  readonly createdMs: number;
  /** When `state` was entered. */
  readonly stateMs: number;
  /** When the present generation was armed. */
  readonly armedMs: number;
  /** Armed while its instrument could not be watched, and no price has come since: nothing from before is a q for it. */
  readonly armedBlind: boolean;
  readonly lastFiredMs: number | null;
  /** While `triggered`: when the cooldown is over; null without one. */
  readonly cooldownUntilMs: number | null;
  /** While `triggered`: the bounds beyond which the price has come back; null where the kind has none. */
  readonly rearmAt: { readonly below: string | null; readonly above: string | null } | null;
  /**
   * While `holding`: since when the condition has been true. While `armed`: since when a hold had lasted that an outage broke,
   * until the first price afterwards says whether it starts anew; null where there was none.
   */
  readonly holdingSinceMs: number | null;
  /** While `paused` by a snooze: when that ends by itself, by the wall clock as it was set when the snooze began. */
  readonly snoozedUntilMs: number | null;
  /** `pulls-back` and `rebounds`: the greatest or least price since armed, a decimal string. */
  readonly extreme: string | null;
}

/** A change that must be durable before anything is shown of it. `rule` is the rule after the change. */
export type Decision =
  | {
      readonly kind: "fired";
      readonly rule: RuleSnapshot;
      /** The generation that fired (a rule that re-arms on its firing tick is already one further). */
      readonly generation: number;
      readonly previous: Tick | null;
      readonly tick: Tick;
      /** What a move, a pullback or a rebound was measured from as it became true; null for all other kinds. */
      readonly measuredFrom: MeasuredFrom | null;
      /** Set where the crossing happened while blind: some time between these. */
      readonly gap: Span | null;
      readonly decidedWallMs: number;
      readonly decisionMicros: number;
    }
  | {
      readonly kind: "expired";
      readonly rule: RuleSnapshot;
      readonly generation: number;
      readonly decidedWallMs: number;
    }
  /** No event: re-armed, started or stopped holding, a snooze ended. */
  | { readonly kind: "changed"; readonly rule: RuleSnapshot };
