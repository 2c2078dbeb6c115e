/**
 * A rule as a person made it, with what is worked out from it once. What decides never changes: an edit compiles another one. Its note
 * and where it is told may ({@link CompiledRule.setDetails}).
 */
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import { instrumentKey } from "../../preload/contract/instrument.ts";
import {
  conditionKindOf,
  type ConditionFamily,
  type ConditionQuantity,
  type ExtremeSide,
  type FarSide,
  type RearmForm,
} from "../../preload/contract/condition-kinds.ts";
import type { By, Condition, RuleDetails, RuleSpec } from "../../preload/contract/rule.ts";
import { bound, quantityOf, type Bound, type Quantity } from "./conditions/quantity.ts";
import { computeRearmBounds, type RearmBounds } from "./conditions/rearm-bounds.ts";

export class CompiledRule {
  #spec: RuleSpec;
  readonly key: InstrumentKey;
  readonly quantity: Quantity;
  /** From here to `rearm`: its row of the table of kinds, so that no tick has to look it up. */
  readonly family: ConditionFamily;
  readonly needsPrevious: boolean;
  /** Null for windows and trailing rules. */
  readonly farSide: FarSide | null;
  /** The sides from whose extremes it measures: a rise from the least price, a fall from the greatest. Empty for thresholds. */
  readonly measuredFrom: readonly ExtremeSide[];
  readonly rearm: RearmForm;
  /** Level, low end, size or spread; null for windows and trailing rules. */
  readonly low: Bound | null;
  /** High end of a range. */
  readonly high: Bound | null;
  readonly by: By | null;
  readonly byNumber: number;
  readonly byIsPercent: boolean;
  /** 0 for kinds without a window. */
  readonly windowMs: number;
  /** Infinity where it never expires. */
  readonly expiresMs: number;
  #rearmBounds: RearmBounds | null = null;

  constructor(spec: RuleSpec) {
    const condition = spec.condition;
    const row = conditionKindOf(condition.kind);
    const by = "by" in condition ? condition.by : null;
    this.#spec = spec;
    this.key = instrumentKey(spec.instrument);
    this.quantity = quantityOf(spec);
    this.family = row.family;
    this.needsPrevious = row.needsPrevious;
    this.farSide = row.farSide;
    this.measuredFrom = row.measuredFrom;
    this.rearm = row.rearm;
    this.low = lowOf(condition, row.quantity);
    this.high = "high" in condition ? bound(condition.high) : null;
    this.by = by;
    this.byNumber = by === null ? 0 : Number("amount" in by ? by.amount : by.percent);
    this.byIsPercent = by !== null && "percent" in by;
    this.windowMs = "windowMs" in condition ? condition.windowMs : 0;
    this.expiresMs = spec.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(spec.expiresAt);
  }

  get spec(): RuleSpec {
    return this.#spec;
  }

  setDetails({ note, notify }: RuleDetails): void {
    this.#spec = { ...this.#spec, note, notify };
  }

  /**
   * For kinds that re-arm by a distance. Worked out when it is first asked for: most rules never fire, and 100,000 exact products
   * at the start are time.
   */
  get rearmBounds(): RearmBounds {
    this.#rearmBounds ??= computeRearmBounds(this);
    return this.#rearmBounds;
  }
}

function lowOf(condition: Condition, quantity: ConditionQuantity): Bound | null {
  if ("level" in condition) return bound(condition.level);
  if ("low" in condition) return bound(condition.low);
  if ("size" in condition) return bound(condition.size);
  if (quantity === "spread" && "by" in condition)
    return bound("amount" in condition.by ? condition.by.amount : condition.by.percent);
  return null;
}

/** The side whose extreme a trailing rule follows. */
export function trailingSide(rule: CompiledRule): ExtremeSide {
  const side = rule.measuredFrom[0];
  if (side === undefined) throw new Error("This kind follows no extreme.");
  return side;
}
