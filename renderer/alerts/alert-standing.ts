/** How an alert stands now, as its row says it. */
import { message } from "../../preload/contract/messages/message.ts";
import type { InstrumentHealth } from "../../preload/contract/feed.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import { formatHealth } from "../../preload/contract/text.ts";
import { isWaiting } from "./alert-actions.ts";

export interface Standing {
  readonly name: Rule["state"] | "snoozed" | "unwatched" | "blind";
  /** Why it could not fire now, or why that is not known; null: it could, or it does not wait for anything. */
  readonly why: string | null;
  /** From before: Pricebell does not answer. It may wait for its price still, or not. */
  readonly isOld: boolean;
}

/** `health`: of its instrument, null where nothing is known of it. An armed alert that could not fire says so: armed alone would be a promise. */
export function standingOf(rule: Rule, health: InstrumentHealth | null, hostLost: boolean): Standing {
  const told = (name: Standing["name"], why: string | null = null): Standing => ({ name, why, isOld: false });
  if (rule.notWatched !== undefined) return told("unwatched");
  if (isWaiting(rule) && health !== null && !["live", "quiet", "waiting"].includes(health.health))
    return told("blind", message("alert.cannot-fire", { why: formatHealth(health) }));
  if (isWaiting(rule) && hostLost) return { name: rule.state, why: message("bar.host-lost"), isOld: true };
  return told(rule.state === "paused" && rule.snoozedUntil !== null ? "snoozed" : rule.state);
}
