/**
 * Many at once: more than 5 fires within 10 s on one channel become one message naming all of them. Those that come
 * together are one message from the first on. Where they come one by one the first five are shown each for itself, as
 * nobody knows yet that more will come; the sixth brings the message that names all six, and it grows under its id.
 */
import type { AlertEvent } from "../../preload/contract/event.ts";

export const stormWindowMs = 10_000;
export const stormSingles = 5;
/** A joined message that only ever grew would be dismissed once and never noticed again: then a new one begins. */
export const joinedForMs = 60_000;

interface Joined {
  readonly id: string;
  readonly startedMonoMs: number;
  lastMonoMs: number;
  readonly events: AlertEvent[];
}

/** A message that stands for several events. */
export interface JoinedPlan {
  readonly id: string;
  /** What it has to name: those it named before, or that were shown alone just before it, and the new ones. */
  readonly events: readonly AlertEvent[];
}

const prefix = "joined:";

export function isJoinedId(messageId: string): boolean {
  return messageId.startsWith(prefix);
}

/** Times are monotonic milliseconds. Only what was really shown counts: a service that is away makes no storm. */
export class Storm {
  #singles: { readonly event: AlertEvent; readonly monoMs: number }[] = [];
  #joined: Joined | null = null;

  /** Whether the `waiting` ones, the next to be shown among them, are too many to stand alone. */
  isOn(monoMs: number, waiting: number): boolean {
    if (this.#joined !== null && monoMs - this.#joined.lastMonoMs < stormWindowMs) return true;
    return this.#recent(monoMs).length + waiting > stormSingles;
  }

  /** The message that these belong in: the one that is growing, or a new one. */
  plan(added: readonly AlertEvent[], monoMs: number): JoinedPlan {
    const joined = this.#growing(monoMs);
    if (joined === null) {
      const alone = this.#recent(monoMs).map(({ event }) => event);
      return { id: `${prefix}${added[0]?.id ?? ""}`, events: [...alone, ...added] };
    }
    return { id: joined.id, events: [...joined.events, ...added] };
  }

  shownAlone(event: AlertEvent, monoMs: number): void {
    this.#singles.push({ event, monoMs });
  }

  shownJoined(plan: JoinedPlan, monoMs: number): void {
    const startedMonoMs = this.#joined?.id === plan.id ? this.#joined.startedMonoMs : monoMs;
    // Named by now: the next message does not name them again.
    this.#singles = [];
    this.#joined = { id: plan.id, startedMonoMs, lastMonoMs: monoMs, events: [...plan.events] };
  }

  #recent(monoMs: number): readonly { readonly event: AlertEvent }[] {
    this.#singles = this.#singles.filter((single) => monoMs - single.monoMs < stormWindowMs);
    return this.#singles;
  }

  #growing(monoMs: number): Joined | null {
    const joined = this.#joined;
    if (joined === null || monoMs - joined.lastMonoMs >= stormWindowMs) return null;
    return monoMs - joined.startedMonoMs >= joinedForMs ? null : joined;
  }
}
