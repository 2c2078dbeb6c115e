/**
 * The history of a gap that comes when the gap has been told already (the truth table, G2): the venue had to be asked for so many that
 * prices could not wait for it. It decides what prices of the past alone can decide. Nothing else changes: no hold and no window
 * that has begun since is touched, and no price of it becomes a previous one.
 */
import type { Moment, Tick, TickGap } from "../../preload/contract/tick.ts";
import { trailingSide } from "./compiled-rule.ts";
import { candlesOf, gapExtremeOf, isOutOfReach } from "./conditions/gap-candles.ts";
import { hasMoved } from "./conditions/measured-move.ts";
import { numberOf } from "./conditions/quantity.ts";
import { priceOf } from "./conditions/threshold.ts";
import { inOrder, type EngineRule } from "./engine-rule.ts";
import { hitOverGap } from "./evaluate.ts";
import type { InstrumentIndex } from "./index/instrument-index.ts";
import { placeRule } from "./index/place-rule.ts";
import type { PriceSourceIndex } from "./index/price-source-index.ts";
import type { Transitions } from "./transitions.ts";

/**
 * Decides every rule on last prices that has been told of the gap since it was armed. `gap` is the one that was told, with its history;
 * `after` the first price after it.
 */
export function decideByHistory(
  transitions: Transitions,
  instrumentIndex: InstrumentIndex,
  gap: TickGap,
  after: Tick,
  at: Moment,
): void {
  const priceIndex = instrumentIndex.priceIndex("last");
  if (priceIndex === null || priceIndex.tick === null || after.last === null) return;
  // Who was not told of the gap is not told of its history: one that is armed since, or anew, counts touches from then on.
  const rules = [...priceIndex.rules]
    .filter(({ lifecycle, seen }) => lifecycle.state === "armed" && seen.wasTold(gap.fromWallMs))
    .sort(inOrder);
  for (const rule of rules) {
    if (rule.compiled.family === "trailing") widen(transitions, rule, priceIndex, gap, priceIndex.tick, at);
    else if (rule.compiled.family === "threshold")
      judge(transitions, rule, priceIndex, gap, after, priceIndex.tick, at);
    if (rule.lifecycle.isWatching) placeRule(rule, priceIndex);
    else instrumentIndex.leave(rule);
  }
  priceIndex.settle();
}

/** `present` is the last price: what was not seen was not held, so that a hold can begin only now, and where it still is true. */
function judge(
  transitions: Transitions,
  rule: EngineRule,
  priceIndex: PriceSourceIndex,
  gap: TickGap,
  after: Tick,
  present: Tick,
  at: Moment,
): void {
  const { compiled } = rule;
  const tick = compiled.spec.holdForMs === 0 ? after : present;
  const candles = candlesOf(gap);
  const before = gap.before?.last == null ? null : gap.before;
  const n = numberOf(compiled.quantity, tick);
  const earlierNumber = before === null ? n : numberOf(compiled.quantity, before);
  if (isOutOfReach(compiled, candles, earlierNumber, n)) return;
  const earlier = before === null ? null : priceOf(compiled, before, earlierNumber);
  const hit = hitOverGap(compiled, gap, earlier, priceOf(compiled, tick, n), candles);
  if (hit === null) return;
  const { span, direction } = hit;
  transitions.satisfied(rule, priceIndex, { tick, previous: before, gap: span, direction }, at, priceIndex.latest);
}

/** The extreme of `pulls-back` and `rebounds` is widened by what the gap held (G3). */
function widen(
  transitions: Transitions,
  rule: EngineRule,
  priceIndex: PriceSourceIndex,
  gap: TickGap,
  present: Tick,
  at: Moment,
): void {
  const edge = gapExtremeOf(candlesOf(gap), trailingSide(rule.compiled));
  if (edge === null || rule.trailing === null) return;
  // It gets its extreme back from those it is kept with, and is put where it belongs when it is decided.
  priceIndex.unwatch(rule);
  rule.trailing.include({ n: edge.n, tick: null, text: edge.text });
  if (!hasMoved(rule, priceIndex, present, priceIndex.n, at.monoMs)) return;
  const { fromWallMs, toWallMs, before } = gap;
  const cause = { tick: present, previous: before, gap: { fromWallMs, toWallMs }, direction: 1 } as const;
  transitions.satisfied(rule, priceIndex, cause, at, priceIndex.latest);
}
