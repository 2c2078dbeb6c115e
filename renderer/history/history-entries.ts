/** Which events the history shows, by day. Plain values. */
import { wordsOf } from "../alerts/alert-entries.ts";
import type { AlertEvent, Delivery } from "../../preload/contract/event.ts";
import { isWithin, type DaySpan } from "./days.ts";
import type { SortKey } from "../lib/table-sort.svelte.ts";

/** What an event is: on time, found out late, a time that could not be watched, an alert that ended; or nobody may have been told. */
export const eventKinds = ["fired", "late", "blind", "expired", "untold"] as const;
export type EventKind = (typeof eventKinds)[number];

export function kindOf(event: AlertEvent): Exclude<EventKind, "untold"> {
  if (event.kind !== "fired") return event.kind;
  return event.gap === null ? "fired" : "late";
}

/** A delivery failed, or nobody knows whether it was seen. */
export function isUntold(event: AlertEvent): boolean {
  return event.deliveries.some(({ state }) => state === "failed" || state === "unknown");
}

/** A person could see it there. */
export function isDelivered({ state }: Delivery): boolean {
  return state === "shown" || state === "sent" || state === "acknowledged";
}

/** What told a person, at each destination the last time; the record itself tells nobody. */
export function lastTold(event: AlertEvent): Delivery[] {
  const told = event.deliveries.filter(({ destination }) => destination !== "history");
  return [...new Map(told.map((delivery) => [delivery.destination, delivery])).values()];
}

/** When it happened: by the exchange's time of the price, where a price was the reason. Milliseconds. */
export function happenedMs(event: AlertEvent): number {
  if (event.blind !== null) return Date.parse(event.blind.from);
  const atMs = event.tick === null || event.gap !== null ? NaN : Date.parse(event.tick.at);
  return Number.isNaN(atMs) ? Date.parse(event.decidedAt) : atMs;
}

/** An empty set chooses all. */
export interface EventFilter {
  readonly text: string;
  readonly kinds: ReadonlySet<EventKind>;
  /** Null: from any day to any. */
  readonly days: DaySpan | null;
}

export function matchesEvent(event: AlertEvent, filter: EventFilter, textOf: (event: AlertEvent) => string): boolean {
  const { kinds, days } = filter;
  if (days !== null && !isWithin(Date.parse(event.decidedAt), days)) return false;
  if (kinds.size > 0 && !kinds.has(kindOf(event)) && !(kinds.has("untold") && isUntold(event))) return false;
  const words = wordsOf(filter);
  if (words.length === 0) return true;
  const text = textOf(event);
  return words.every((word) => text.includes(word));
}

export type HistoryEntry =
  | { readonly kind: "day"; readonly key: string; readonly label: string; readonly count: number }
  | { readonly kind: "event"; readonly key: string; readonly event: AlertEvent };

/** In the order given, newest first; each day under its own head. `dayOf`: the name of the day of a moment. */
export function byDay(events: readonly AlertEvent[], dayOf: (ms: number) => string): HistoryEntry[] {
  const days = new Map<string, AlertEvent[]>();
  for (const event of events) {
    const day = dayOf(Date.parse(event.decidedAt));
    const present = days.get(day);
    if (present === undefined) days.set(day, [event]);
    else present.push(event);
  }
  return [...days].flatMap(([label, of]): HistoryEntry[] => [
    { kind: "day", key: `day ${label}`, label, count: of.length },
    ...of.map((event) => ({ kind: "event", key: event.id, event }) as const),
  ]);
}

export const historyColumns = ["happened", "kind", "symbol", "what", "price", "told", "where"] as const;
type HistoryColumn = (typeof historyColumns)[number];

/** Where an event belongs by each column. `titleOf`: what happened, in words; `whereOf`: where it was told. */
export function eventSortKey(
  column: HistoryColumn,
  { titleOf, whereOf }: { titleOf: (event: AlertEvent) => string; whereOf: (event: AlertEvent) => string },
): (event: AlertEvent) => SortKey {
  switch (column) {
    case "happened":
      return happenedMs;
    case "kind":
      return (event) => eventKinds.indexOf(kindOf(event));
    case "symbol":
      return ({ instrument, rule }) => (instrument ?? rule?.instrument)?.symbol ?? null;
    case "what":
      return titleOf;
    case "price":
      return ({ tick }) => (tick === null ? null : Number(tick.price));
    case "told":
      return (event) => {
        const delivery = event.deliveries.find((each) => each.destination !== "history" && isDelivered(each));
        return delivery === undefined ? null : Date.parse(delivery.at);
      };
    case "where":
      return (event) => whereOf(event) || null;
  }
}

/** Without the heads of days, which belong to their own order alone. */
export function inOrder(events: readonly AlertEvent[]): HistoryEntry[] {
  return events.map((event) => ({ kind: "event", key: event.id, event }));
}
