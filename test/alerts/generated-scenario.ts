/**
 * A generated life of a few rules: a row of whole numbers read as rules, ticks, outages, restarts, clock steps and what a
 * person does in between. Runs it through the engine and through the naive second implementation and compares everything.
 */
import Big from "big.js";
import { Engine } from "../../main/alerts/engine.ts";
import { checkProof } from "./check-proof.ts";
import type { Decision, RuleSnapshot } from "../../main/alerts/decision.ts";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import {
  Choices,
  type Focus,
  gapOf,
  lateness,
  type Market,
  specOf,
  steps,
  tickOf,
  trendSteps,
  trendTickOf,
} from "./generated-values.ts";
import { Naive } from "./naive/engine.ts";

/** Throws, saying what was done and where the two parted, unless they agree all along. */
export function runScenario(row: readonly number[], focus: Focus): number {
  const choices = new Choices(row);
  // Written down when it is needed: most lives of rules differ in nothing, and a text for each price takes longer than both engines.
  const script: Script = [];
  let [wallMs, monoMs] = [1_767_614_400_000, 5_000];
  let engine = new Engine({ micros: () => 0 });
  let naive = new Naive();
  const markets: Record<string, Market> = {};
  const ids: string[] = [];
  let made = 0;
  let events = 0;

  const marketOf = (key: string): Market =>
    (markets[key] ??= { last: null, live: true, lostWallMs: wallMs, level: 100, way: 1 });
  const now = (): { wallMs: number; monoMs: number } => ({ wallMs, monoMs });
  const knownOf = (key: InstrumentKey): Tick | null => {
    const { last, live } = marketOf(key);
    return live && last !== null && last.ageMs == null && monoMs - last.receivedMonoMs <= 60_000 ? last : null;
  };
  const check = (what: () => string, got: readonly Decision[], wanted: readonly unknown[]): void => {
    script.push(what);
    if (got.length === 0 && wanted.length === 0) return;
    events += got.length;
    got.forEach(checkProof);
    const left = got.map((decision) => comparable(decision));
    const right = wanted.map((decision) => comparable(decision as Decision));
    if (JSON.stringify(left) !== JSON.stringify(right))
      throw new Error(
        `${textOf(script)}\nengine: ${JSON.stringify(left, null, 1)}\nnaive: ${JSON.stringify(right, null, 1)}`,
      );
  };
  const keyOf = (spec: RuleSpec): InstrumentKey => `demo:${spec.instrument.symbol}`;
  const pass = (): void => {
    const step = choices.of(focus.trends === true ? trendSteps : steps);
    wallMs += step;
    monoMs += step;
  };

  const act = (): void => {
    const id = ids.length === 0 ? null : choices.of(ids);
    switch (choices.below(13)) {
      case 0: {
        if (made >= focus.maxRules) return;
        const spec = specOf(choices, focus, wallMs);
        const name = `r${String(made++)}`;
        ids.push(name);
        const known = knownOf(keyOf(spec));
        check(
          () => `add ${name} ${JSON.stringify(spec)} known=${known?.last ?? "none"}`,
          engine.add(name, spec, now(), known),
          naive.add(name, spec, now(), known),
        );
        return;
      }
      case 1: {
        if (id === null) return;
        const spec = specOf(choices, focus, wallMs);
        const known = knownOf(keyOf(spec));
        check(
          () => `edit ${id} ${JSON.stringify(spec)}`,
          engine.edit(id, spec, now(), known),
          naive.edit(id, spec, now(), known),
        );
        return;
      }
      case 2: {
        if (id === null) return;
        const until = choices.below(2) === 0 ? null : wallMs + 1_500;
        check(
          () => `pause ${id} until ${String(until)}`,
          engine.pause(id, now(), until),
          naive.pause(id, now(), until),
        );
        return;
      }
      case 3: {
        if (id === null) return;
        const key = keyOf((engine.get(id) as RuleSnapshot).spec);
        check(() => `resume ${id}`, engine.resume(id, now(), knownOf(key)), naive.resume(id, now(), knownOf(key)));
        return;
      }
      case 4:
        if (id === null || choices.below(3) !== 0) return;
        engine.remove(id);
        naive.remove(id);
        ids.splice(ids.indexOf(id), 1);
        script.push(() => `remove ${id}`);
        return;
      case 5:
      case 6: {
        const at = now();
        check(
          () => `time ${String(at.wallMs)} ${String(at.monoMs)}`,
          engine.onTime(at, knownOf),
          naive.onTime(at, knownOf),
        );
        return;
      }
      case 7: {
        const step = choices.of([-3_600_000, 5_000, 3_600_000]);
        wallMs += step;
        script.push(() => `wall clock ${String(step)}`);
        return;
      }
      case 8: {
        // A restart: what is durable goes on, everything else is gone, monotonic time begins anew.
        const lives = engine.all();
        same(script, lives, naive.all());
        for (const key of Object.keys(markets)) blind(marketOf(key));
        pass();
        monoMs = choices.of([10, 5_000]);
        [engine, naive] = [new Engine({ micros: () => 0 }), new Naive()];
        check(() => "restart", engine.load(lives, now()), naive.load(lives, now()));
        for (const market of Object.values(markets))
          if (market.last !== null) market.last = { ...market.last, receivedMonoMs: -1e9 };
        return;
      }
      case 9: {
        if (id === null) return;
        const details = {
          note: choices.of(["", "n"]),
          notify: { to: choices.of(["default" as const, ["phone"]]), urgency: "normal" as const },
        };
        check(
          () => `note ${id} ${JSON.stringify(details)}`,
          engine.setDetails(id, details),
          naive.setDetails(id, details),
        );
        return;
      }
      default: {
        const keys: InstrumentKey[] = choices.below(3) === 0 ? ["demo:A", "demo:B"] : ["demo:A"];
        for (const key of keys) blind(marketOf(key));
        check(() => `lost ${keys.join()}`, engine.onLost(keys, now()), naive.onLost(keys, now()));
      }
    }
  };

  const blind = (market: Market): void => {
    if (market.live) market.lostWallMs = wallMs;
    market.live = false;
  };

  for (let first = 1 + choices.below(Math.min(3, focus.maxRules)); first > 0; first--) {
    const spec = specOf(choices, focus, wallMs);
    const name = `r${String(made++)}`;
    ids.push(name);
    check(
      () => `add ${name} ${JSON.stringify(spec)}`,
      engine.add(name, spec, now(), knownOf(keyOf(spec))),
      naive.add(name, spec, now(), knownOf(keyOf(spec))),
    );
  }
  while (choices.left > 0) {
    if (choices.below(100) < focus.interruptionPercent) act();
    else {
      pass();
      const key: InstrumentKey = choices.below(8) === 7 ? "demo:B" : "demo:A";
      const market = marketOf(key);
      // A print held back as absurd comes after its time: ticks of other instruments and timers have been later.
      const late = choices.of(lateness);
      const ageMs = choices.below(12) === 11 ? 61_000 : null;
      const received =
        focus.trends === true
          ? trendTickOf(choices, market, key, wallMs - late, monoMs - late)
          : tickOf(choices, key, wallMs - late, monoMs - late);
      const tick: Tick = { ...received, ageMs };
      // Now and then the loss and its end are told in one.
      const unannounced = market.live && choices.below(100) < focus.interruptionPercent / 8;
      if (unannounced) market.lostWallMs = market.last?.receivedWallMs ?? wallMs;
      const gap = (market.live && !unannounced) || choices.below(4) === 3 ? null : gapOf(choices, market, wallMs);
      // A price from before that ends no gap shows nothing of now.
      if (tick.ageMs === null || gap !== null) market.live = true;
      market.last = tick;
      const what = (): string => `tick ${JSON.stringify(tick)}${gap === null ? "" : ` gap ${JSON.stringify(gap)}`}`;
      check(what, engine.onTick(tick, gap), naive.onTick(tick, gap));
    }
  }
  same(script, engine.all(), naive.all());
  return events;
}

/** What was done, each step as the text that tells of it. */
type Script = (() => string)[];

function textOf(script: Script): string {
  return script.map((step) => step()).join("\n");
}

function same(script: Script, engine: readonly RuleSnapshot[], naive: readonly RuleSnapshot[]): void {
  const [left, right] = [JSON.stringify(engine.map(canonical)), JSON.stringify(naive.map(canonical))];
  if (left !== right) throw new Error(`${textOf(script)}\nstates differ\nengine: ${left}\nnaive: ${right}`);
}

function comparable(decision: Decision): unknown {
  if (decision.kind !== "fired") return { ...decision, rule: canonical(decision.rule) };
  const { kind, rule, generation, previous, tick, gap, decidedWallMs } = decision;
  return { kind, rule: canonical(rule), generation, previous, tick, gap, decidedWallMs };
}

/** 100 and 100.00 are one extreme. */
function canonical(snapshot: RuleSnapshot): RuleSnapshot {
  return snapshot.extreme === null ? snapshot : { ...snapshot, extreme: new Big(snapshot.extreme).toFixed() };
}
