/** What was kept back, as the message that a channel shows. */
import type { AlertEvent } from "../../../preload/contract/event.ts";
import { formatDigest, formatMoreInHistory, type TextOptions } from "../../../preload/contract/text.ts";
import type { Message } from "../channel.ts";
import type { GroupPlan } from "../grouping.ts";
import { firstTelling, type Telling } from "../reminders/reminder-message.ts";
import { fitToShow, happenedAtMs, urgencyOf, zoneLine } from "../message.ts";

/** As many as stand in a notification. */
const maxLinesOnDesktop = 12;
/** More lines than any service takes but mail, and more than anybody reads there. */
const maxLines = 300;

/** `nowMs` is wall time. Its only action opens the history. */
export function digestMessageOf(
  plan: GroupPlan,
  nowMs: number,
  given: TextOptions,
  telling: Telling = firstTelling,
): Message {
  const options = { ...given, now: nowMs };
  const { title, lines } = formatDigest(plan.events.map(fitToShow), maxLines, options);
  const onDesktop = lines.slice(0, maxLinesOnDesktop);
  const more = plan.events.length - onDesktop.length;
  return {
    id: plan.id,
    title,
    body: [...onDesktop, ...(more > 0 ? [formatMoreInHistory(more)] : [])].join("\n"),
    urgency: plan.events.some(staysOnDesktop) ? "critical" : "normal",
    actions: ["open"],
    externalId: plan.externalId,
    subject: {
      events: plan.events,
      topic: "digest",
      happenedAtMs: Math.max(...plan.events.map(happenedAtMs)),
      urgency: "normal",
      body: [...lines, zoneLine(nowMs, options)].join("\n"),
      list: { entries: lines.length, more: plan.events.length - lines.length },
      actions: ["acknowledge", "open"],
      isSilent: false,
      ...telling,
    },
  };
}

/** What would have stayed on the screen for itself does so in the digest. */
const staysOnDesktop = (event: AlertEvent): boolean => urgencyOf(event) === "critical";
