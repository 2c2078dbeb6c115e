/** An event, or several, as the message that a channel shows. */
import { message } from "../../preload/contract/messages/message.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { eventBody, eventTitle, formatGroupMessage, type TextOptions } from "../../preload/contract/text.ts";
import { besideOurs } from "../lib/plain-text.ts";
import type { Message, MessageAction, Urgency } from "./channel.ts";
import type { GroupPlan } from "./grouping.ts";

/** What is shown this long after it happened says so. Milliseconds. */
export const lateAfterMs = 60_000;

/** Its note and its symbol as they stand in a message: nothing that a person or a venue wrote changes how what follows is shown. */
function fitToShow(event: AlertEvent): AlertEvent {
  const { rule, instrument } = event;
  return {
    ...event,
    instrument: instrument === null ? null : { ...instrument, symbol: besideOurs(instrument.symbol) },
    rule:
      rule === null
        ? null
        : {
            ...rule,
            note: rule.note.split("\n").map(besideOurs).join("\n"),
            instrument: { ...rule.instrument, symbol: besideOurs(rule.instrument.symbol) },
          },
  };
}

/** One event; its own id is the message's, so that showing it again replaces it. `nowMs` is wall time. */
export function messageOf(event: AlertEvent, nowMs: number, externalId: string | null, given: TextOptions): Message {
  const options = { ...given, now: nowMs };
  const shown = fitToShow(event);
  const body = eventBody(shown, options);
  return {
    id: event.id,
    title: eventTitle(shown, options),
    body: isLate(event, nowMs) ? message("notify.late", { text: body }) : body,
    urgency: urgencyOf(event),
    actions: actionsOf(event),
    externalId,
  };
}

/** Several events in one message. Its only action opens the history: snoozing many rules at once would be a guess. */
export function groupMessageOf(plan: GroupPlan, nowMs: number, options: TextOptions): Message {
  const { title, body } = formatGroupMessage(plan.events.map(fitToShow), { ...options, now: nowMs });
  return {
    id: plan.id,
    title: plan.events.every((event) => isLate(event, nowMs)) ? message("notify.late", { text: title }) : title,
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
