/**
 * One rule of a dry run in the states in which it may be. What decides a tick is the engine's own `evaluate`; the indexes beside it only find
 * the rules that a tick may concern, and here there is one.
 */
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { Moment, Tick, TickGap } from "../../../preload/contract/tick.ts";
import { armRule } from "../arm-rule.ts";
import { trailingSide } from "../compiled-rule.ts";
import { mayReach } from "./bar-matters.ts";
import { beforeAll, tickOf } from "./bar-paths.ts";
import { moveThreshold } from "../conditions/measured-move.ts";
import type { Bound } from "../conditions/quantity.ts";
import { TrailingExtreme } from "../conditions/trailing-extreme.ts";
import { newRule, type EngineRule } from "../engine-rule.ts";
import { evaluate, evaluateAfterBlind, type Arrival } from "../evaluate.ts";
import { InstrumentIndex } from "../index/instrument-index.ts";
import type { PriceSourceIndex } from "../index/price-source-index.ts";
import { onFeedLost } from "../on-feed-lost.ts";
import { processTimers } from "../process-timers.ts";
import { Transitions } from "../transitions.ts";

/** A trailing rule gets no more prices than this within one step: its distance is then too small to tell anything by. */
const maxPricesBetween = 64;

const nothing: readonly number[] = [];

export class RuleStates {
  readonly #transitions = new Transitions(() => 0);
  readonly #instrumentIndex: InstrumentIndex;
  readonly #priceIndex: PriceSourceIndex;
  /** The rule as it was armed, before the first tick. */
  readonly first: EngineRule;

