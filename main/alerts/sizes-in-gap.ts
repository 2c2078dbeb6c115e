/**
 * Rules on the size of a trade, by the trades of a gap (the truth table, G2 and G7). Each fires once, by the first trade that is large
 * enough, with that trade's own time.
 */
import { Tick, type GapTrade, type Moment, type TickGap } from "../../preload/contract/tick.ts";
import { numberOf } from "./conditions/quantity.ts";
import { isSatisfied, priceOf } from "./conditions/threshold.ts";
import type { Span } from "./decision.ts";
import { inOrder, type EngineRule } from "./engine-rule.ts";
import type { InstrumentIndex } from "./index/instrument-index.ts";
import { placeRule } from "./index/place-rule.ts";
import type { PriceSourceIndex } from "./index/price-source-index.ts";
import type { Transitions } from "./transitions.ts";

/** A rule, and the trade of the gap by which it fires. */
export interface SizeHit {
  readonly rule: EngineRule;
  readonly priceIndex: PriceSourceIndex;
  readonly tick: Tick;
  /** The millisecond of the trade. */
  readonly span: Span;
}

export const noHits: readonly SizeHit[] = [];

/** Which armed rules fire, in the order in which they were made. `isOf`: whether a rule was told of the gap. */
export function sizeHits(
  instrumentIndex: InstrumentIndex,
  gap: TickGap,
  at: Moment,
  isOf: (rule: EngineRule) => boolean,
): readonly SizeHit[] {
  const priceIndex = instrumentIndex.priceIndex("size");
  if (priceIndex === null || gap.trades === undefined) return [];
  // What was not seen was not held.
  const waiting = [...priceIndex.rules].filter(
    (rule) => rule.lifecycle.state === "armed" && rule.compiled.spec.holdForMs === 0 && isOf(rule),
  );
  const trades = gap.trades.map((trade) => ({
    tick: tickOf(instrumentIndex.key, trade, at),
    span: spanOf(trade, gap),
  }));
  const hits = waiting.flatMap((rule): SizeHit[] => {
    const { compiled } = rule;
    const hit = trades.find(({ tick }) => isSatisfied(compiled, priceOf(compiled, tick, numberOf("size", tick)), 1));
    return hit === undefined ? [] : [{ rule, priceIndex, ...hit }];
  });
  return hits.sort((a, b) => inOrder(a.rule, b.rule));
}

/** Fires one; it still has to be put in its place by {@link placeHits}. */
export function fireHit(transitions: Transitions, { rule, priceIndex, tick, span }: SizeHit, at: Moment): void {
  transitions.sawPrice(rule, false);
  transitions.satisfied(rule, priceIndex, { tick, previous: null, gap: span, direction: 1 }, at, priceIndex.latest);
}

/** Puts the rules that have fired where they belong. */
export function placeHits(instrumentIndex: InstrumentIndex, hits: readonly SizeHit[]): void {
  for (const { rule, priceIndex } of hits) {
    if (rule.lifecycle.isWatching) placeRule(rule, priceIndex);
    else instrumentIndex.leave(rule);
  }
}

function tickOf(key: InstrumentIndex["key"], { tradeId, price, size, atMs }: GapTrade, at: Moment): Tick {
  const fields = { last: price, lastNumber: Number(price), bid: null, ask: null, size, tradeId, at: atMs };
  return new Tick(key, fields, at, null);
}

/** In the gap, also where the venue's clock is not ours. */
function spanOf({ atMs }: GapTrade, { fromWallMs, toWallMs }: TickGap): Span {
  const openMs = Math.max(fromWallMs, Math.min(Math.floor(atMs), toWallMs - 1));
  return { fromWallMs: openMs, toWallMs: Math.min(openMs + 1, toWallMs) };
}
