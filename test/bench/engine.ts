/**
 * What a tick costs in the engine alone, at ten to a hundred thousand rules. Ratios of one run on one machine: the figure
 * at ten rules is the floor of its own row. Run it as a script, or call {@link benchEngine}.
 */
import { Engine } from "../../main/alerts/engine.ts";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { By, Condition, RuleSpec } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";

export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** At most this; null where the row only informs. */
  readonly target: number | null;
}

const ticksInRow = 20_000;
const rounds = 9;

/** A small generator of its own, so that every run and every count sees the same prices. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

function ticksOf(keys: readonly InstrumentKey[]): Tick[] {
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

type Make = (next: () => number) => { condition: Condition; source: RuleSpec["source"] };

const away = (next: () => number): string => (next() < 0.5 ? 30_150 + next() * 20_000 : 29_850 - next() * 20_000).toFixed(2);
const level: Make = (next) => ({ condition: { kind: next() < 0.5 ? "crosses-up" : "crosses", level: away(next) }, source: "last" });
const far = (next: () => number): By => (next() < 0.5 ? { amount: (150 + next() * 9_000).toFixed(2) } : { percent: (0.5 + next() * 30).toFixed(3) });
const kinds: readonly ((next: () => number) => Condition)[] = [
  (next) => ({ kind: "at-or-above", level: (30_150 + next() * 20_000).toFixed(2) }),
  (next) => ({ kind: "at-or-below", level: (29_850 - next() * 20_000).toFixed(2) }),
  (next) => ({ kind: "crosses-up", level: away(next) }),
  (next) => ({ kind: "crosses-down", level: away(next) }),
  (next) => ({ kind: "crosses", level: away(next) }),
  (next) => ({ kind: "inside", low: (30_150 + next() * 5_000).toFixed(2), high: (36_000 + next() * 5_000).toFixed(2) }),
  (next) => ({ kind: "outside", low: (29_850 - next() * 5_000).toFixed(2), high: (30_150 + next() * 5_000).toFixed(2) }),
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
const turn = [0, 9, 12, 14, 15, 16, 5, 11, 13, 10, 4, 1, 2, 3, 6, 7, 8];
function mixed(): Make {
  let made = 0;
  return (next) => {
    const condition = (kinds[turn[made++ % turn.length] as number] as (typeof kinds)[number])(next);
    return { condition, source: "last" };
  };
}

function loaded(count: number, keys: readonly InstrumentKey[], make: Make, together: number): Engine {
  const engine = new Engine({ micros: () => performance.now() * 1_000 });
  const next = random(11);
  for (let index = 0; index < count; index++) {
    const { condition, source } = make(next);
    const key = keys[Math.floor(index / together) % keys.length] as InstrumentKey;
    const spec: RuleSpec = {
      instrument: { venue: "demo", symbol: key.slice(5) },
      source, condition, holdForMs: 0, repeat: "once", rearmBy: null, cooldownMs: 0, expiresAt: null, note: "",
    };
    engine.add(`r${String(index)}`, spec, { wallMs: 1_767_614_400_000, monoMs: 0 }, null);
  }
  return engine;
}

/** Nanoseconds a tick for each count, the best of several rounds taken in turn so that a noisy moment hits all alike. */
function costs(counts: readonly number[], keys: readonly InstrumentKey[], make: () => Make, together: number): number[] {
  // Ticks only of instruments that have rules: all others cost next to nothing and would flatter the large counts' floor.
  const ticksFor = counts.map((count) => ticksOf(keys.slice(0, Math.ceil(count / together))));
  const engines = counts.map((count) => loaded(count, keys, make(), together));
  const best = counts.map(() => Number.POSITIVE_INFINITY);
  for (let round = -2; round < rounds; round++) {
    const later = (round + 2) * ticksInRow;
    engines.forEach((engine, at) => {
      const moved = (ticksFor[at] as Tick[]).map((tick) => ({ ...tick, receivedMonoMs: tick.receivedMonoMs + later, receivedWallMs: tick.receivedWallMs + later }));
      const startMs = performance.now();
      let decisions = 0;
      for (const tick of moved) decisions += engine.onTick(tick).length;
      const nanos = ((performance.now() - startMs) * 1e6) / moved.length;
      if (decisions > 0) throw new Error("A rule fired in the bench: it measures ticks at which nothing happens.");
      if (round >= 0) best[at] = Math.min(best[at] as number, nanos);
    });
  }
  return best;
}

/** All rows: figures to inform, the ratios with their target, loading and firing 100,000 rules at once. */
export function benchEngine(): Row[] {
  const rows: Row[] = [];
  const many = Array.from({ length: 200 }, (_, index): InstrumentKey => `demo:S${String(index)}`);
  const cases = [
    ["levels, 200 instruments", many, () => level, 1],
    ["levels, one instrument", many.slice(0, 1), () => level, 1],
    ["every kind, 200 instruments", many, mixed, turn.length],
    ["every kind, one instrument", many.slice(0, 1), mixed, turn.length],
  ] as const;
  for (const [name, keys, make, together] of cases) {
    // The floor of the ratio: with one instrument ten rules; with 200 of them the least number that leaves none without
    // its mix, because 200 instruments in turn cost a cache more than ten do, whatever rules they have.
    const floor = keys.length === 1 ? 10 : keys.length * together;
    const counts = [...new Set([10, floor, 10_000, 100_000])];
    const figures = costs(counts, keys, make, together);
    figures.forEach((value, at) => rows.push({ name: `tick, ${name}, ${String(counts[at])} rules`, value, unit: "ns", target: null }));
    const ratio = (figures.at(-1) ?? Number.NaN) / (figures[counts.indexOf(floor)] ?? Number.NaN);
    rows.push({ name: `ratio 100000 to ${String(floor)}, ${name}`, value: ratio, unit: "times", target: 1.2 });
  }
  rows.push(...atOnce());
  return rows;
}

/** CPU time and not the clock's: these happen once, and another process must not be in the figure. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function atOnce(): Row[] {
  const key: InstrumentKey = "demo:S0";
  const [first, second] = [30_000, 60_000].map((price, at): Tick => ({ ...(ticksOf([key])[at] as Tick), last: String(price), lastNumber: price }));
  const start = cpuMs();
  const engine = loaded(100_000, [key], (next) => ({ condition: { kind: "crosses-up", level: (30_150 + next() * 20_000).toFixed(2) }, source: "last" }), 1);
  engine.onTick(first as Tick);
  const ready = cpuMs();
  const fired = engine.onTick(second as Tick).length;
  const done = cpuMs();
  if (fired !== 100_000) throw new Error(`${String(fired)} of 100,000 rules fired.`);
  return [
    { name: "100,000 rules on one instrument added, and its first tick", value: ready - start, unit: "ms", target: 1_000 },
    { name: "100,000 rules fired by one tick", value: done - ready, unit: "ms", target: 1_000 },
  ];
}

if (import.meta.main) for (const row of benchEngine()) console.log(`${row.name.padEnd(64)} ${row.value.toFixed(2).padStart(10)} ${row.unit}${row.target === null ? "" : `  (at most ${String(row.target)})`}`);