  constructor(spec: RuleSpec, instrument: InstrumentKey) {
    this.#instrumentIndex = new InstrumentIndex(instrument);
    this.first = newRule({ id: "", order: 0, createdMs: beforeAll.wallMs }, spec);
    armRule(this.#transitions, this.#instrumentIndex, this.first, beforeAll, null);
    this.#priceIndex = this.#instrumentIndex.priceIndexFor(this.first);
    this.#priceIndex.removeRule(this.first);
  }

  /** The rule in the state in which `rule` is, to go on from there by itself. */
  fork(rule: EngineRule): EngineRule {
    return { ...rule, lifecycle: rule.lifecycle.copy(), trailing: copyOf(rule) };
  }

  /**
   * Puts ticks to `rule`, the price before them being `previous`. Answers when it fired, wall time. `isContinuous`: it also gets
   * the very prices that decide it, where a step passes over them.
   */
  run(rule: EngineRule, previous: Tick | null, ticks: readonly Tick[], isContinuous = false): readonly number[] {
    const { holds } = this.#transitions;
    const { hold } = rule.lifecycle;
    if (hold !== null) holds.set(rule, hold.dueMonoMs);
    if (previous !== null) this.#priceIndex.commit(previous, previous.lastNumber, previous.receivedMonoMs);
    for (const tick of ticks) {
      if (this.#followsAlone(rule, tick)) continue;
      const at = momentOf(tick);
      this.#processTimers(rule, at);
      if (isContinuous) this.#evaluatePassedOver(rule, tick, at);
      this.#evaluate(rule, tick, at, null);
    }
    holds.remove(rule);
    return this.#fired();
  }

  /** The first tick of all, or after a time of which nothing is known: the truth table's gap. `previous`: the last one before it. */
  runBlind(rule: EngineRule, previous: Tick | null, tick: Tick): readonly number[] {
    const { holds } = this.#transitions;
    const { hold } = rule.lifecycle;
    const at = momentOf(tick);
    let gap: TickGap | null = null;
    if (hold !== null) holds.set(rule, hold.dueMonoMs);
    if (previous !== null) {
      const before = momentOf(previous);
      this.#processTimers(rule, before);
      this.#priceIndex.addRule(rule);
      onFeedLost(this.#transitions, [this.#instrumentIndex], before);
      this.#priceIndex.removeRule(rule);
      const span = { fromWallMs: before.wallMs, toWallMs: at.wallMs };
      gap = { ...span, because: "disconnected", before: previous, candles: [], seen: null };
    }
    this.#evaluate(rule, tick, at, gap);
    holds.remove(rule);
    return this.#fired();
  }

  /**
   * Takes in a tick at which a trailing rule surely does not fire: all that it does is to move the extreme, if that. By doubles, because
   * most prices are nowhere near it.
   */
  #followsAlone({ compiled, lifecycle, trailing }: EngineRule, tick: Tick): boolean {
    if (lifecycle.state !== "armed" || trailing?.extreme == null) return false;
    const n = tick.lastNumber;
    if (mayReach(compiled, trailing.extreme.n, n)) return false;
    trailing.include({ n, tick, text: null });
    return true;
  }

  #evaluate(rule: EngineRule, tick: Tick, at: Moment, gap: TickGap | null): void {
    const priceIndex = this.#priceIndex;
    const n = tick.lastNumber;
    const arrival: Arrival = { tick, n, at, extreme: { n, tick, text: null } };
    if (priceIndex.blind) evaluateAfterBlind(this.#transitions, rule, priceIndex, arrival, gap);
    else evaluate(this.#transitions, rule, priceIndex, arrival);
    priceIndex.commit(tick, n, at.monoMs);
  }

  /** A price that moves through what decides the rule has been at it, whatever the next one is that a candle tells of. */
  #evaluatePassedOver(rule: EngineRule, tick: Tick, at: Moment): void {
    const evaluateAt = ({ text, n }: Bound): void => this.#evaluate(rule, tickOf(tick, text, at.wallMs, n), at, null);
    if (rule.trailing === null) {
      for (const stop of stopsBetween(rule, this.#priceIndex.n, tick.lastNumber)) evaluateAt(stop);
      return;
    }
    const { compiled, lifecycle, trailing } = rule;
    const isHigh = trailingSide(compiled) === "high";
    for (let count = 0; count < maxPricesBetween && lifecycle.state === "armed" && trailing.extreme !== null; count++) {
      if (!mayReach(compiled, trailing.extreme.n, tick.lastNumber)) return;
      const threshold = moveThreshold(compiled, trailingSide(compiled), trailing.extreme);
      if (isHigh ? tick.lastNumber >= threshold.n : tick.lastNumber <= threshold.n) return;
      evaluateAt(threshold);
    }
  }

  #processTimers(rule: EngineRule, now: Moment): void {
    if (this.#transitions.holds.nextMs > now.monoMs) return;
    // It has to stand somewhere for as long as this takes: what fires is put where its new state belongs.
    this.#priceIndex.addRule(rule);
    processTimers(this.#transitions, () => this.#instrumentIndex, now, null);
    this.#priceIndex.removeRule(rule);
  }

  #fired(): readonly number[] {
    const decisions = this.#transitions.take();
    if (decisions.length === 0) return nothing;
    const firedMs: number[] = [];
    for (const decision of decisions) if (decision.kind === "fired") firedMs.push(decision.decidedWallMs);
    return firedMs;
  }
}

/** The bounds of a range, and of its way back, between two prices, in the order in which one passes them. */
function stopsBetween({ compiled }: EngineRule, from: number, to: number): readonly Bound[] {
  const { below, above } = compiled.rearmBounds;
  return [compiled.low, compiled.high, below, above]
    .filter((stop): stop is Bound => stop !== null && stop.n > Math.min(from, to) && stop.n < Math.max(from, to))
    .sort((a, b) => (from < to ? a.n - b.n : b.n - a.n));
}

function momentOf(tick: Tick): Moment {
  return { wallMs: tick.receivedWallMs, monoMs: tick.receivedMonoMs };
}

function copyOf(rule: EngineRule): TrailingExtreme | null {
  if (rule.trailing === null) return null;
  const copy = new TrailingExtreme(trailingSide(rule.compiled), rule.compiled.quantity);
  copy.replace(rule.trailing.extreme);
  return copy;
}
