/** Where a rule stands in a price index, so that it can be taken out again. Changed by {@link PriceSourceIndex} alone, which made it. */
import type { EngineRule } from "../engine-rule.ts";
import type { Member } from "./rules-by-extreme.ts";
import type { SatisfiedMove } from "./satisfied-moves.ts";
import type { Threshold } from "./threshold-list.ts";

/**
 * What wakes it: a price at a bound of its condition, or of its way back; the end of its cooldown; the end of a move that is true;
 * a price far enough from an extreme. `none`: every tick.
 */
export type Watch = "none" | "condition" | "rearm" | "cooling" | "break" | "groups";

export interface RulePlacement {
  readonly rule: EngineRule;
  watch: Watch;
  readonly thresholds: Threshold<RulePlacement>[];
  lowMember: Member<RulePlacement> | null;
  highMember: Member<RulePlacement> | null;
  satisfiedMove: SatisfiedMove<RulePlacement> | null;
  /** Number of the tick at which it was last collected, so that no tick collects it twice; null: at none yet. */
  collectedAtSeq: number | null;
}

export function newPlacement(rule: EngineRule): RulePlacement {
  return {
    rule,
    watch: "none",
    thresholds: [],
    lowMember: null,
    highMember: null,
    satisfiedMove: null,
    collectedAtSeq: null,
  };
}
