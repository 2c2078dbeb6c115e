/** What has to happen before a rule that repeats can fire again (H7 to H13), as its sentence says it. */
import { conditionKindOf, defaultRearmBy, type FarSide } from "../condition-kinds.ts";
import { message } from "../messages/message.ts";
import type { DraftCondition } from "./condition.ts";
import { compareDecimals, formatAmount, moved, completeDecimal, type PartialBy, type TextOptions } from "./options.ts";

/** The bounds of a condition, and how far beyond them the price must come; null: any price strictly on the near side. */
interface WayBack {
  readonly condition: DraftCondition;
  readonly by: PartialBy | null;
  readonly options: TextOptions;
}

/** Null where nothing has to happen, or the kind is not known yet. `rearmBy`: as the rule says, or null for the default. */
export function formatRepeat(
  condition: DraftCondition | undefined,
  rearmBy: PartialBy | null | undefined,
  options: TextOptions,
): string | null {
  if (condition?.kind === undefined) return null;
  const { rearm, farSide } = conditionKindOf(condition.kind);
  // There is nothing to come back from: the condition itself says where it is measured from.
  if (rearm === "at-once") return null;
  if (rearm === "when-false" || farSide === null) return message("rearm.when-false");
  const by: PartialBy = rearmBy ?? defaultRearmBy;
  const step = completeDecimal(by.percent ?? by.amount);
  const strict = step !== null && compareDecimals(step, "0") === 0;
  return wayBack[farSide]({ condition, by: strict ? null : by, options });
}

const wayBack: Record<FarSide, (from: WayBack) => string> = {
  above: ({ condition: { level }, by, options }) =>
    by === null
      ? message("rearm.below", { level: formatAmount(level, options) })
      : message("rearm.back-to", { price: edge(level, by, -1, options) }),
  below: ({ condition: { level }, by, options }) =>
    by === null
      ? message("rearm.above", { level: formatAmount(level, options) })
      : message("rearm.back-to", { price: edge(level, by, 1, options) }),
  either: ({ condition: { level }, by, options }) =>
    by === null
      ? message("rearm.away", { level: formatAmount(level, options) })
      : formatOutside(level, level, by, options),
  within: ({ condition: { low, high }, by, options }) =>
    by === null
      ? message("rearm.either", { low: formatAmount(low, options), high: formatAmount(high, options) })
      : formatOutside(low, high, by, options),
  beyond: ({ condition: { low, high }, by, options }) => formatInner(low, high, by, options),
};

function edge(base: string | undefined, by: PartialBy, direction: 1 | -1, options: TextOptions): string {
  return formatAmount(moved(base, by, direction), options);
}

function formatOutside(low: string | undefined, high: string | undefined, by: PartialBy, options: TextOptions): string {
  return message("rearm.outside", { low: edge(low, by, -1, options), high: edge(high, by, 1, options) });
}

/** Inside both bounds by `by`; a range too narrow for that, or no `by`, is the whole range. */
function formatInner(
  low: string | undefined,
  high: string | undefined,
  by: PartialBy | null,
  options: TextOptions,
): string {
  const inner = by === null ? null : { low: moved(low, by, 1), high: moved(high, by, -1) };
  const fits =
    inner !== null && inner.low !== null && inner.high !== null && compareDecimals(inner.low, inner.high) <= 0;
  const bounds = fits ? inner : { low, high };
  return message("rearm.between", { low: formatAmount(bounds.low, options), high: formatAmount(bounds.high, options) });
}
