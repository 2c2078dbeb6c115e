/** What a condition says, its numbers written as a person reads them. */
import { formatExactDuration } from "../format.ts";
import type { ConditionKind } from "../condition-kinds.ts";
import { conditionText, type ConditionParts, type ConditionText } from "./condition-text.ts";
import { formatAmount, formatBy, missing, type LooseBy, type TextOptions } from "./options.ts";

/** A condition while it is being made: anything may still be missing. A finished one is one too. */
export interface DraftCondition {
  readonly kind?: ConditionKind | undefined;
  readonly level?: string | undefined;
  readonly low?: string | undefined;
  readonly high?: string | undefined;
  readonly by?: LooseBy | undefined;
  readonly windowMs?: number | undefined;
  readonly size?: string | undefined;
}

export function conditionTextOf(kind: ConditionKind): ConditionText {
  return conditionText[kind];
}

/** `subject` is `symbol`, or says which of its prices. */
export function partsOf(
  condition: DraftCondition,
  { subject, symbol }: Pick<ConditionParts, "subject" | "symbol">,
  options: TextOptions,
): ConditionParts {
  return {
    subject,
    symbol,
    level: formatAmount(condition.level, options),
    low: formatAmount(condition.low, options),
    high: formatAmount(condition.high, options),
    by: formatBy(condition.by, options),
    ofMid: condition.by?.percent === undefined ? "" : " of the mid price",
    within: condition.windowMs === undefined ? missing : formatExactDuration(condition.windowMs),
    size: formatAmount(condition.size, options),
  };
}
