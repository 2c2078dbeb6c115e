/** A rule with nothing set but its condition. */
import type { Condition, RuleSpec } from "../../preload/contract/rule.ts";

/** On BTC-USD of SecurityPro; `rest` says what else is otherwise. */
export function sampleRule(condition: Condition, rest: Partial<RuleSpec> = {}): RuleSpec {
  return {
    instrument: { venue: "securitypro", symbol: "BTC-USD" },
    source: "last",
    condition,
    holdForMs: 0,
    repeat: "once",
    rearmBy: null,
    cooldownMs: 0,
    expiresAt: null,
    note: "",
    notify: { to: "default", urgency: "normal" },
    ...rest,
  };
}
