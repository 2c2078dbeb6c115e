/** What a condition says, its numbers written as a person reads them. The sentences are in messages/, one row a kind and language. */
import { conditionKindOf, type ConditionKind, type FarSide } from "../condition-kinds.ts";
import { formatExactDuration } from "../format.ts";
import { furtherKindOf } from "../further-kinds.ts";
import { isMessageKey, message } from "../messages/message.ts";
import { formatAmount, formatBy, missing, type PartialBy, type TextOptions } from "./options.ts";

/** A condition while it is being made: anything may still be missing. A finished one is one too. */
export interface DraftCondition {
  readonly kind?: ConditionKind | undefined;
  readonly level?: string | undefined;
  readonly low?: string | undefined;
  readonly high?: string | undefined;
  readonly by?: PartialBy | undefined;
  readonly windowMs?: number | undefined;
  readonly size?: string | undefined;
}

/** Whose price is looked at: `symbol`, or which of its prices. */
export interface ConditionSubject {
  readonly subject: string;
  readonly symbol: string;
}

/** Which way the price went as it fired; unknown where there was no price before. */
export type Way = "up" | "down" | "unknown";

/** After `Tell me once when`. `since`: what a trailing extreme is counted from. */
export function formatWhen(
  kind: ConditionKind,
  condition: DraftCondition,
  { since, ...subject }: ConditionSubject & { readonly since: string },
  options: TextOptions,
): string {
  const parts = { ...subject, ...partsOf(condition, options) };
  const further = furtherKindOf(kind);
  if (further !== undefined) return further.when({ ...parts, windowMs: parts.within });
  const key = `condition.${kind}.when` as const;
  // Of a kind that this process does not know there is its name alone.
  return isMessageKey(key) ? message(key, { ...parts, since }) : `${subject.subject} ${String(kind)}`;
}

/** As the title of an event. */
export function formatFired(
  kind: ConditionKind,
  condition: DraftCondition,
  { way, ...subject }: ConditionSubject & { readonly way: Way },
  options: TextOptions,
): string {
  const parts = { ...subject, ...partsOf(condition, options) };
  const further = furtherKindOf(kind);
  if (further !== undefined) return further.fired({ ...parts, windowMs: parts.within, way });
  const eitherWay = `condition.${kind}.fired.${way}` as const;
  if (isMessageKey(eitherWay)) return message(eitherWay, parts);
  const key = `condition.${kind}.fired` as const;
  return isMessageKey(key) ? message(key, parts) : `${subject.subject} ${String(kind)}`;
}

/** Where a price is that a threshold leads to, and so what "stays" means. */
const stays = {
  above: "there",
  below: "there",
  either: "side",
  within: "there",
  beyond: "outside",
} as const satisfies Record<FarSide, string>;

/** The condition with how long it has to stay so. */
export function formatHeld(kind: ConditionKind | undefined, condition: string, holdMs: number): string {
  const row = kind === undefined ? null : conditionKindOf(kind);
  const how = row === null || row.quantity !== "price" || row.farSide === null ? "so" : stays[row.farSide];
  return message(`rule.held.${how}`, { condition, duration: formatExactDuration(holdMs) });
}

/** The numbers of every kind's sentence, each already as a person reads it. What is missing is `…`. */
function partsOf(condition: DraftCondition, options: TextOptions) {
  const by = formatBy(condition.by, options);
  return {
    level: formatAmount(condition.level, options),
    low: formatAmount(condition.low, options),
    high: formatAmount(condition.high, options),
    by,
    byOfMid: condition.by?.percent === undefined ? by : message("condition.of-mid", { by }),
    within: condition.windowMs === undefined ? missing : formatExactDuration(condition.windowMs),
    size: formatAmount(condition.size, options),
  };
}
