/** An alert's condition in the few signs that a table has room for: `≥ 53,800`. The whole sentence stands beside it for whoever hears it. */
import { usesSource } from "../../preload/contract/condition-kinds.ts";
import { formatExactDuration } from "../../preload/contract/format.ts";
import { furtherKindOf } from "../../preload/contract/further-kinds.ts";
import { isMessageKey, message } from "../../preload/contract/messages/message.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import { formatAmount, formatBy } from "../../preload/contract/text/options.ts";
import { keepUnits, shortNumbers } from "../lib/short-numbers.ts";

/** `places`: decimals beyond which a number is cut for the eye. */
export function shortCondition(rule: Pick<RuleSpec, "condition" | "source" | "holdForMs">, places: number): string {
  const { condition, source, holdForMs } = rule;
  const key = `short.${condition.kind}` as const;
  const parts = {
    level: formatAmount("level" in condition ? condition.level : null, {}),
    low: formatAmount("low" in condition ? condition.low : null, {}),
    high: formatAmount("high" in condition ? condition.high : null, {}),
    by: formatBy("by" in condition ? condition.by : null, {}),
    within: "windowMs" in condition ? formatExactDuration(condition.windowMs) : "",
    size: formatAmount("size" in condition ? condition.size : null, {}),
  };
  const further = furtherKindOf(condition.kind);
  // Of a kind that this process does not know there is its name alone.
  const plain = isMessageKey(key)
    ? message(key, parts)
    : (further?.when({ ...parts, windowMs: parts.within, subject: "" }).trim() ?? String(condition.kind));
  const sourced =
    source === "last" || !usesSource(condition.kind) ? plain : message(`short.of.${source}`, { condition: plain });
  const held =
    holdForMs === 0 ? sourced : message("short.held", { condition: sourced, duration: formatExactDuration(holdForMs) });
  return keepUnits(shortNumbers(held, places));
}
