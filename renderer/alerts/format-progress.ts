/** How far along an alert is, in the few signs that a table has room for, and as a sentence. For display: main decides. */
import { decimalsOf, formatPercent, formatPrice } from "../../preload/contract/format.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { RuleProgress } from "../../preload/contract/rule-progress.ts";
import type { Condition } from "../../preload/contract/rule.ts";

interface ProgressText {
  /** `1.2% of 2%` */
  readonly done: string;
  /** The price at which it would fire; empty for spread and size. */
  readonly firesAt: string;
  /** The same as a sentence. */
  readonly sentence: string;
  /** From 0 to 1, full when it is there. */
  readonly share: number;
}

/** `decimals`: of the instrument's prices. Null where nothing can be said. */
export function formatProgress(condition: Condition, progress: RuleProgress, decimals: number): ProgressText | null {
  if ("size" in condition) {
    const [now, of] = [progress.value, condition.size].map((size) => formatPrice(size));
    const share = Number(progress.value) / Number(condition.size);
    return words({ done: { now, of }, share, key: "progress.size" });
  }
  if (!("by" in condition)) return null;
  const { by } = condition;
  const format = (amount: number): string =>
    "percent" in by
      ? formatPercent(amount.toFixed(2), { decimals: 2 })
      : formatPrice(amount.toFixed(Math.min(decimals, 20)), { decimals });
  const of =
    "percent" in by
      ? formatPercent(by.percent, { decimals: decimalsOf(by.percent) })
      : formatPrice(by.amount, { decimals: decimalsOf(by.amount) });
  const needed = Number("percent" in by ? by.percent : by.amount);
  if (progress.sides.length === 0) {
    const value = Number(progress.value);
    return words({ done: { now: format(value), of }, share: value / needed, key: "progress.spread" });
  }
  const moves = progress.sides.map(({ side, extreme, firesAt }) => {
    const [from, at] = [Number(extreme), Number(progress.value)];
    const amount = Math.max(0, side === "low" ? at - from : from - at);
    const moved = "percent" in by ? (amount / from) * 100 : amount;
    return { side, extreme, firesAt, moved, share: moved / needed };
  });
  // A move either way is as far along as the side that is further.
  const [nearest] = moves.sort((a, b) => b.share - a.share);
  if (nearest === undefined) return null;
  const price = (text: string): string => formatPrice(Number(text).toFixed(Math.min(decimals, 20)), { decimals });
  return words({
    done: { now: format(nearest.moved), of },
    share: nearest.share,
    key: `progress.${nearest.side}`,
    extreme: price(nearest.extreme),
    firesAt: price(nearest.firesAt),
  });
}

interface Parts {
  readonly done: { readonly now: string | undefined; readonly of: string | undefined };
  readonly share: number;
  readonly key: "progress.size" | "progress.spread" | "progress.low" | "progress.high";
  readonly extreme?: string;
  readonly firesAt?: string;
}

function words({ done: { now = "", of = "" }, share, key, extreme = "", firesAt = "" }: Parts): ProgressText {
  const done = message("progress.done", { now, of });
  return { done, firesAt, sentence: message(key, { done, extreme, firesAt }), share: Math.max(0, Math.min(1, share)) };
}
