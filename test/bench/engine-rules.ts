/** Ticks and rules for the engine's benchmark: no rule fires on any of these ticks. */
import { Engine } from "../../main/alerts/engine.ts";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { By, Condition, RuleSpec } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";

export const ticksInRow = 20_000;

/** A small generator of its own, so that every run and every count sees the same prices. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

export function ticksOf(keys: readonly InstrumentKey[]): Tick[] {
  const next = random(7);
  const prices = keys.map(() => 30_000);
  return Array.from({ length: ticksInRow }, (_, index) => {
    const at = index % keys.length;
    // A walk of a fifth of a percent: between the rules, whose nearest is half a percent away.
    const price = Math.min(30_060, Math.max(29_940, (prices[at] ?? 30_000) + (next() - 0.5) * 8));
    prices[at] = price;
    const cents = Math.round(price * 100);
    const text = (value: number): string => (value / 100).toFixed(2);
    return {
      instrument: keys[at] as InstrumentKey,
      last: text(cents),
      lastNumber: Number(text(cents)),
      bid: text(cents - 1),
      ask: text(cents + 1),
      size: index % 2 === 0 ? null : "0.25",
      tradeId: null,
      exchangeAt: null,
      receivedWallMs: 1_767_614_400_000 + index,
      receivedMonoMs: 1_000 + index,
    };
  });
}

export type Make = (next: () => number) => { condition: Condition; source: RuleSpec["source"] };

const away = (next: () => number): string =>
  (next() < 0.5 ? 30_150 + next() * 20_000 : 29_850 - next() * 20_000).toFixed(2);
export const level: Make = (next) => ({
  condition: { kind: next() < 0.5 ? "crosses-up" : "crosses", level: away(next) },
  source: "last",
});
const far = (next: () => number): By =>
  next() < 0.5 ? { amount: (150 + next() * 9_000).toFixed(2) } : { percent: (0.5 + next() * 30).toFixed(3) };
const kinds: readonly ((next: () => number) => Condition)[] = [
  (next) => ({ kind: "at-or-above", level: (30_150 + next() * 20_000).toFixed(2) }),
  (next) => ({ kind: "at-or-below", level: (29_850 - next() * 20_000).toFixed(2) }),
  (next) => ({ kind: "crosses-up", level: away(next) }),
  (next) => ({ kind: "crosses-down", level: away(next) }),
  (next) => ({ kind: "crosses", level: away(next) }),
  (next) => ({ kind: "inside", low: (30_150 + next() * 5_000).toFixed(2), high: (36_000 + next() * 5_000).toFixed(2) }),
  (next) => ({
    kind: "outside",
    low: (29_850 - next() * 5_000).toFixed(2),
    high: (30_150 + next() * 5_000).toFixed(2),
  }),
  (next) => ({ kind: "enters", low: (30_150 + next() * 5_000).toFixed(2), high: (36_000 + next() * 5_000).toFixed(2) }),
  (next) => ({ kind: "leaves", low: (29_850 - next() * 5_000).toFixed(2), high: (30_150 + next() * 5_000).toFixed(2) }),
  (next) => ({ kind: "rises", by: far(next), windowMs: 1_000 + Math.floor(next() * 60_000) }),
  (next) => ({ kind: "falls", by: far(next), windowMs: 1_000 + Math.floor(next() * 60_000) }),
  (next) => ({ kind: "moves", by: far(next), windowMs: 1_000 + Math.floor(next() * 60_000) }),
  (next) => ({ kind: "pulls-back", by: far(next) }),
  (next) => ({ kind: "rebounds", by: far(next) }),
  (next) => ({ kind: "spread-at-least", by: { amount: (1 + next() * 9).toFixed(2) } }),
  (next) => ({ kind: "spread-at-least", by: { percent: (1 + next()).toFixed(3) } }),
  (next) => ({ kind: "trade-size-at-least", size: (1 + next() * 100).toFixed(2) }),
];

/** The kinds in turn, in an order in which ten rules are already a mix of every way of watching. */
export const turn = [0, 9, 12, 14, 15, 16, 5, 11, 13, 10, 4, 1, 2, 3, 6, 7, 8];
export function mixed(): Make {
  let made = 0;
  return (next) => {
    const condition = (kinds[turn[made++ % turn.length] as number] as (typeof kinds)[number])(next);
    return { condition, source: "last" };
  };
}

export function loaded(count: number, keys: readonly InstrumentKey[], make: Make, together: number): Engine {
  const engine = new Engine({ micros: () => performance.now() * 1_000 });
  const next = random(11);
  for (let index = 0; index < count; index++) {
    const { condition, source } = make(next);
    const key = keys[Math.floor(index / together) % keys.length] as InstrumentKey;
    const spec: RuleSpec = {
      instrument: { venue: "demo", symbol: key.slice(5) },
      source,
      condition,
      holdForMs: 0,
      repeat: "once",
      rearmBy: null,
      cooldownMs: 0,
      expiresAt: null,
      note: "",
      notify: { to: "default", urgency: "normal" },
    };
    engine.add(`r${String(index)}`, spec, { wallMs: 1_767_614_400_000, monoMs: 0 }, null);
  }
  return engine;
}
