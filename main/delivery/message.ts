/** An event, or several, as the message that a channel shows. */
import { message } from "../../preload/contract/messages/message.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { formatDuration } from "../../preload/contract/format.ts";
import {
  eventBody,
  eventTitle,
  formatGroupMessage,
  ruleSentence,
  type MessageText,
  type TextOptions,
} from "../../preload/contract/text.ts";
import { isolatedText } from "../lib/plain-text.ts";
import type { Message, MessageAction, MessageSubject, Urgency } from "./channel.ts";
import type { GroupPlan } from "./grouping.ts";
import { firstTelling, isReminder, reminderText, type Telling } from "./reminders/reminder-message.ts";

/** How one event is told. */
export interface TellingOptions extends TextOptions {
  /** It waited for the end of quiet hours: that it is late is no trouble. */
  readonly wasKept?: boolean;
  /** How long ago a wall time was, milliseconds; left out: by the wall clock alone, which may have been set since. */
  readonly agoMs?: (wallMs: number) => number;
}

/** What is shown this long after it happened says so. Milliseconds. */
const lateAfterMs = 60_000;

/** Its note and its symbol as they stand in a message: nothing that a person or a venue wrote changes how what follows is shown. */
export function fitToShow(event: AlertEvent): AlertEvent {
  const { rule, instrument } = event;
  return {
    ...event,
    instrument: instrument === null ? null : { ...instrument, symbol: isolatedText(instrument.symbol) },
    rule:
      rule === null
        ? null
        : {
            ...rule,
            note: rule.note.split("\n").map(isolatedText).join("\n"),
            instrument: { ...rule.instrument, symbol: isolatedText(rule.instrument.symbol) },
          },
  };
}

/** One event; its own id is the message's, so that showing it again replaces it. `nowMs` is wall time. */
export function messageOf(
  event: AlertEvent,
  nowMs: number,
  externalId: string | null,
  { wasKept = false, ...given }: TellingOptions,
  telling: Telling = firstTelling,
): Message {
  const options = { ...given, now: nowMs, wasKept };
  const shown = fitToShow(event);
  const plain = { title: eventTitle(shown, options), body: eventBody(shown, options) };
  // A reminder says when it happened, and is no more late than it is meant to be.
  const isLateFirst = !isReminder(telling) && isLate(event, passedMs(event, nowMs, given));
  const { title, body } = isReminder(telling) ? reminderText(plain, telling, [event], nowMs, options) : plain;
  return {
    id: event.id,
    title,
    body: isLateFirst ? message(wasKept ? "digest.kept" : "notify.late", { text: body }) : body,
    urgency: urgencyOf(event),
    actions: actionsOf(event),
    externalId,
    subject: {
      events: [event],
      topic: topicOf(event),
      happenedAtMs: happenedAtMs(event),
      urgency: saidUrgency(event),
      body: remoteBody(shown, body, nowMs, { ...options, isLate: isLateFirst }),
      actions: event.kind === "fired" ? [...new Set<MessageAction>(["acknowledge", ...actionsOf(event)])] : [],
      isSilent: false,
      ...telling,
    },
  };
}

/**
 * Several events in one message. It opens the history and, where one of them is critical, acknowledges: snoozing many rules at once
 * would be a guess.
 */
export function groupMessageOf(
  plan: GroupPlan,
  nowMs: number,
  options: TellingOptions,
  telling: Telling = firstTelling,
): Message {
  const plain = groupText(plan, { ...options, now: nowMs });
  const isCritical = plan.events.some((event) => saidUrgency(event) === "critical");
  const isLateFirst =
    !isReminder(telling) && plan.events.every((event) => isLate(event, passedMs(event, nowMs, options)));
  const { title, body } = isReminder(telling) ? reminderText(plain, telling, plan.events, nowMs, options) : plain;
  return {
    id: plan.id,
    title: isLateFirst ? message("notify.late", { text: title }) : title,
    body,
    urgency:
      plan.isOfOneTick === true && plan.events.every((event) => urgencyOf(event) === "normal") ? "normal" : "critical",
    actions: isCritical ? ["open", "acknowledge"] : ["open"],
    externalId: plan.externalId,
    subject: {
      events: plan.events,
      topic: "alert.fired",
      happenedAtMs: Math.max(...plan.events.map(happenedAtMs)),
      urgency: isCritical ? "critical" : "normal",
      body: [body, zoneLine(nowMs, options)].join("\n"),
      actions: ["acknowledge", "open"],
      isSilent: false,
      ...telling,
    },
  };
}

