/** Every kind of condition, kept complete by the compiler: a kind that is missing here does not compile. */
import type { ConditionKind } from "../../preload/contract/rule.ts";

const every: Record<ConditionKind, true> = {
  "at-or-above": true,
  "at-or-below": true,
  "crosses-up": true,
  "crosses-down": true,
  crosses: true,
  inside: true,
  outside: true,
  enters: true,
  leaves: true,
  rises: true,
  falls: true,
  moves: true,
  "pulls-back": true,
  rebounds: true,
  "spread-at-least": true,
  "trade-size-at-least": true,
};
export const conditionKinds = Object.keys(every) as ConditionKind[];
