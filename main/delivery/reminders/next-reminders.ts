/**
 * When a critical alert that nobody has acknowledged is told again, and when it is told at the destinations of the second step. Pure:
 * what was told and when goes in, what comes next comes out. Times are monotonic milliseconds.
 */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { DeliveryState } from "../../../preload/contract/event.ts";
import type { Occasion } from "../../store/delivery-types.ts";

/** How long after it was last told. Milliseconds. */
export const repeatsAfterMs = { desktop: 60_000, elsewhere: 5 * 60_000 } as const;

/** It is told so often at one destination, the first time counted. */
export const maxTimes = 12;

/** One delivery of the alert. */
export interface PastDelivery {
  readonly destination: DestinationId;
  readonly occasion: Occasion;
  readonly nth: number;
  readonly state: DeliveryState;
  /** When it came to be in this state. */
  readonly sinceMs: number;
}

export interface OpenAlert {
  readonly firedMs: number;
  readonly deliveries: readonly PastDelivery[];
}

export interface ReminderRules {
  /** How long after the last time it is told again at this destination; null: never by us. */
  readonly repeatsAfterMs: (destination: DestinationId) => number | null;
  /** How long after it fired it goes to the second step; null: never. */
  readonly escalatesAfterMs: number | null;
}

export interface Repeat {
  readonly kind: "repeat";
  readonly destination: DestinationId;
  /** That of the delivery that is repeated. */
  readonly occasion: Occasion;
  /** 2 for the first repetition. */
  readonly nth: number;
  readonly dueMs: number;
}

export type Reminder = Repeat | { readonly kind: "escalation"; readonly dueMs: number };

/** A person may have heard it. What failed or was skipped for good is not repeated: the next time would end alike. */
export const isTold = ({ state }: Pick<PastDelivery, "state">): boolean =>
  state === "sent" || state === "shown" || state === "unknown";
const isWaiting = ({ state }: PastDelivery): boolean => state === "pending" || state === "sending";

/** Everything that comes next, one at most for each destination, the first due first. Empty while all of it waits to be sent. */
export function nextReminders(alert: OpenAlert, rules: ReminderRules): Reminder[] {
  const next: Reminder[] = [];
  for (const [destination, deliveries] of Map.groupBy(alert.deliveries, (each) => each.destination)) {
    const afterMs = rules.repeatsAfterMs(destination);
    const repeat = afterMs === null ? null : nextRepeat(deliveries, afterMs);
    if (repeat !== null) next.push(repeat);
  }
  const { escalatesAfterMs } = rules;
  if (escalatesAfterMs !== null && !alert.deliveries.some(({ occasion }) => occasion === "escalation"))
    next.push({ kind: "escalation", dueMs: alert.firedMs + escalatesAfterMs });
  return next.sort((a, b) => a.dueMs - b.dueMs);
}

/** Nothing of it waits to be sent, and nothing comes next. */
export function isOver(alert: OpenAlert, rules: ReminderRules): boolean {
  return !alert.deliveries.some(isWaiting) && nextReminders(alert, rules).length === 0;
}

/**
 * Of the deliveries at one destination. Nothing while one of them waits: what a service that is away has not been told does not pile
 * up. One that had the alert at first and again as the second step goes on counting from the first.
 */
function nextRepeat(deliveries: readonly PastDelivery[], afterMs: number): Repeat | null {
  if (deliveries.some(isWaiting)) return null;
  const asEvent = lastOf(deliveries, "event");
  const asEscalation = lastOf(deliveries, "escalation");
  const last = asEvent ?? asEscalation;
  if (last === null || !isTold(last) || last.nth >= maxTimes) return null;
  // Older ones do not count: how long ago they were is not known where the clock was set between them.
  const heardMs = asEscalation !== null && isTold(asEscalation) ? asEscalation.sinceMs : last.sinceMs;
  const { destination, occasion, nth } = last;
  return { kind: "repeat", destination, occasion, nth: nth + 1, dueMs: Math.max(last.sinceMs, heardMs) + afterMs };
}

function lastOf(deliveries: readonly PastDelivery[], occasion: Occasion): PastDelivery | null {
  return deliveries
    .filter((each) => each.occasion === occasion)
    .reduce<PastDelivery | null>((last, each) => (last === null || each.nth > last.nth ? each : last), null);
}