/** What one tick did is told of its instrument; what was collected is told as more than what was told before. */
function groupText({ events, isFurther = false, isOfOneTick = false }: GroupPlan, options: TextOptions): MessageText {
  const shown = events.map(fitToShow);
  const text = formatGroupMessage(shown, options);
  const count = events.length;
  if (isFurther) return { ...text, title: message("group.further", { count }) };
  const [first] = shown;
  if (!isOfOneTick || !first?.instrument) return text;
  return { ...text, title: message("group.of-one-tick", { count, symbol: first.instrument.symbol }) };
}

function topicOf(event: AlertEvent): string {
  if (event.kind === "blind") return event.blind?.to === null ? "blind.began" : "blind.ended";
  return `alert.${event.kind}`;
}

/** By the wall clock: the end of a blind time is told as what has just happened. */
export function happenedAtMs(event: AlertEvent): number {
  return Date.parse(event.blind?.to ?? event.decidedAt);
}

/** As the rule says; that nothing can be watched is about every rule. */
function saidUrgency(event: AlertEvent): MessageSubject["urgency"] {
  if (event.kind === "blind") return event.blind?.to === null ? "critical" : "normal";
  return event.rule?.notify.urgency ?? "normal";
}

/** On a phone there is no window beside it: what the rule waits for, since when a late one is late, and whose local time that is. */
function remoteBody(
  event: AlertEvent,
  body: string,
  nowMs: number,
  { isLate: saysLate, wasKept, ...options }: TellingOptions & { readonly isLate: boolean; readonly wasKept: boolean },
): string {
  const sentence = event.kind === "fired" && event.rule !== null ? [ruleSentence(event.rule, options)] : [];
  const [first = "", ...rest] = body.split("\n");
  const duration = formatDuration(passedMs(event, nowMs, options));
  const why = wasKept ? message("digest.kept.remote") : message("notify.remote.late", { duration });
  const late = saysLate ? [why] : [];
  return [first, ...sentence, ...rest, ...late, zoneLine(nowMs, options)].join("\n");
}

/** `Times are GMT+1`: the phone may be in another zone than this computer. */
export function zoneLine(nowMs: number, { locale, timeZone }: TextOptions): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" });
  const parts = format.formatToParts(nowMs).filter(({ type }) => type === "timeZoneName");
  const zone = parts.map(({ value }) => value).join("");
  return message("notify.remote.zone", { zone });
}

/** Since it was decided. */
function passedMs({ decidedAt }: AlertEvent, nowMs: number, { agoMs }: TellingOptions): number {
  return agoMs?.(Date.parse(decidedAt)) ?? nowMs - Date.parse(decidedAt);
}

function isLate({ kind }: AlertEvent, passed: number): boolean {
  return kind !== "blind" && passed > lateAfterMs;
}

/** A one-off alert and being blind are what must not be missed; a repeating alert may be one of many. */
export function urgencyOf(event: AlertEvent): Urgency {
  if (event.kind === "blind") return event.blind?.to === null ? "critical" : "normal";
  if (event.kind === "expired") return "normal";
  if (event.rule?.notify.urgency === "critical") return "critical";
  return event.rule?.repeat === "always" ? "normal" : "critical";
}

/**
 * What fired can be snoozed (a rule that is done is armed anew afterwards), and paused where it would fire again; the rest can
 * only be looked at.
 */
function actionsOf(event: AlertEvent): MessageAction[] {
  if (event.kind !== "fired") return ["open"];
  if (event.rule?.notify.urgency === "critical") return ["open", "acknowledge", "snooze"];
  return event.rule?.repeat === "always" ? ["open", "snooze", "pause"] : ["open", "snooze"];
}
