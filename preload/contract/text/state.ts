/** Where a rule stands and how a delivery went, in the few words a list has room for. */
import { conditionKindOf } from "../condition-kinds.ts";
import { formatDuration, formatExactDuration, formatMoment } from "../format.ts";
import type { Delivery } from "../event.ts";
import type { Rule } from "../rule.ts";
import { formatAmount, compareDecimals, timeOptions, type TextOptions } from "./options.ts";

/** `fired at 14:02, re-arms below 44,955, cooling down for 3 min`. `now` is wall milliseconds. */
export function formatRuleState(rule: Rule, now: number, options: TextOptions = {}): string {
  const at = (iso: string) => formatMomentIn(Date.parse(iso), now, options);
  const fired = rule.lastFiredAt === null ? null : `fired ${at(rule.lastFiredAt)}`;
  switch (rule.state) {
    case "armed":
      return fired === null ? "armed" : `armed, last ${fired}`;
    case "holding":
      return formatHolding(rule, now, options);
    case "triggered":
      return [fired ?? "fired", formatRearm(rule, now, options), formatCooldown(rule, now)]
        .filter((part) => part !== null)
        .join(", ");
    case "paused":
      if (rule.snoozedUntil !== null)
        return `snoozed until ${formatMoment(Date.parse(rule.snoozedUntil), now, timeOptions(options))}`;
      return `paused ${at(rule.stateAt)}`;
    case "done":
      return `${fired ?? `fired ${at(rule.stateAt)}`}, done`;
    case "expired":
      return fired === null
        ? `expired ${at(rule.stateAt)} without firing`
        : `expired ${at(rule.stateAt)}, last ${fired}`;
  }
}

/** How a delivery went: `shown`, `failed: no notification service`. */
export function formatDelivery(delivery: Delivery): string {
  const reason = delivery.error === null || delivery.error === "" ? "" : `: ${delivery.error}`;
  switch (delivery.state) {
    case "pending":
      return delivery.error === null ? "waiting to be shown" : `not shown yet${reason}`;
    case "sending":
      return "being shown";
    case "shown":
      return "shown";
    case "failed":
      return `failed${reason}`;
    case "unknown":
      return `perhaps shown${reason}`;
    case "skipped":
      return `not shown${reason}`;
  }
}

function formatHolding(rule: Rule, now: number, options: TextOptions): string {
  if (rule.holdingSince === null) return `true, fires once it has stayed so for ${formatExactDuration(rule.holdForMs)}`;
  const sinceMs = Date.parse(rule.holdingSince);
  const since = formatMoment(sinceMs, now, timeOptions(options, true));
  const left = formatDuration(Math.max(0, sinceMs + rule.holdForMs - now));
  return `true since ${since}, fires if it stays so for another ${left}`;
}

function formatRearm(rule: Rule, now: number, options: TextOptions): string | null {
  const below = rule.rearmAt?.below ?? null;
  const above = rule.rearmAt?.above ?? null;
  if (below !== null && above !== null) {
    // Where the two overlap the price has to come back between them; otherwise beyond either.
    const between = compareDecimals(below, above) >= 0;
    if (between) return `re-arms between ${formatAmount(above, options)} and ${formatAmount(below, options)}`;
    return `re-arms below ${formatAmount(below, options)} or above ${formatAmount(above, options)}`;
  }
  if (below !== null) return `re-arms below ${formatAmount(below, options)}`;
  if (above !== null) return `re-arms above ${formatAmount(above, options)}`;
  if (conditionKindOf(rule.condition.kind).rearm === "at-once") {
    return formatCooldown(rule, now) === null
      ? "re-arms with the next price"
      : "re-arms with the first price after that";
  }
  return "re-arms when that is no longer so";
}

function formatCooldown(rule: Rule, now: number): string | null {
  if (rule.cooldownUntil === null) return null;
  const leftMs = Date.parse(rule.cooldownUntil) - now;
  // Rounded up: "for 0 s" would say that it is over.
  return leftMs <= 0 ? null : `cooling down for ${formatDuration(Math.ceil(leftMs / 1000) * 1000)}`;
}

function formatMomentIn(ms: number, now: number, options: TextOptions): string {
  const moment = formatMoment(ms, now, timeOptions(options));
  return moment.includes(",") ? `on ${moment}` : `at ${moment}`;
}
