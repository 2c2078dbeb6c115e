/**
 * The same rules and ticks through what one would otherwise build this on: json-rules-engine, an rxjs pipeline, and a plain
 * loop. Level rules alone, which all of them can express; each counts its fires, and all must agree.
 */
import { Engine as JsonRulesEngine } from "json-rules-engine";
import { Subject, filter, pairwise } from "rxjs";
import { Engine } from "../../main/alerts/engine.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { median, type Row } from "./print-rows.ts";

const rounds = 5;

interface Workload {
  readonly levels: readonly number[];
  readonly ticks: readonly Tick[];
}

/** A price that wanders around 1,000; levels lie from 900 to 1,100, so that few ticks cross one. */
function workloadOf(rules: number, ticks: number): Workload {
  const levels = Array.from({ length: rules }, (_, index) => 900 + (200 * (index + 0.5)) / rules);
  let price = 1000;
  let state = 12345;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    levels,
    ticks: Array.from({ length: ticks }, (_, index): Tick => {
      price = Math.max(905, Math.min(1095, price + (random() - 0.5) * 0.2));
      const last = price.toFixed(2);
      return {
        instrument: "securitypro:BTC-USD",
        last,
        lastNumber: Number(last),
        bid: null,
        ask: null,
        size: null,
        tradeId: null,
        exchangeAt: null,
        receivedWallMs: 1_000_000 + index,
        receivedMonoMs: 1_000 + index,
      };
    }),
  };
}

function pricebell({ levels, ticks }: Workload): { run: () => number } {
  const engine = new Engine({ micros: () => 0 });
  const now = { wallMs: 999_999, monoMs: 999 };
  levels.forEach((level, index) => {
    engine.add(
      String(index),
      {
        instrument: { venue: "securitypro", symbol: "BTC-USD" },
        source: "last",
        condition: { kind: "crosses-up", level: level.toFixed(4) },
        holdForMs: 0,
        repeat: "always",
        rearmBy: { amount: "0" },
        cooldownMs: 0,
        expiresAt: null,
        note: "",
        notify: { to: "default", urgency: "normal" },
      },
      now,
      null,
    );
  });
  return {
    run() {
      let fires = 0;
      for (const tick of ticks) for (const decision of engine.onTick(tick)) if (decision.kind === "fired") fires += 1;
      return fires;
    },
  };
}

function linearScan({ levels, ticks }: Workload): { run: () => number } {
  const exact = levels.map((level) => Number(level.toFixed(4)));
  return {
    run() {
      let fires = 0;
      let previous = Number.NaN;
      for (const { lastNumber } of ticks) {
        for (const level of exact) if (previous < level && lastNumber >= level) fires += 1;
        previous = lastNumber;
      }
      return fires;
    },
  };
}

function rxjs({ levels, ticks }: Workload): { run: () => number } {
  return {
    run() {
      let fires = 0;
      const prices = new Subject<number>();
      for (const text of levels) {
        const level = Number(text.toFixed(4));
        prices
          .pipe(
            pairwise(),
            filter(([previous, price]) => previous < level && price >= level),
          )
          .subscribe(() => (fires += 1));
      }
      for (const { lastNumber } of ticks) prices.next(lastNumber);
      prices.complete();
      return fires;
    },
  };
}

function jsonRules({ levels, ticks }: Workload): { run: () => Promise<number> } {
  const engine = new JsonRulesEngine();
  for (const text of levels) {
    const level = Number(text.toFixed(4));
    engine.addRule({
      conditions: {
        all: [
          { fact: "previous", operator: "lessThan", value: level },
          { fact: "price", operator: "greaterThanInclusive", value: level },
        ],
      },
      event: { type: "crossed" },
    });
  }
  return {
    async run() {
      let fires = 0;
      let previous = Number.MAX_SAFE_INTEGER;
      for (const { lastNumber } of ticks) {
        fires += (await engine.run({ previous, price: lastNumber })).events.length;
        previous = lastNumber;
      }
      return fires;
    },
  };
}

async function microsPerTick(
  make: () => { run: () => number | Promise<number> },
  ticks: number,
): Promise<{ us: number; fires: number }> {
  const times: number[] = [];
  let fires = 0;
  for (let round = 0; round < rounds; round++) {
    const { run } = make();
    const began = performance.now();
    fires = await run();
    times.push(((performance.now() - began) * 1000) / ticks);
  }
  return { us: median(times), fires };
}

/** Microseconds a tick for each, and how many times ours. */
export async function benchOtherEngines(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [rules, tickCount, slowTicks] of [
    [10, 50_000, 2_000],
    [1_000, 50_000, 40],
    [10_000, 20_000, 4],
  ] as const) {
    const fast = workloadOf(rules, tickCount);
    const slow: Workload = { levels: fast.levels, ticks: fast.ticks.slice(0, slowTicks) };
    // Once to warm up, so that every one is measured compiled.
    await microsPerTick(() => pricebell(fast), tickCount);
    const ours = await microsPerTick(() => pricebell(fast), tickCount);
    const scan = await microsPerTick(() => linearScan(fast), tickCount);
    const scanOfFew = linearScan(slow).run();
    if (ours.fires !== scan.fires) throw new Error(`Pricebell fired ${ours.fires} times, the plain loop ${scan.fires}`);
    const pipeline = await microsPerTick(() => rxjs(slow), slow.ticks.length);
    const json = await microsPerTick(() => jsonRules(slow), slow.ticks.length);
    if (pipeline.fires !== scanOfFew || json.fires !== scanOfFew)
      throw new Error("The engines do not agree on what fired");
    const name = `${rules.toLocaleString("en")} level rules on one instrument`;
    rows.push(
      { name: `${name}: Pricebell`, value: ours.us, unit: "us a tick", target: null },
      { name: `${name}: plain loop`, value: scan.us / ours.us, unit: "x Pricebell", target: null },
      { name: `${name}: rxjs pipeline`, value: pipeline.us / ours.us, unit: "x Pricebell", target: null },
      { name: `${name}: json-rules-engine`, value: json.us / ours.us, unit: "x Pricebell", target: null },
    );
  }
  return rows;
}
