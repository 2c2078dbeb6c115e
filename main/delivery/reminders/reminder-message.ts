/** How a message says that it is told once more, and why. */
import { message } from "../../../preload/contract/messages/message.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import { formatDuration, formatMoment, formatOrdinal } from "../../../preload/contract/format.ts";
import type { TextOptions } from "../../../preload/contract/text.ts";
import type { DeliveryRow } from "../../store/delivery-types.ts";

/** Which telling of its events a message is. */
export type Telling = Pick<DeliveryRow, "occasion" | "nth" | "isAgain">;

export const firstTelling: Telling = { occasion: "event", nth: 1, isAgain: false };

/** It is told because nobody has acknowledged it: again, or at the destinations of the second step. */
export function isReminder({ occasion, nth }: Pick<Telling, "occasion" | "nth">): boolean {
  return nth > 1 || occasion === "escalation";
}

/** One message for all of these: the highest number counts, and one that may be there already marks them all. */
export function tellingOf(rows: readonly Telling[]): Telling {
  return {
    occasion: rows.every(({ occasion }) => occasion === "escalation") ? "escalation" : "event",
    nth: Math.max(1, ...rows.map(({ nth }) => nth)),
    isAgain: rows.some(({ isAgain }) => isAgain),
  };
}

/** The title and the body of a first message as those of a reminder. `nowMs` is wall time, `agoMs` how long ago one was. */
export function reminderText(
  text: { readonly title: string; readonly body: string },
  { occasion, nth }: Telling,
  events: readonly AlertEvent[],
  nowMs: number,
  { agoMs = (wallMs) => nowMs - wallMs, ...options }: TextOptions & { readonly agoMs?: (wallMs: number) => number },
): { readonly title: string; readonly body: string } {
  const { title, body } = text;
  const firstMs = Math.min(...events.map(({ decidedAt }) => Date.parse(decidedAt)));
  const moment = formatMoment(firstMs, nowMs, { locale: options.locale, timeZone: options.timeZone, seconds: true });
  const duration = formatDuration(Math.max(0, agoMs(firstMs)));
  const why =
    occasion === "escalation"
      ? message("reminder.escalated", { duration, moment })
      : message("reminder.happened", { moment });
  return {
    title:
      nth > 1
        ? message("reminder.title", { title, nth: formatOrdinal(nth) })
        : message("reminder.escalated.title", { title }),
    body: `${why}\n${body}`,
  };
}
