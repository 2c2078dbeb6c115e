/** Critical alerts that are told again, as windows and scripts are given them. */
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { Reminder } from "../../preload/contract/reminder.ts";
import type { Moment } from "../../preload/contract/tick.ts";
import { isTold, maxTimes, type Reminder as Next, type Repeat } from "../delivery/reminders/next-reminders.ts";
import { iso } from "./rule-view.ts";

/** `alerts`: each with what comes next, the first due first. What is due counts as due now. */
export function reminderViews(
  alerts: readonly { readonly event: AlertEvent; readonly next: readonly Next[] }[],
  now: Moment,
): Reminder[] {
  return alerts.map(({ event, next }): Reminder => {
    const repeat = next.find((each): each is Repeat => each.kind === "repeat");
    const escalation = next.find(({ kind }) => kind === "escalation");
    const at = ({ dueMs }: Next): string => iso(now.wallMs + Math.max(0, dueMs - now.monoMs));
    const told = event.deliveries.filter((each) => each.destination !== "history" && isTold(each));
    return {
      eventId: event.id,
      times: repeat === undefined ? Math.max(0, ...told.map(({ nth }) => nth)) : repeat.nth - 1,
      maxTimes,
      nextAt: repeat === undefined ? null : at(repeat),
      escalatesAt: escalation === undefined ? null : at(escalation),
    };
  });
}
