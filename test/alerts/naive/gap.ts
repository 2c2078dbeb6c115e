/** What is known of a time in which nobody watched. */
import Big from "big.js";
import { Tick, type Candle, type Moment, type TickGap } from "../../../preload/contract/tick.ts";
import { instrumentKey } from "../../../preload/contract/instrument.ts";
import type { Price, Span, Way, NaiveRule } from "./rule.ts";
import { plain } from "./prices.ts";
import { isSatisfied, isStateKind } from "./conditions.ts";

export interface Bar {
  span: Span;
  lengthMs: number;
  open: Price | null;
  high: Price | null;
  low: Price | null;
  close: Price | null;
}

export function spanOf(gap: TickGap): Span {
  return { fromWallMs: gap.fromWallMs, toWallMs: gap.toWallMs };
}

export function candlesOf(gap: TickGap): Bar[] {
  const bars: Bar[] = [];
  for (const candle of gap.candles) {
    const endMs = candle.openMs + candle.lengthMs;
    if (endMs <= gap.fromWallMs || candle.openMs >= gap.toWallMs) continue;
    const span = { fromWallMs: Math.max(candle.openMs, gap.fromWallMs), toWallMs: Math.min(endMs, gap.toWallMs) };
    const started = candle.openMs < gap.fromWallMs;
    bars.push({
      span,
      lengthMs: candle.lengthMs,
      open: started ? null : plain(candle.open),
      high: !started || isNews(candle, gap, "high") ? plain(candle.high) : null,
      low: !started || isNews(candle, gap, "low") ? plain(candle.low) : null,
      close: plain(candle.close),
    });
  }
  return bars;
}

/** Whether the high or low of the candle in which the gap began exceeds what was seen live. */
export function isNews(candle: Candle, gap: TickGap, edge: "high" | "low"): boolean {
  if (gap.seen === null) return gap.before === null;
  if (candle.openMs < gap.seen.openMs) return false;
  return edge === "high" ? new Big(candle.high).gt(gap.seen.high) : new Big(candle.low).lt(gap.seen.low);
}

export function hitOf(
  rule: NaiveRule,
  gap: TickGap,
  before: Price | null,
  after: Price,
  bars: readonly Bar[],
  ways: readonly Way[],
): { span: Span; way: Way } | null {
  const first = isStateKind(rule);
  const turns = (from: Price | null, to: Price | null, way: Way): boolean => {
    if (to === null || !isSatisfied(rule.spec, to, way)) return false;
    return first || (from !== null && !isSatisfied(rule.spec, from, way));
  };
  const candidates: { span: Span; way: Way }[] = [];
  for (const lengthMs of [...new Set(bars.map((bar) => bar.lengthMs))].sort((a, b) => a - b)) {
    const row = bars.filter((bar) => bar.lengthMs === lengthMs);
    let previous = before;
    for (const bar of row) {
      const { open, high, low, close } = bar;
      const pairs = [
        [previous, open],
        [previous, high],
        [previous, low],
        [previous, close],
        [open, high],
        [open, low],
        [open, close],
        [high, close],
        [low, close],
      ] as const;
      for (const way of ways) if (pairs.some(([from, to]) => turns(from, to, way))) return { span: bar.span, way };
      previous = close ?? previous;
    }
    const last = row.at(-1);
    for (const way of ways)
      if (last !== undefined && turns(previous, after, way)) {
        candidates.push({ span: { fromWallMs: last.span.fromWallMs, toWallMs: gap.toWallMs }, way });
        break;
      }
  }
  for (const way of ways) if (turns(before, after, way)) return { span: spanOf(gap), way };
  return candidates[0] ?? null;
}

/** The first trade of the gap that is large enough for an armed rule on sizes that was told of it, as the tick that it would have been. */
export function sizeHitOf(rule: NaiveRule, gap: TickGap | null, at: Moment): { tick: Tick; span: Span } | null {
  const { condition, holdForMs, instrument } = rule.spec;
  if (gap === null || condition.kind !== "trade-size-at-least" || rule.state !== "armed" || holdForMs > 0) return null;
  if (rule.armedMs > (gap.knownMs ?? Infinity) || (rule.armedUnseen && rule.armedMs > gap.fromWallMs)) return null;
  const trade = gap.trades?.find(({ size }) => new Big(size).gte(condition.size));
  if (trade === undefined) return null;
  rule.armedUnseen = false;
  const { price: last, size, tradeId, atMs } = trade;
  const fields = { last, lastNumber: Number(last), bid: null, ask: null, size, tradeId, at: atMs };
  const fromWallMs = Math.max(gap.fromWallMs, Math.min(Math.floor(atMs), gap.toWallMs - 1));
  const span = { fromWallMs, toWallMs: Math.min(fromWallMs + 1, gap.toWallMs) };
  return { tick: new Tick(instrumentKey(instrument), fields, at, null), span };
}
