import { describe, expect, it } from "vitest";
import type { Decision } from "../../main/alerts/decision.ts";
import { Engine } from "../../main/alerts/engine.ts";
import { EngineDriver } from "../../main/app/engine-driver.ts";
import type { Timer } from "../../main/clock.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { ManualClock } from "../doubles/clock.ts";

/** A clock whose timers come late by a jump: the machine slept through them. */
class SleepyClock extends ManualClock {
  #run: (() => void) | null = null;

  override after(delayMs: number, run: () => void): Timer {
    this.#run = run;
    return super.after(delayMs, run);
  }

  /** The present timer runs only now, `ms` later, as after a resume where monotonic time goes on. */
  sleep(ms: number): void {
    const run = this.#run;
    const timers = this.pending;
    expect(timers).toBe(1);
    jump(this, ms);
    run?.();
  }
}

function jump(clock: ManualClock, ms: number): void {
  // Both clocks move and no timer is run: that is what a process sees of a sleep.
  const { now } = clock;
  const before = now.call(clock);
  clock.now = () => ({ wallMs: before.wallMs + ms, monoMs: before.monoMs + ms });
}

const held: RuleSpec = {
  instrument: { venue: "securitypro", symbol: "BTC-USD" },
  source: "last",
  condition: { kind: "at-or-above", level: "100" },
  holdForMs: 4_000,
  repeat: "once",
  rearmBy: null,
  cooldownMs: 0,
  expiresAt: null,
  note: "",
};

function world(clock: ManualClock): {
  engine: Engine;
  decisions: Decision[];
  slept: () => number;
  driver: EngineDriver;
} {
  const engine = new Engine({ micros: () => 0 });
  const decisions: Decision[] = [];
  const now = clock.now();
  let slept = 0;
  const driver = new EngineDriver({
    clock,
    engine,
    fresh: () => null,
    decided: (made) => void decisions.push(...made),
    slept() {
      slept += 1;
      // As the feed says it: since the last frame, not since it was noticed.
      decisions.push(...engine.onLost("securitypro", now));
    },
  });
  const tick: Tick = {
    instrument: "securitypro:BTC-USD",
    last: "101",
    lastNumber: 101,
    bid: null,
    ask: null,
    size: null,
    tradeId: null,
    exchangeAt: null,
    receivedWallMs: now.wallMs,
    receivedMonoMs: now.monoMs,
  };
  engine.add("rule", held, now, null);
  engine.onTick(tick);
  driver.schedule();
  return { engine, decisions, slept: () => slept, driver };
}

describe("timers of rules", () => {
  it("completes a hold at its time, without a tick", () => {
    const clock = new ManualClock();
    const { decisions, slept } = world(clock);
    clock.advance(3_999);
    expect(decisions).toEqual([]);
    clock.advance(1);
    expect(decisions).toMatchObject([{ kind: "fired" }]);
    expect(slept()).toBe(0);
  });

  it("completes no hold that the machine slept through", () => {
    const clock = new SleepyClock();
    const { decisions, slept, engine } = world(clock);
    clock.sleep(600_000);
    expect(slept()).toBe(1);
    expect(decisions.filter((decision) => decision.kind === "fired")).toEqual([]);
    expect(engine.get("rule")?.state).toBe("armed");
  });

  it("leaves no timer behind when stopped", () => {
    const clock = new ManualClock();
    const { driver } = world(clock);
    driver.stop();
    expect(clock.pending).toBe(0);
  });
});
