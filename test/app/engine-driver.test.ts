import { describe, expect, it } from "vitest";
import type { Decision } from "../../main/alerts/decision.ts";
import { Engine } from "../../main/alerts/engine.ts";
import { EngineDriver } from "../../main/app/engine-driver.ts";
import { SleepDetector } from "../../main/market/feed/sleep-detector.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { ManualClock } from "../doubles/clock.ts";

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
  notify: { to: "default", urgency: "normal" },
};

function setUp(clock: ManualClock): {
  engine: Engine;
  decisions: Decision[];
  noticed: () => number;
  driver: EngineDriver;
} {
  const engine = new Engine({ micros: () => 0 });
  const decisions: Decision[] = [];
  const now = clock.now();
  const sleep = new SleepDetector(now.monoMs);
  let noticed = 0;
  const driver = new EngineDriver({
    clock,
    engine,
    fresh: () => null,
    commitQueue: { add: (made) => void decisions.push(...made) },
    noticeSleep() {
      if (!sleep.hasSlept(clock.now().monoMs)) return;
      noticed += 1;
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
  return { engine, decisions, noticed: () => noticed, driver };
}

describe("timers of rules", () => {
  it("completes a hold at its time, without a tick", () => {
    const clock = new ManualClock();
    const { decisions, noticed } = setUp(clock);
    clock.advance(3_999);
    expect(decisions).toEqual([]);
    clock.advance(1);
    expect(decisions).toMatchObject([{ kind: "fired" }]);
    expect(noticed()).toBe(0);
  });

  it.each(["stood still", "went on"] as const)(
    "completes no hold that the machine slept through; timers %s",
    (timers) => {
      const clock = new ManualClock();
      const { decisions, noticed, engine } = setUp(clock);
      clock.advance(1_000);
      clock.sleep(600_000, timers);
      clock.advance(3_000);
      expect(noticed()).toBe(1);
      expect(decisions.filter((decision) => decision.kind === "fired")).toEqual([]);
      expect(engine.get("rule")?.state).toBe("armed");
    },
  );

  it.each([-3_600_000, 3_600_000])(
    "takes a clock set by %d ms for no sleep: the hold completes in its time",
    (stepMs) => {
      const clock = new ManualClock();
      const { decisions, noticed } = setUp(clock);
      clock.advance(1_000);
      clock.stepWall(stepMs);
      clock.advance(2_999);
      expect(decisions).toEqual([]);
      clock.advance(1);
      expect([decisions.map(({ kind }) => kind), noticed()]).toEqual([["fired"], 0]);
    },
  );

  it("says since when one is due that has not run", () => {
    const clock = new ManualClock();
    const { driver } = setUp(clock);
    const dueMs = clock.now().monoMs + 4_000;
    clock.advance(3_999);
    expect(driver.overdueSinceMs).toBeNull();
    clock.sleep(2_000);
    expect(driver.overdueSinceMs).toBe(dueMs);
    clock.advance(1);
    expect(driver.overdueSinceMs).toBeNull();
  });

  it("leaves no timer behind when stopped", () => {
    const clock = new ManualClock();
    const { driver } = setUp(clock);
    driver.stop();
    expect(clock.pending).toBe(0);
  });
});
