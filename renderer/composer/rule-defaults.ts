/** What an alert says beside its instrument and its condition while nothing else was chosen. */
import { defaultNotify } from "../../preload/contract/destination.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";

export const ruleDefaults = {
  source: "last",
  holdForMs: 0,
  repeat: "once",
  rearmBy: null,
  cooldownMs: 0,
  expiresAt: null,
  notify: defaultNotify,
  note: "",
} as const satisfies Partial<RuleSpec>;
