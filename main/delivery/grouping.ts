/**
 * Many at once: more than 5 fires within 10 s on one channel become one message naming all of them. Those that come
 * together are one message from the first on. Where they come one by one the first five are shown each for itself, as
 * nobody knows yet that more will come; the sixth brings the message that names all six, and it grows under its id.
 */
import type { AlertEvent } from "../../preload/contract/event.ts";

export const groupWindowMs = 10_000;
export const maxUngrouped = 5;
/** A joined message that only ever grew would be dismissed once and never noticed again: then a new one begins. */
export const groupGrowsForMs = 60_000;

/** An event that was shown in a message of its own. */
export interface Single {
  readonly event: AlertEvent;
  readonly monoMs: number;
}

/** A joined message that is on the screen. */
export interface Group {
  readonly id: string;
  readonly startedMonoMs: number;
  readonly lastMonoMs: number;
  readonly events: readonly AlertEvent[];
  /** What the channel called it in an earlier run; null once this run has shown it: the channel knows it by its id then. */
  readonly externalId: string | null;
}

/** A message that stands for several events. */
export interface GroupPlan {
  readonly id: string;
  /** What it has to name: those it named before, or that were shown alone just before it, and the new ones. */
  readonly events: readonly AlertEvent[];
  /** Those of them that were shown alone. */
  readonly superseded: readonly AlertEvent[];
  readonly externalId: string | null;
}

const prefix = "joined:";

/** The id of the joined message that begins with this event. */
export function groupIdOf(eventId: string): string {
  return `${prefix}${eventId}`;
}

export function isGroupId(messageId: string): boolean {
  return messageId.startsWith(prefix);
}

/** Being blind is told for itself: it is about every other alert. */
export function isGroupable(event: AlertEvent): boolean {
  return event.kind !== "blind";
}

/** Times are monotonic milliseconds. Only what was really shown counts: a service that is away makes no group. */
export class Grouping {
  #singles: readonly Single[] = [];
  #group: Group | null = null;

  /** What the run before this one had shown, so that a group goes on over a restart. */
  resume(singles: readonly Single[], group: Group | null): void {
    this.#singles = singles;
    this.#group = group;
  }

  /** Whether the `waiting` ones, the next to be shown among them, are too many to stand alone. */
  isOn(monoMs: number, waiting: number): boolean {
    if (this.#group !== null && monoMs - this.#group.lastMonoMs < groupWindowMs) return true;
    return this.#recent(monoMs).length + waiting > maxUngrouped;
  }

  /** The message that these belong in: the one that is growing, or a new one. */
  plan(added: readonly AlertEvent[], monoMs: number): GroupPlan {
    const group = this.#growing(monoMs);
    if (group !== null)
      return { id: group.id, events: union(group.events, added), superseded: [], externalId: group.externalId };
    const superseded = this.#recent(monoMs).map(({ event }) => event);
    return { id: groupIdOf(added[0]?.id ?? ""), events: [...superseded, ...added], superseded, externalId: null };
  }

  /** The same message once more, however long ago it was: a person may have seen it. `kept` is what was written of it. */
  again(id: string, kept: Pick<Group, "events" | "externalId">): GroupPlan {
    const known = this.#group?.id === id ? this.#group : kept;
    return { id, events: union(known.events, kept.events), superseded: [], externalId: known.externalId };
  }

  shownAlone(event: AlertEvent, monoMs: number): void {
    if (isGroupable(event)) this.#singles = [...this.#recent(monoMs), { event, monoMs }];
  }

  shownInGroup(plan: GroupPlan, monoMs: number): void {
    const startedMonoMs = this.#group?.id === plan.id ? this.#group.startedMonoMs : monoMs;
    // Named by now: the next message does not name them again.
    const named = new Set(plan.events.map(({ id }) => id));
    this.#singles = this.#singles.filter(({ event }) => !named.has(event.id));
    this.#group = { id: plan.id, startedMonoMs, lastMonoMs: monoMs, events: plan.events, externalId: null };
  }

  #recent(monoMs: number): readonly Single[] {
    this.#singles = this.#singles.filter((single) => monoMs - single.monoMs < groupWindowMs);
    return this.#singles;
  }

  #growing(monoMs: number): Group | null {
    const group = this.#group;
    if (group === null || monoMs - group.lastMonoMs >= groupWindowMs) return null;
    return monoMs - group.startedMonoMs >= groupGrowsForMs ? null : group;
  }
}

function union(events: readonly AlertEvent[], more: readonly AlertEvent[]): AlertEvent[] {
  return [...new Map([...events, ...more].map((event) => [event.id, event])).values()];
}
