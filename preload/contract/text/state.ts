/** Where a rule stands and how a delivery went, in the few words a list has room for. */
import { conditionKindOf } from "../condition-kinds.ts";
import { formatDuration, formatExactDuration, formatMoment, formatOrdinal } from "../format.ts";
import type { Delivery } from "../event.ts";
import { message } from "../messages/message.ts";
import type { Rule } from "../rule.ts";
import { formatAmount, compareDecimals, timeOptions, type TextOptions } from "./options.ts";

/** `fired at 14:02, re-arms below 44,955, cooling down for 3 min`. `now` is wall milliseconds. */
export function formatRuleState(rule: Rule, now: number, options: TextOptions = {}): string {
  const at = (iso: string) => formatMomentIn(Date.parse(iso), now, options);
  const firedAt = rule.lastFiredAt === null ? null : at(rule.lastFiredAt);
  const stateAt = at(rule.stateAt);
  // Armed alone would be a promise.
  if (rule.notWatched !== undefined) return rule.notWatched;
  switch (rule.state) {
    case "armed":
      return firedAt === null ? message("state.armed") : message("state.armed-fired", { at: firedAt });
    case "holding":
      return formatHolding(rule, now, options);
    case "triggered":
      return [
        firedAt === null ? message("state.fired") : message("state.fired-at", { at: firedAt }),
        formatRearm(rule, now, options),
        formatCooldown(rule, now),
      ]
        .filter((part) => part !== null)
        .join(", ");
    case "paused":
      if (rule.snoozedUntil !== null)
        return message("state.snoozed", {
          moment: formatMoment(Date.parse(rule.snoozedUntil), now, timeOptions(options)),
        });
      return message("state.paused", { at: stateAt });
    case "done":
      return message("state.done", { at: firedAt ?? stateAt });
    case "expired":
      return firedAt === null
        ? message("state.expired", { at: stateAt })
        : message("state.expired-fired", { at: stateAt, firedAt });
  }
}

/** Until when it is quiet as the words are read (ISO; null: it is not), beside the usual. */
export interface DeliveryTextOptions extends TextOptions {
  readonly quietUntil?: string | null | undefined;
}

/** How a delivery went: `shown`, `shown (3rd time)`, `failed: no notification service`, `kept back until 07:00`. */
export function formatDelivery(delivery: Delivery, options: DeliveryTextOptions = {}): string {
  const text = formatKept(delivery, formatTelling(delivery), options);
  return delivery.isAgain ? message("delivery.again", { text }) : text;
}

function formatKept({ isKept, keptUntil }: Delivery, text: string, options: DeliveryTextOptions): string {
  const { quietUntil = null, now = null } = options;
  const momentOf = (iso: string): string => formatMoment(Date.parse(iso), now, timeOptions(options));
  if (isKept === true)
    return quietUntil === null
      ? message("quiet.delivery.is")
      : message("quiet.delivery.until", { moment: momentOf(quietUntil) });
  return keptUntil === undefined ? text : message("quiet.delivery.was", { text, moment: momentOf(keptUntil) });
}

function formatTelling(delivery: Delivery): string {
  const text = formatOutcome(delivery);
  if (delivery.nth > 1) return message("reminder.delivery", { text, nth: formatOrdinal(delivery.nth) });
  return delivery.occasion === "escalation" ? message("reminder.delivery.escalated", { text }) : text;
}

function formatOutcome({ state, error: reason }: Delivery): string {
  const isFine = state === "sending" || state === "sent" || state === "shown" || state === "acknowledged";
  if (isFine || reason === null || reason === "") return message(`delivery.${state}`);
  return message(`delivery.${state}-why`, { reason });
}

function formatHolding(rule: Rule, now: number, options: TextOptions): string {
  if (rule.holdingSince === null) return message("state.holding", { duration: formatExactDuration(rule.holdForMs) });
  const sinceMs = Date.parse(rule.holdingSince);
  return message("state.holding-since", {
    moment: formatMoment(sinceMs, now, timeOptions(options, true)),
    duration: formatDuration(Math.max(0, sinceMs + rule.holdForMs - now)),
  });
}

function formatRearm(rule: Rule, now: number, options: TextOptions): string | null {
  const below = rule.rearmAt?.below ?? null;
  const above = rule.rearmAt?.above ?? null;
  if (below !== null && above !== null) {
    // Where the two overlap the price has to come back between them; otherwise beyond either.
    const between = compareDecimals(below, above) >= 0;
    return message(between ? "state.rearm.between" : "state.rearm.either", {
      below: formatAmount(below, options),
      above: formatAmount(above, options),
    });
  }
  if (below !== null) return message("state.rearm.below", { below: formatAmount(below, options) });
  if (above !== null) return message("state.rearm.above", { above: formatAmount(above, options) });
  if (conditionKindOf(rule.condition.kind).rearm === "at-once") {
    return message(formatCooldown(rule, now) === null ? "state.rearm.next" : "state.rearm.after-cooldown");
  }
  return message("state.rearm.when-false");
}

function formatCooldown(rule: Rule, now: number): string | null {
  if (rule.cooldownUntil === null) return null;
  const leftMs = Date.parse(rule.cooldownUntil) - now;
  // Rounded up: "for 0 s" would say that it is over.
  if (leftMs <= 0) return null;
  return message("state.cooldown", { duration: formatDuration(Math.ceil(leftMs / 1000) * 1000) });
}

function formatMomentIn(ms: number, now: number, options: TextOptions): string {
  const moment = formatMoment(ms, now, timeOptions(options));
  return message(moment.includes(",") ? "moment.on" : "moment.at", { moment });
}
