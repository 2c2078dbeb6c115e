/**
 * What a rule would have done over past candles: the engine itself is run over them. Pure: candles in, an answer out; nothing is written, and
 * no rule that there is takes part.
 */
import { canRearm, conditionKindOf, defaultRearmBy } from "../../../preload/contract/condition-kinds.ts";
import type { DryRun, DryRunReason, FireCount } from "../../../preload/contract/dry-run.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import { typicalBar, type Bars } from "./bars.ts";
import { countOf, lastFires, type FireBounds } from "./fire-times.ts";
import { runStates } from "./run-states.ts";
import { runByCloses, runWholeWays } from "./run-whole-ways.ts";
import { whyAtLeast, whyCandlesCannotTell } from "./what-candles-tell.ts";

export interface DryRunOutcome {
  /** Null where candles cannot tell. */
  readonly count: FireCount | null;
  /** Why there is no count, or no upper bound; null where both are there. */
  readonly reason: DryRunReason | null;
  /** The last ones, oldest first. */
  readonly fires: DryRun["fires"];
}

/** So many fires are told by their time, the last ones. */
export const maxFires = 500;

/** Null where `isCancelled`, which is asked now and then, said that nobody wants the answer. */
export function dryRun(rule: RuleSpec, bars: Bars, isCancelled: () => boolean): DryRunOutcome | null {
  const cannot = whyCandlesCannotTell(rule, bars.lengthMs) ?? (bars.openMs.length === 0 ? "no-candles" : null);
  if (cannot !== null) return { count: null, reason: cannot, fires: [] };
  const spec = repeating(rule);
  const mayBeMore = whyAtLeast(spec, bars.lengthMs, typicalBar(bars));
  const isWindow = conditionKindOf(spec.condition.kind).family === "window";
  // Of a distance that is gone many times within a candle the states would be as many as there are candles.
  const run = mayBeMore === "move-too-small" ? runByCloses : isWindow ? runWholeWays : runStates;
  const bounds = run(spec, bars, isCancelled);
  if (bounds === null) return null;
  const min = countOf(bounds.fewest);
  // A way back matters only to what has fired: a level that no way through the candles meets was never met.
  const reason = mayBeMore === "rearm-too-small" && countOf(bounds.most) === 0 ? null : mayBeMore;
  return { count: { min, max: reason === null ? countOf(bounds.most) : null }, reason, fires: firesOf(bounds, bars) };
}

/**
 * A rule that fires once is tried as if it were armed anew each time, by the usual way back: how often it came true says more of it than that
 * it did. It does not end: an expiry lies in the future.
 */
export function repeating(rule: RuleSpec): RuleSpec {
  if (rule.repeat === "always") return { ...rule, expiresAt: null };
  const rearmBy = canRearm(rule.condition.kind) ? defaultRearmBy : null;
  return { ...rule, repeat: "always", rearmBy, cooldownMs: 0, expiresAt: null };
}

/** Those of the way with the most fires; certain where the way with the fewest fired in the same candle. */
function firesOf({ fewest, most }: FireBounds, { lengthMs }: Bars): DryRunOutcome["fires"] {
  const candleOf = (atMs: number): number => Math.floor(atMs / lengthMs) * lengthMs;
  const certain = new Set(lastFires(fewest, countOf(fewest)).map(candleOf));
  const candles = [...new Set(lastFires(most, maxFires).map(candleOf))];
  return candles.map((candleMs) => ({ candleMs, isCertain: certain.has(candleMs) }));
}
