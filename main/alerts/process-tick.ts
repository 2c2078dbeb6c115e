/** A tick that may concern some rules of its instrument: finds them, decides them in their order, puts them where they belong. */
import { isPriceFromBefore, type Moment, type Tick, type TickGap } from "../../preload/contract/tick.ts";
import type { InstrumentIndex } from "./index/instrument-index.ts";
import { evaluate, evaluateAfterBlind, isTold, type Arrival } from "./evaluate.ts";
import { numberOf } from "./conditions/quantity.ts";
import { inOrder, type EngineRule } from "./engine-rule.ts";
import type { PriceSourceIndex } from "./index/price-source-index.ts";
import { fireHit, noHits, placeHits, sizeHits } from "./sizes-in-gap.ts";
import type { Transitions } from "./transitions.ts";
import { placeRule } from "./index/place-rule.ts";

/** The tick on one price index. */
interface Visit {
  readonly priceIndex: PriceSourceIndex;
  readonly arrival: Arrival;
  readonly wasBlind: boolean;
  readonly gap: TickGap | null;
}

/**
 * Takes `tick` in on the price indexes of `instrument` from number `first` on (those before have let it pass). Every rule is decided against
 * the tick before, so a price index takes over the new one only when all have been. `gap` is the one that came with this tick.
 * A price from before (T6) that ends no gap is the previous price of rules that have none of now, and decides nothing.
 */
export function processTick(
  transitions: Transitions,
  instrumentIndex: InstrumentIndex,
  tick: Tick,
  at: Moment,
  first: number,
  gap: TickGap | null = null,
): void {
  const visits: Visit[] = [];
  const woken: { rule: EngineRule; visit: Visit }[] = [];
  transitions.countEvaluatedTick();
  const isBefore = isPriceFromBefore(tick);
  for (let index = first; index < instrumentIndex.priceIndexes.length; index++) {
    const priceIndex = instrumentIndex.priceIndexes[index] as PriceSourceIndex;
    const n = numberOf(priceIndex.quantity, tick);
    if (Number.isNaN(n)) continue;
    if (isBefore && priceIndex.gap === null) {
      priceIndex.takePrevious(tick, n, at.monoMs);
      continue;
    }
    if (priceIndex.passQuietly(tick, n, at.monoMs)) continue;
    const visit: Visit = {
      priceIndex,
      arrival: { tick, n, at, extreme: { n, tick, text: null } },
      wasBlind: priceIndex.blind,
      gap: gapEndedBy(priceIndex.gap, gap, at.wallMs),
    };
    visits.push(visit);
    priceIndex.begin(tick, n, at.monoMs, (rule) => {
      woken.push({ rule, visit });
    });
  }
  woken.sort((a, b) => inOrder(a.rule, b.rule));
  const hits = gap === null ? noHits : sizeHits(instrumentIndex, gap, at, (rule) => isTold(rule, gap));
  let fired = 0;
  const fireUpTo = (rule: EngineRule | null): void => {
    for (let hit = hits[fired]; hit !== undefined; hit = hits[++fired]) {
      if (rule !== null && inOrder(hit.rule, rule) > 0) return;
      fireHit(transitions, hit, at);
    }
  };
  for (const { rule, visit } of woken) {
    fireUpTo(rule);
    if (visit.wasBlind) evaluateAfterBlind(transitions, rule, visit.priceIndex, visit.arrival, visit.gap);
    else evaluate(transitions, rule, visit.priceIndex, visit.arrival);
  }
  fireUpTo(null);
  for (const { priceIndex, arrival } of visits) {
    priceIndex.commit(tick, arrival.n, at.monoMs);
    priceIndex.gap = null;
  }
  for (const { rule, visit } of woken) {
    if (rule.lifecycle.isWatching) placeRule(rule, visit.priceIndex);
    else instrumentIndex.leave(rule);
  }
  placeHits(instrumentIndex, hits);
  for (const { priceIndex } of visits) priceIndex.settle();
}

/**
 * The gap as it ends for one price source. `gap` came with this very tick; any other one came with a tick that did not have this
 * price (a quote tells of no trade), so that for this source it goes on until now: a crossing after that quote would else be
 * told as having happened before it. Never later than now, nor ending before it began: the clock may have been set back.
 */
function gapEndedBy(pending: TickGap | null, gap: TickGap | null, wallMs: number): TickGap | null {
  if (pending === null || pending === gap) return pending;
  return { ...pending, fromWallMs: Math.min(pending.fromWallMs, wallMs), toWallMs: wallMs };
}
