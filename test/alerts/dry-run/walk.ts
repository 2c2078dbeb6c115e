/** A generated market of one trade a second: as ticks for the live engine, and as the candles that a venue would make of them. */
import { repeating } from "../../../main/alerts/dry-run/dry-run.ts";
import { barsOf, type Bars } from "../../../main/alerts/dry-run/bars.ts";
import { Engine } from "../../../main/alerts/engine.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import { Tick, type Candle } from "../../../preload/contract/tick.ts";
import { key } from "../engine-harness.ts";

export const t0 = Date.parse("2026-01-05T00:00:00.000Z");
export const secondMs = 1_000;
export const minuteMs = 60_000;

/** Prices from 50,000 on, cents, each some `stepShare` from the one before; the same for the same seed. */
export function walk(seed: number, seconds: number, stepShare: number): string[] {
  const random = randomOf(seed);
  let price = 50_000;
  return Array.from({ length: seconds }, () => {
    // Three of them have nearly the shape of a bell, and what three can have is bounded.
    price *= 1 + stepShare * (random() + random() + random() - 1.5) * 2;
    return price.toFixed(2);
  });
}

/** mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Candle by candle of `lengthMs`, one price a second from {@link t0} on. */
export function candlesOf(prices: readonly string[], lengthMs: number): Candle[] {
  const perCandle = lengthMs / secondMs;
  const candles: Candle[] = [];
  for (let at = 0; at < prices.length; at += perCandle) {
    const part = prices.slice(at, at + perCandle);
    const sorted = [...part].sort((a, b) => Number(a) - Number(b));
    const [open, close] = [part[0] as string, part.at(-1) as string];
    const [low, high] = [sorted[0] as string, sorted.at(-1) as string];
    candles.push({ openMs: t0 + at * secondMs, lengthMs, open, high, low, close });
  }
  return candles;
}

export function barsOfWalk(prices: readonly string[], lengthMs: number): Bars {
  return barsOfCandles(candlesOf(prices, lengthMs));
}

export function barsOfCandles(candles: readonly Candle[]): Bars {
  const covered = [{ fromMs: candles[0]?.openMs ?? 0, toMs: Number.MAX_SAFE_INTEGER }];
  return barsOf(key, candles, { covered, untilMs: Number.MAX_SAFE_INTEGER, dropsAbsurdPrints: true });
}

/** How often the engine fires when these prices come in live, one a second. */
export function liveFires(rule: RuleSpec, prices: readonly string[]): number[] {
  const engine = new Engine({ micros: () => 0 });
  engine.add("live", repeating(rule), { wallMs: t0, monoMs: t0 }, null);
  return prices.flatMap((price, second) => {
    const atMs = t0 + second * secondMs;
    const fields = {
      last: price,
      lastNumber: Number(price),
      bid: null,
      ask: null,
      size: null,
      tradeId: null,
      at: atMs,
    };
    const decisions = engine.onTick(new Tick(key, fields, { wallMs: atMs, monoMs: atMs }, null));
    return decisions.flatMap((decision) => (decision.kind === "fired" ? [decision.decidedWallMs] : []));
  });
}
