/** An event, or several, as the message that a channel shows. */
import type { AlertEvent } from "../../preload/contract/event.ts";
import { eventBody, eventTitle, joinedMessage, type WordsOptions } from "../../preload/contract/words.ts";
import type { Message, MessageAction, Urgency } from "./channel.ts";
import type { JoinedPlan } from "./storm.ts";

/** What is shown this long after it happened says so. Milliseconds. */
export const lateAfterMs = 60_000;

const away = "While you were away: ";

/** One event; its own id is the message's, so that showing it again replaces it. `nowMs` is wall time. */
export function messageOf(event: AlertEvent, nowMs: number, externalId: string | null, words: WordsOptions): Message {
  const options = { ...words, now: nowMs };
  const late = isLate(event, nowMs) ? away : "";
  return {
    id: event.id,
    title: eventTitle(event, options),
    body: late + eventBody(event, options),
    urgency: urgencyOf(event),
    actions: actionsOf(event),
    externalId,
  };
}

/** Several events in one message. Its only action opens the history: snoozing many rules at once would be a guess. */
export function joinedMessageOf(plan: JoinedPlan, nowMs: number, words: WordsOptions): Message {
  const { title, body } = joinedMessage(plan.events, { ...words, now: nowMs });
  const late = plan.events.every((event) => isLate(event, nowMs)) ? away : "";
  return {
    id: plan.id,
    title: late + title,
    body,
    urgency: "critical",
    actions: ["open"],
    externalId: plan.externalId,
  };
}

function isLate(event: AlertEvent, nowMs: number): boolean {
  return event.kind !== "blind" && nowMs - Date.parse(event.decidedAt) > lateAfterMs;
}

/** A one-off alert and being blind are what must not be missed; a repeating alert may be one of many. */
function urgencyOf(event: AlertEvent): Urgency {
  if (event.kind === "blind") return event.blind?.to === null ? "critical" : "normal";
  if (event.kind === "expired") return "normal";
  return event.rule?.repeat === "always" ? "normal" : "critical";
}

/**
 * What fired can be snoozed (a rule that is done is armed anew afterwards), and paused where it would fire again; the rest can
 * only be looked at.
 */
function actionsOf(event: AlertEvent): MessageAction[] {
  if (event.kind !== "fired") return ["open"];
  return event.rule?.repeat === "always" ? ["open", "snooze", "pause"] : ["open", "snooze"];
}
