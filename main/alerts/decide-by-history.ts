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
import { hitOverGap, isTold } from "./evaluate.ts";
import type { InstrumentIndex } from "./index/instrument-index.ts";
import { placeRule } from "./index/place-rule.ts";
import type { PriceSourceIndex } from "./index/price-source-index.ts";
import { fireHit, placeHits, sizeHits } from "./sizes-in-gap.ts";
import type { Transitions } from "./transitions.ts";

/** What the history of a gap can decide. */
const decidedByHistory = ["last", "size"] as const;

/**
 * The rules that its history can decide, each with its generation: those that have been told of the gap since they were armed, or will
 * be by the first price that they look at.
 */
export function rulesTold(instrumentIndex: InstrumentIndex | null, gap: TickGap): ReadonlyMap<string, number> {
  const told = new Map<string, number>();
  for (const quantity of decidedByHistory) {
    const priceIndex = instrumentIndex?.priceIndex(quantity) ?? null;
    if (priceIndex === null) continue;
    // Trades that were missed on a live feed are told only once they are read.
    const isPending = gap.missed !== undefined || (priceIndex.blind && priceIndex.gap?.fromWallMs === gap.fromWallMs);
    for (const rule of priceIndex.rules)
      if (rule.seen.wasTold(gap.fromWallMs) || (isPending && isTold(rule, gap)))
        told.set(rule.id, rule.lifecycle.generation);
  }
  return told;
}

/**
 * Decides every rule on last prices and sizes that is still of the generation which was told of the gap: one that is armed since, or
 * anew, counts touches from then on. `gap` is the one that was told, with its history; `after` the first price after it.
 */
export function decideByHistory(
  transitions: Transitions,
  instrumentIndex: InstrumentIndex,
  gap: TickGap,
  after: Tick,
  at: Moment,
  told = rulesTold(instrumentIndex, gap),
): void {
  const isOf = (rule: EngineRule): boolean => told.get(rule.id) === rule.lifecycle.generation;
  const hits = sizeHits(instrumentIndex, gap, at, isOf);
  for (const hit of hits) fireHit(transitions, hit, at);
  placeHits(instrumentIndex, hits);
  const priceIndex = instrumentIndex.priceIndex("last");
  if (priceIndex === null || priceIndex.tick === null || after.last === null) return;
  const rules = [...priceIndex.rules].filter((rule) => rule.lifecycle.state === "armed" && isOf(rule)).sort(inOrder);
  for (const rule of rules) {
    if (rule.compiled.family === "trailing") widen(transitions, rule, priceIndex, gap, priceIndex.tick, at);
    else if (rule.compiled.family === "threshold")
      judge(transitions, rule, priceIndex, gap, after, priceIndex.tick, at);
    if (rule.lifecycle.isWatching) placeRule(rule, priceIndex);
    else instrumentIndex.leave(rule);
  }
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
