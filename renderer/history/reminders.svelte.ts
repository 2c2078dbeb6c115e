/** Critical alerts that are told again until somebody acknowledges them, as main has them. */
import type { Reminder } from "../../preload/contract/reminder.ts";
import { plainMap } from "../lib/plain-collections.ts";

export class ReminderList {
  #all = $state.raw<readonly Reminder[]>([]);
  readonly #byEvent: ReadonlyMap<string, Reminder> = $derived(
    plainMap(this.#all.map((reminder) => [reminder.eventId, reminder])),
  );

  /** All of them. Answers the events that have been told once more since the last time. */
  replace(all: readonly Reminder[]): string[] {
    const repeated = all.filter(({ eventId, times }) => times > (this.#byEvent.get(eventId)?.times ?? Infinity));
    this.#all = all;
    return repeated.map(({ eventId }) => eventId);
  }

  /** Null where the event is not told again. */
  of(eventId: string): Reminder | null {
    return this.#byEvent.get(eventId) ?? null;
  }
}
