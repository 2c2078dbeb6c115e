/** Small honest values for the store's tests, free of the test runner: a child process uses them too. */
import type { Decision, RuleSnapshot } from "../../main/alerts/decision.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";

/** 2026-01-05T12:00:00.000Z */
export const t0 = Date.parse("2026-01-05T12:00:00.000Z");

export const spec: RuleSpec = {
  instrument: { venue: "demo", symbol: "BTC-USD" },
  source: "last",
  condition: { kind: "crosses-up", level: "45000" },
  holdForMs: 0,
  repeat: "once",
  rearmBy: null,
  cooldownMs: 0,
  expiresAt: null,
  note: "",
  notify: { to: "default", urgency: "normal" },
};

export function snapshot(id: string, changes: Partial<RuleSnapshot> = {}): RuleSnapshot {
  return {
    id,
    spec,
    generation: 1,
    state: "armed",
    createdMs: t0,
    stateMs: t0,
    armedMs: t0,
    armedBlind: false,
    lastFiredMs: null,
    cooldownUntilMs: null,
    rearmAt: null,
    holdingSinceMs: null,
    snoozedUntilMs: null,
    extreme: null,
    ...changes,
  };
}

export function tick(last: string, changes: Partial<Tick> = {}): Tick {
  return {
    instrument: "demo:BTC-USD",
    last,
    lastNumber: Number(last),
    bid: null,
    ask: null,
    size: null,
    tradeId: null,
    exchangeAt: "2026-01-05T12:00:01.000Z",
    receivedWallMs: t0 + 1_010,
    receivedMonoMs: 2_010,
    ...changes,
  };
}

type Fired = Extract<Decision, { kind: "fired" }>;

export function fired(rule: RuleSnapshot, changes: Partial<Fired> = {}): Fired {
  return {
    kind: "fired",
    rule: { ...rule, state: "done", lastFiredMs: t0 + 1_010 },
    generation: rule.generation,
    previous: tick("44999.99", { exchangeAt: "2026-01-05T12:00:00.500Z", receivedWallMs: t0 + 510 }),
    tick: tick("45000.12", { tradeId: "t-7" }),
    measuredFrom: null,
    gap: null,
    decidedWallMs: t0 + 1_011,
    decisionMicros: 38.5,
    ...changes,
  };
}
