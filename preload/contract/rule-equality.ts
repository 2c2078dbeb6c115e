/** Whether two rules mean the same, however their numbers are written: main arms none anew for nothing, the window tells of a duplicate. */
import { defaultRearmBy } from "./condition-kinds.ts";
import { isDecimal } from "./decimal.ts";
import { instrumentKey } from "./instrument.ts";
import type { RuleDetails, RuleSpec } from "./rule.ts";

/** What a rule waits for and how, as a text that is the same for rules that fire alike; not until when, its note or where it is told. */
export function essenceOf(rule: RuleSpec): string {
  const { instrument, source, condition, holdForMs, repeat, rearmBy, cooldownMs } = rule;
  const back = repeat === "always" ? (rearmBy ?? defaultRearmBy) : null;
  return JSON.stringify([
    instrumentKey(instrument),
    source,
    canonical(condition),
    holdForMs,
    repeat,
    canonical(back),
    cooldownMs,
  ]);
}

/** Whether both fire, re-arm and expire alike: all of them is the same but their note and where they are told. */
export function decidesAlike(a: RuleSpec, b: RuleSpec): boolean {
  return a.expiresAt === b.expiresAt && essenceOf(a) === essenceOf(b);
}

/** Whether both say the same beside what decides. The order of destinations is that in which they are told. */
export function sameDetails(a: RuleDetails, b: RuleDetails): boolean {
  const told = ({ note, notify: { to, urgency, sound } }: RuleDetails): string =>
    JSON.stringify([note, to, urgency, sound ?? null]);
  return told(a) === told(b);
}

/** Fields in one order, and decimals without the zeros that say nothing: 45000.50 and 45000.5 are one level. */
function canonical(value: unknown): unknown {
  if (typeof value === "string") return value.includes(".") && isDecimal(value) ? value.replace(/\.?0+$/, "") : value;
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => [name, canonical(part)]);
}
