/**
 * Many at once: more than 5 fires within 10 s on one channel become one message naming all of them. Those that come
 * together are one message from the first on. Where they come one by one the first five are shown each for itself, as
 * nobody knows yet that more will come; the sixth brings the message that names all six, and it grows under its id. A destination
 * that cannot replace a message would show each of those sizes: there, what is more is collected until nothing was sent for as
 * long, and then told in one message of its own. What one tick did on one instrument is one message however few that are.
 */
import { instrumentKey } from "../../preload/contract/instrument.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";

export const groupWindowMs = 10_000;
export const maxUngrouped = 5;
/** A joined message that only ever grew would be dismissed once and never noticed again: then a new one begins. */
export const groupGrowsForMs = 60_000;

/** A message that was shown and does not grow: of one event, or of what one tick did. */
export interface ShownMessage {
  readonly events: readonly AlertEvent[];
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
  /** It names what one tick did, and does not grow. */
  readonly isOfOneTick?: boolean;
  /** Collected while others, which it does not name, had just been told. */
  readonly isFurther?: boolean;
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

/** Several, few enough to stand beside others, and all of them of one instrument and one tick. */
export function isOfOneTick(events: readonly AlertEvent[]): boolean {
  const [first, ...others] = events;
  if (first === undefined || events.length === 1 || events.length > maxUngrouped) return false;
  const key = tickKeyOf(first);
  return key !== null && others.every((event) => tickKeyOf(event) === key);
}

/** Which tick met its rule; null where none did. */
export function tickKeyOf({ kind, instrument, receivedAt, tick }: AlertEvent): string | null {
  if (kind !== "fired" || instrument === null || tick === null) return null;
  return [instrumentKey(instrument), receivedAt, tick.at, tick.price, tick.tradeId].join(" ");
}

/** Times are monotonic milliseconds. Only what was really shown counts: a service that is away makes no group. */
export class Grouping {
  readonly #canReplace: boolean;
  #shown: readonly ShownMessage[] = [];
  #group: Group | null = null;
  #isCollecting = false;

  /** `canReplace`: a message that is sent again under its id takes the place of what is there. */
  constructor(canReplace = true) {
    this.#canReplace = canReplace;
  }

  /** What the run before this one had shown, so that a group goes on over a restart. */
  resume(shown: readonly ShownMessage[], group: Group | null): void {
    this.#shown = shown;
    this.#group = group;
  }

  /** Whether the `waiting` ones, the next to be shown among them, are too many to stand alone. */
  isOn(monoMs: number, waiting: number): boolean {
    return this.#isGroupRecent(monoMs) || this.#recentEvents(monoMs).length + waiting > maxUngrouped;
  }

  /** Whether those that are too many to stand alone are still collected: others have just been told, and can name no more. */
  isCollecting(monoMs: number): boolean {
    if (this.#canReplace) return false;
    const isCollecting = this.#isGroupRecent(monoMs) || this.#recentEvents(monoMs).length > 0;
    this.#isCollecting ||= isCollecting;
    return isCollecting;
  }

  /** The message that these belong in: the one that is growing, or a new one. */
  plan(added: readonly AlertEvent[], monoMs: number): GroupPlan {
    const id = groupIdOf(added[0]?.id ?? "");
    if (!this.#canReplace)
      return { id, events: added, superseded: [], externalId: null, isFurther: this.#isCollecting };
    const group = this.#growing(monoMs);
    if (group !== null)
      return { id: group.id, events: union(group.events, added), superseded: [], externalId: group.externalId };
    const superseded = this.#recentEvents(monoMs);
    return { id, events: [...superseded, ...added], superseded, externalId: null };
  }

  /** The same message once more, however long ago it was: a person may have seen it. `kept` is what was written of it. */
  again(id: string, kept: Pick<Group, "events" | "externalId">): GroupPlan {
    const known = this.#group?.id === id ? this.#group : kept;
    const events = union(known.events, kept.events);
    const plan = { id, events, superseded: [], externalId: known.externalId };
    return this.#group?.id === id ? plan : { ...plan, isOfOneTick: isOfOneTick(events) };
  }

  shownAlone(event: AlertEvent, monoMs: number): void {
    if (isGroupable(event)) this.#shown = [...this.#recent(monoMs), { events: [event], monoMs }];
  }

  shownInGroup(plan: GroupPlan, monoMs: number): void {
    this.#isCollecting = false;
    // Named by now: the next message does not name them again.
    const named = new Set(plan.events.map(({ id }) => id));
    this.#shown = this.#shown.map((shown) => ({ ...shown, events: shown.events.filter(({ id }) => !named.has(id)) }));
    if (plan.isOfOneTick === true) {
      this.#shown = [...this.#recent(monoMs), { events: plan.events, monoMs }];
      return;
    }
    const startedMonoMs = this.#group?.id === plan.id ? this.#group.startedMonoMs : monoMs;
    this.#group = { id: plan.id, startedMonoMs, lastMonoMs: monoMs, events: plan.events, externalId: null };
  }

  #recentEvents(monoMs: number): AlertEvent[] {
    return this.#recent(monoMs).flatMap(({ events }) => events);
  }

  #recent(monoMs: number): readonly ShownMessage[] {
    this.#shown = this.#shown.filter((shown) => monoMs - shown.monoMs < groupWindowMs);
    return this.#shown;
  }

  #isGroupRecent(monoMs: number): boolean {
    return this.#group !== null && monoMs - this.#group.lastMonoMs < groupWindowMs;
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
