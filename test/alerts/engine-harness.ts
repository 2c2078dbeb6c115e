/** An engine with one instrument and a clock of its own, told in a few words what happens. */
import { Engine } from "../../main/alerts/engine.ts";
import type { Decision } from "../../main/alerts/decision.ts";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import { parseRule } from "../../preload/contract/parse-rule.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Candle, Moment, Tick, TickGap } from "../../preload/contract/tick.ts";
import { ManualClock } from "../doubles/clock.ts";

export const key: InstrumentKey = "demo:BTC-USD";

export interface TickParts {
  bid?: string;
  ask?: string;
  size?: string;
}

/** A rule as a person would write it, parsed: a test that does not parse is wrong. */
export function spec(condition: object, rest: object = {}, nowMs = Date.parse("2026-01-05T12:00:00.000Z")): RuleSpec {
  const result = parseRule({ instrument: { symbol: "BTC-USD" }, condition, ...rest }, { nowMs, defaultVenue: "demo" });
  if (!result.ok) throw new Error(`${result.error.field ?? ""}: ${result.error.message}`);
  return result.value;
}

export class EngineHarness {
  readonly clock = new ManualClock();
  engine = new Engine({ micros: () => 0 });
  last: Tick | null = null;
  /** Every decision so far, in words: `fired 100 gen 1`, `armed gen 2`, `holding`, `expired`. */
  readonly said: string[] = [];
  readonly decisions: Decision[] = [];

  now(): Moment {
    return this.clock.now();
  }

  note(decisions: readonly Decision[]): this {
    for (const decision of decisions) {
      this.decisions.push(decision);
      if (decision.kind === "fired") this.said.push(`fired ${decision.tick.last} gen ${String(decision.generation)}`);
      else if (decision.kind === "expired") this.said.push("expired");
      else this.said.push(`${decision.rule.state} gen ${String(decision.rule.generation)}`);
    }
    return this;
  }

  /** Makes a rule; `known` is the last tick unless told otherwise. */
  add(rule: RuleSpec, id = "r", known: Tick | null = this.last): this {
    return this.note(this.engine.add(id, rule, this.now(), known));
  }

  tick(last: string, parts: TickParts = {}): Tick {
    const { wallMs, monoMs } = this.now();
    return {
      instrument: key,
      last,
      lastNumber: Number(last),
      bid: parts.bid ?? null,
      ask: parts.ask ?? null,
      size: parts.size ?? null,
      tradeId: null,
      exchangeAt: null,
      receivedWallMs: wallMs,
      receivedMonoMs: monoMs,
    };
  }

  /** One price each 100 ms. */
  ticks(prices: string): this {
    for (const price of prices.split(" ")) this.price(price);
    return this;
  }

  price(last: string, parts: TickParts = {}, gap: TickGap | null = null): this {
    this.clock.advance(100);
    const tick = this.tick(last, parts);
    this.last = tick;
    return this.note(this.engine.onTick(tick, gap));
  }

  /** Time passes, and the engine is told at every moment that it asks for, as the app does it. */
  wait(ms: number): this {
    let left = ms;
    while (left > 0) {
      const step = Math.min(left, Math.max(1, Math.ceil(this.engine.nextDue(this.now()) ?? left)));
      this.clock.advance(step);
      left -= step;
      this.time();
    }
    return this;
  }

  /** Tells the engine what time it is. */
  time(): this {
    return this.note(this.engine.onTime(this.now(), () => this.last));
  }

  lost(): this {
    return this.note(this.engine.onLost("demo", this.now()));
  }

  /** The process ends and begins anew from what was durable. */
  restart(): this {
    const lives = this.engine.all();
    this.engine = new Engine({ micros: () => 0 });
    return this.note(this.engine.load(lives, this.now()));
  }

  /** A gap that began at the last tick and ends with the next price. */
  gap(candles: readonly Candle[] = [], seen: TickGap["seen"] = null): TickGap {
    const fromWallMs = this.last?.receivedWallMs ?? this.now().wallMs;
    return { fromWallMs, toWallMs: this.now().wallMs + 100, because: "disconnected", before: this.last, candles, seen };
  }

  /** What was said since the last time this was asked. */
  heard(): string[] {
    return this.said.splice(0);
  }
}
