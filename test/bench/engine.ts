/**
 * What a tick costs in the engine alone, at ten to a hundred thousand rules. Ratios of one run on one machine, each against the
 * floor that its row names. Run it as a script, or call {@link benchEngine}.
 */
import { Engine } from "../../main/alerts/engine.ts";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Condition, RuleSpec } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { level, loaded, type Make, mixed, random, ticksInRow, ticksOf, turn } from "./engine-rules.ts";
import { printRows, type Row } from "./print-rows.ts";

const rounds = 9;

/** So many rules, in turn to the instruments, `together` at a time. */
interface Load {
  readonly rules: number;
  readonly together: number;
}

/** Nanoseconds a tick for each load, the best of several rounds taken in turn so that a noisy moment hits all alike. */
function costs(loads: readonly Load[], keys: readonly InstrumentKey[], make: () => Make): number[] {
  const ticks = ticksOf(keys);
  const engines = loads.map(({ rules, together }) => loaded(rules, keys, make(), together));
  const best = loads.map(() => Number.POSITIVE_INFINITY);
  for (let round = -2; round < rounds; round++) {
    const later = (round + 2) * ticksInRow;
    engines.forEach((engine, at) => {
      const moved = ticks.map((tick) => ({
        ...tick,
        receivedMonoMs: tick.receivedMonoMs + later,
        receivedWallMs: tick.receivedWallMs + later,
      }));
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

/** All rows: figures to inform, the ratios with their target, and what happens to many rules at once. */
export function benchEngine(): Row[] {
  const rows: Row[] = [];
  const many = Array.from({ length: 200 }, (_, index): InstrumentKey => `demo:S${String(index)}`);
  const one = many.slice(0, 1);
  const full = { rules: many.length * turn.length, together: turn.length };
  const cases: readonly {
    name: string;
    keys: readonly InstrumentKey[];
    make: () => Make;
    loads: readonly Load[];
    says: Readonly<Record<number, string>>;
  }[] = [
    {
      name: "levels, all on one instrument",
      keys: one,
      make: () => level,
      loads: plain(10, 10_000, 100_000),
      says: { 10: "10" },
    },
    {
      name: "every kind, all on one instrument",
      keys: one,
      make: mixed,
      loads: plain(10, 10_000, 100_000),
      says: { 10: "10" },
    },
    // At 10 rules 190 of the 200 instruments have none, and at 200 each has one kind: those ratios count having rules of a kind
    // at all, not having more of them, so they are shown and held to nothing. The last floor of each is like for like.
    {
      name: "levels, 200 instruments",
      keys: many,
      make: () => level,
      loads: plain(10, 200, 10_000, 100_000),
      says: { 10: "10 (190 instruments without a rule)", 200: "200 (one on each instrument)" },
    },
    {
      name: "every kind, 200 instruments",
      keys: many,
      make: mixed,
      loads: [...plain(10, 200), full, ...plain(10_000, 100_000)],
      says: {
        10: "10 (190 instruments without a rule)",
        200: "200 (one on each instrument)",
        [full.rules]: `${String(full.rules)} (one of each kind on each instrument)`,
      },
    },
  ];
  for (const { name, keys, make, loads, says } of cases) {
    const figures = costs(loads, keys, make);
    figures.forEach((value, at) =>
      rows.push({ name: `a tick, ${name}, ${String(loads[at]?.rules)} rules`, value, unit: "ns", target: null }),
    );
    loads.forEach(({ rules }, at) => {
      const floor = says[rules];
      if (floor === undefined) return;
      const value = (figures.at(-1) ?? Number.NaN) / (figures[at] ?? Number.NaN);
      const likeForLike = floor === Object.values(says).at(-1);
      rows.push({
        name: `${name}: 100000 rules against ${floor}`,
        value,
        unit: "times",
        target: likeForLike ? 1.2 : null,
      });
    });
  }
  rows.push(...trends(), ...atOnce());
  return rows;
}

function plain(...counts: readonly number[]): Load[] {
  return counts.map((rules) => ({ rules, together: 1 }));
}

/**
 * Rules about a rise that have fired and wait for it to end, while it goes on at the same pace: the extreme of every window
 * moves with every tick. Distances are up to 99 percent of what the pace makes of the window.
 */
function trends(): Row[] {
  const cases = [
    ["one window of 60 s", () => 60_000],
    ["as many windows from 1 s to 60 s", (next: () => number) => 1_000 + Math.floor(next() * 59_000)],
  ] as const;
  return cases.map(([name, windowOf]) => {
    const key: InstrumentKey = "demo:S0";
    const [template] = ticksOf([key]);
    const engine = new Engine({ micros: () => performance.now() * 1_000 });
    const next = random(5);
    for (let index = 0; index < 10_000; index++) {
      const windowMs = windowOf(next);
      const condition: Condition = {
        kind: "rises",
        by: { amount: (0.01 + next() * 0.0099 * windowMs).toFixed(2) },
        windowMs,
      };
      const spec: RuleSpec = {
        instrument: { venue: "demo", symbol: "S0" },
        source: "last",
        condition,
        holdForMs: 0,
        repeat: "always",
        rearmBy: null,
        cooldownMs: 0,
        expiresAt: null,
        note: "",
        notify: { to: "default", urgency: "normal" },
      };
      engine.add(`r${String(index)}`, spec, { wallMs: 1_767_614_400_000, monoMs: 0 }, null);
    }
    // A tick each 10 ms, a tenth higher: a rise of 10 a second.
    let steps = 0;
    const tick = (): Tick => {
      steps++;
      const last = (1_000 + steps / 10).toFixed(2);
      return {
        ...(template as Tick),
        last,
        lastNumber: Number(last),
        receivedMonoMs: steps * 10,
        receivedWallMs: 1_767_614_400_000 + steps * 10,
      };
    };
    for (let warm = 0; warm < 13_000; warm++) engine.onTick(tick());
    const waiting = engine.all().filter(({ state }) => state === "triggered").length;
    if (waiting !== 10_000) throw new Error(`Only ${String(waiting)} of 10,000 rules wait for the rise to end.`);
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round++) {
      const ticks = Array.from({ length: 2_000 }, tick);
      const startMs = performance.now();
      let decisions = 0;
      for (const each of ticks) decisions += engine.onTick(each).length;
      best = Math.min(best, ((performance.now() - startMs) * 1_000) / ticks.length);
      if (decisions > 0) throw new Error("A rule came back in a steady trend.");
    }
    return { name: `a tick of a steady rise, 10,000 triggered rules, ${name}`, value: best, unit: "us", target: 100 };
  });
}

/** CPU time and not the clock's: these happen once, and another process must not be in the figure. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function atOnce(): Row[] {
  const key: InstrumentKey = "demo:S0";
  const [first, second] = [30_000, 60_000].map((price, at): Tick => ({
    ...(ticksOf([key])[at] as Tick),
    last: String(price),
    lastNumber: price,
  }));
  const start = cpuMs();
  const engine = loaded(
    100_000,
    [key],
    (next) => ({ condition: { kind: "crosses-up", level: (30_150 + next() * 20_000).toFixed(2) }, source: "last" }),
    1,
  );
  engine.onTick(first as Tick);
  const ready = cpuMs();
  const fired = engine.onTick(second as Tick).length;
  const done = cpuMs();
  if (fired !== 100_000) throw new Error(`${String(fired)} of 100,000 rules fired.`);
  return [
    {
      name: "100,000 rules on one instrument added, and its first tick",
      value: ready - start,
      unit: "ms",
      target: 1_000,
    },
    { name: "100,000 rules fired by one tick", value: done - ready, unit: "ms", target: 1_000 },
  ];
}

if (import.meta.main) printRows("Deciding alone", benchEngine());
