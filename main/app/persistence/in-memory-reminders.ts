/**
 * Critical alerts go on being told while the database cannot be written: each delivery that would be added to it is kept in memory, sent
 * from there, and written with what became of it when the database is back. To the reminders it looks like the database.
 */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import { ok, type Result } from "../../../preload/contract/result.ts";
import { isTold } from "../../delivery/reminders/next-reminders.ts";
import type { StoredReminders, StoredRepeat } from "../../store/reminders-table.ts";
import type { Store } from "../../store/store-interface.ts";
import type { InMemoryDeliveries } from "./in-memory-deliveries.ts";
import { pendingRow } from "./in-memory-row.ts";
import type { InMemoryView } from "./in-memory-view.ts";

/** What reminders need of the database. */
export interface RemindersStore {
  readonly reminders: StoredReminders;
  readonly events: Pick<Store["events"], "get">;
}

export interface InMemoryRemindersOptions {
  readonly store: Pick<Store, "reminders">;
  readonly waiting: InMemoryDeliveries;
  readonly view: Pick<InMemoryView, "event" | "rowsOf" | "inMemory">;
  /** Writes everything that is in memory, where the database takes it. */
  readonly write: () => void;
}

export class InMemoryReminders {
  readonly #options: InMemoryRemindersOptions;

  constructor(options: InMemoryRemindersOptions) {
    this.#options = options;
  }

  readonly asStore: RemindersStore = {
    events: { get: (id) => this.#options.view.event(id) },
    reminders: {
      awaiting: () => this.#options.store.reminders.awaiting(),
      end: (eventId) => this.#options.store.reminders.end(eventId),
      repeat: (repeat, nowMs) =>
        this.#stored(repeat.eventId, (reminders) => reminders.repeat(repeat, nowMs)) ?? this.#repeat(repeat, nowMs),
      escalate: (eventId, destinations, nowMs) =>
        this.#stored(eventId, (reminders) => reminders.escalate(eventId, destinations, nowMs)) ??
        this.#escalate(eventId, destinations, nowMs),
    },
  };

  /** What is over is written down; what waits is left to be made anew, in its turn. Answers of which events that was. */
  write(): string[] {
    const { waiting, store } = this.#options;
    const written: string[] = [];
    for (const row of waiting.reminders()) {
      // Being sent; or of an event that is to be written first.
      if (row.state === "sending" || waiting.isHere(row.eventId)) continue;
      if (row.state !== "pending" && !store.reminders.add([row]).ok) break;
      waiting.dropReminder(row);
      written.push(row.eventId);
    }
    return written;
  }

  /** Another file stands in place of the database: what is in it is told as it says. */
  replaced(): void {
    const { waiting } = this.#options;
    for (const row of waiting.reminders()) if (!waiting.isHere(row.eventId)) waiting.dropReminder(row);
  }

  /** Null where it is to be kept in memory: the database refuses, or does not know all of what was told before. */
  #stored(eventId: string, run: (reminders: StoredReminders) => Result<boolean>): Result<boolean> | null {
    const { view, store, write } = this.#options;
    const isInMemory = (): boolean => view.inMemory().some((row) => row.eventId === eventId);
    if (isInMemory()) write();
    if (isInMemory()) return null;
    const done = run(store.reminders);
    return done.ok ? done : null;
  }

  #repeat({ eventId, destination, occasion, nth }: StoredRepeat, nowMs: number): Result<boolean> {
    const { waiting, view } = this.#options;
    const found = view.event(eventId);
    if (!found.ok) return found;
    const event = found.value;
    const told = (event?.deliveries ?? []).filter(
      (each) => each.destination === destination && each.occasion === occasion,
    );
    const before = told.find((each) => each.nth === nth - 1);
    if (event === null || event.acknowledgedAt !== null || before === undefined || !isTold(before)) return ok(false);
    if (told.some((each) => each.nth >= nth)) return ok(false);
    const row = view
      .rowsOf(eventId)
      .findLast((each) => each.destination === destination && each.occasion === occasion && each.nth === nth - 1);
    // As the database does it: with those that it was told with, or else in a message of its own.
    const messageId = row === undefined || row.messageId === eventId ? null : row.messageId;
    waiting.addReminder({ ...pendingRow(event, occasion, nowMs), destination, name: before.name, nth, messageId });
    return ok(true);
  }

  #escalate(eventId: string, destinations: readonly DestinationId[], nowMs: number): Result<boolean> {
    const { waiting, view } = this.#options;
    const found = view.event(eventId);
    if (!found.ok) return found;
    const event = found.value;
    if (event === null || event.acknowledgedAt !== null) return ok(false);
    if (event.deliveries.some(({ occasion }) => occasion === "escalation")) return ok(false);
    // Its name is added as it is written.
    for (const destination of destinations)
      waiting.addReminder({ ...pendingRow(event, "escalation", nowMs), destination, name: null });
    return ok(destinations.length > 0);
  }
}
