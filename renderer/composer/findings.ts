/** What would surprise about an alert and can be told by the window alone: main's own warnings are in its preview. */
import { formatPercent } from "../../preload/contract/format.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { Rule, RuleSpec } from "../../preload/contract/rule.ts";
import { essenceOf } from "../../preload/contract/rule-equality.ts";
import { levelsOf } from "../alerts/distance.ts";

/** A level this far from the price, or further, is more often a slip than meant. */
const farPercent = 50;

/** An alert that waits for the same in the same way; the one that is being edited is not another. */
export function duplicateOf(rule: RuleSpec, rules: readonly Rule[], editingId: string | null): Rule | null {
  const wanted = essenceOf(rule);
  const isWaiting = ({ state }: Rule): boolean => state !== "done" && state !== "expired";
  return rules.find((each) => each.id !== editingId && isWaiting(each) && essenceOf(each) === wanted) ?? null;
}

/** How far the nearest level is, in percent of the price, where that is so far that it may be a slip; else null. */
export function farAway(rule: RuleSpec, price: string | null): string | null {
  const at = Number(price ?? 0);
  const levels = levelsOf(rule.condition).map(Number);
  if (!(at > 0) || levels.length === 0) return null;
  const percent = Math.min(...levels.map((level) => Math.abs(level - at))) * (100 / at);
  return percent < farPercent ? null : message("composer.far", { percent: formatPercent(percent.toFixed(0)) });
}
