/** A decision that a rule fired, as the engine would make it. Apart from the harness, so that a child process can use it. */
import type { Decision } from "../../main/alerts/decision.ts";
import type { Notify } from "../../preload/contract/destination.ts";
import type { Tick } from "../../preload/contract/tick.ts";

export function decision(
  rule: number,
  symbol: string,
  repeat: "once" | "always",
  wallMs: number,
  monoMs: number,
  urgency: Notify["urgency"] = "normal",
): Decision {
  const level = String(1000 + rule);
  const tick: Tick = {
    instrument: `demo:${symbol}`,
    last: level,
    lastNumber: Number(level),
    bid: null,
    ask: null,
    size: null,
    tradeId: null,
    exchangeAt: new Date(wallMs).toISOString(),
    receivedWallMs: wallMs,
    receivedMonoMs: monoMs,
  };
  return {
    kind: "fired",
    rule: {
      id: `r${rule}`,
      spec: {
        instrument: { venue: "demo", symbol },
        source: "last",
        condition: { kind: "crosses-up", level },
        holdForMs: 0,
        repeat,
        rearmBy: repeat === "always" ? { percent: "0.1" } : null,
        cooldownMs: 0,
        expiresAt: null,
        note: "",
        notify: { to: "default", urgency },
      },
      generation: 1,
      state: "done",
      createdMs: wallMs,
      stateMs: wallMs,
      armedMs: wallMs,
      armedBlind: false,
      lastFiredMs: wallMs,
      cooldownUntilMs: null,
      rearmAt: null,
      holdingSinceMs: null,
      snoozedUntilMs: null,
      extreme: null,
    },
    generation: 1,
    previous: null,
    tick,
    measuredFrom: null,
    gap: null,
    decidedWallMs: wallMs,
    decisionMicros: 1,
  };
}
