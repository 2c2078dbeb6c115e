/**
 * Critical alerts sound until somebody acknowledges them. Keeps which ones those are, and when each is told again; a reminder is a
 * delivery like any other, written to the database before the outbox sends it, so that a crash costs none and doubles none. Durations
 * are measured on the monotonic clock; what is left of one at a start is worked out by the wall clock, and is never longer than its
 * whole length, however that clock was set.
 */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import { failpoint } from "../../lib/failpoint.ts";
import { Signal } from "../../lib/signal.ts";
import type { StoredReminders } from "../../store/reminders-table.ts";
import type { Store } from "../../store/store-interface.ts";
import {
  isOver,
  nextReminders,
  type OpenAlert,
  type PastDelivery,
  type Reminder,
  type ReminderRules,
} from "./next-reminders.ts";

export interface RemindersOptions {
  readonly clock: Clock;
  readonly store: { readonly reminders: StoredReminders; readonly events: Pick<Store["events"], "get"> };
  /** As set at this moment. */
  readonly rules: ReminderRules;
  /** The destinations of the second step for this event, as they are at this moment; never none. */
  readonly escalatesTo: (event: AlertEvent) => readonly DestinationId[];
  /** An event has a delivery more: the outbox has something to send. */
  readonly added: (event: AlertEvent) => void;
}

interface Kept extends OpenAlert {
  readonly event: AlertEvent;
}

/** Timers may stand still while the computer sleeps: what fell due meanwhile is found within this. Milliseconds. */
const checkEveryMs = 15_000;
/**
 * What is due at a destination within this is told with what is due there now: alerts that stand in one message are repeated in one,
 * and several are not an alarm every few seconds. Milliseconds.
 */
const togetherWithinMs = 10_000;
/** The database could not do it: tried again after this. Milliseconds. */
const storeRetryMs = 2_000;

export class Reminders {
  /** Which alerts are repeated, or when, may have changed. */
  readonly changed = new Signal<void>();
  readonly #options: RemindersOptions;
  readonly #open = new Map<string, Kept>();
  #timer: Timer | null = null;
  #isRunning = false;
  /** What is written tells of its event, and so comes back here. */
  #isWriting = false;
  #isStale = false;

  constructor(options: RemindersOptions) {
    this.#options = options;
  }

  /** Goes on with what the last run left. */
  start(): void {
    this.#isRunning = true;
    const awaiting = this.#options.store.reminders.awaiting();
    for (const event of awaiting.ok ? awaiting.value : []) this.#keep(event);
    this.check();
  }

  /** Another database stands in place of the one that they were read from. */
  reload(): void {
    this.#open.clear();
    this.start();
    this.changed.emit();
  }

  /** Durations were changed. */
  reschedule(): void {
    this.check();
    this.changed.emit();
  }

  stop(): void {
    this.#isRunning = false;
    this.#timer?.cancel();
  }

  /** It is new, or what became of one of its deliveries is, or somebody has acknowledged it. */
  update(event: AlertEvent): void {
    if (!isCritical(event)) return;
    const isNews = isAwaiting(event) || this.#open.has(event.id);
    if (isAwaiting(event)) this.#keep(event);
    else this.#open.delete(event.id);
    if (!isNews) return;
    this.check();
    this.changed.emit();
  }

  /** The events of a rule that are still to be told again. */
  openOf(ruleId: string): AlertEvent[] {
    return [...this.#open.values()].map(({ event }) => event).filter((event) => event.ruleId === ruleId);
  }

  /** Each alert with what comes next, in the order in which they fired. */
  all(): { readonly event: AlertEvent; readonly next: readonly Reminder[] }[] {
    return [...this.#open.values()].map((kept) => ({ event: kept.event, next: this.#next(kept) }));
  }

  /** Writes what is due, and waits for the next. To be called too when the computer woke up. */
  check(): void {
    this.#isStale = true;
    if (!this.#isRunning || this.#isWriting) return;
    this.#timer?.cancel();
    this.#isWriting = true;
    let waitMs: number | null = null;
    while (this.#isStale) {
      this.#isStale = false;
      waitMs = this.#writeDue();
    }
    this.#isWriting = false;
    if (waitMs === null) return;
    this.#timer = this.#options.clock.after(Math.min(checkEveryMs, waitMs), () => this.check());
  }

  /** How long until the next one; null: until something happens. */
  #writeDue(): number | null {
    const { clock, store } = this.#options;
    const { monoMs } = clock.now();
    const together = this.#repeatedAt(monoMs);
    const isDue = (reminder: Reminder): boolean =>
      reminder.dueMs <= monoMs ||
      (reminder.kind === "repeat" && reminder.dueMs < monoMs + togetherWithinMs && together.has(reminder.destination));
    let waitMs: number | null = null;
    for (const kept of [...this.#open.values()]) {
      if (isOver(kept, this.#options.rules)) {
        if (store.reminders.end(kept.event.id).ok) this.#open.delete(kept.event.id);
        else waitMs = Math.min(waitMs ?? storeRetryMs, storeRetryMs);
        continue;
      }
      const next = this.#next(kept);
      const due = next.filter(isDue);
      const isWritten = due.every((reminder) => this.#write(kept.event, reminder));
      if (due.length > 0 && isWritten) {
        failpoint("reminded");
        this.#added(kept.event.id);
      }
      const after = isWritten ? next.find((reminder) => !isDue(reminder)) : { dueMs: monoMs + storeRetryMs };
      if (after !== undefined) waitMs = Math.min(waitMs ?? Infinity, after.dueMs - monoMs);
    }
    return waitMs;
  }

  /** Destinations at which something is told again now. */
  #repeatedAt(monoMs: number): ReadonlySet<DestinationId> {
    const next = [...this.#open.values()].flatMap((kept) => this.#next(kept));
    return new Set(next.flatMap((each) => (each.kind === "repeat" && each.dueMs <= monoMs ? [each.destination] : [])));
  }

  /** False where the database failed. What it did not take because somebody has acknowledged it needs no further try. */
  #write(event: AlertEvent, reminder: Reminder): boolean {
    const { clock, store, escalatesTo } = this.#options;
    const { wallMs } = clock.now();
    if (reminder.kind === "escalation") return store.reminders.escalate(event.id, escalatesTo(event), wallMs).ok;
    return store.reminders.repeat({ ...reminder, eventId: event.id }, wallMs).ok;
  }

  /** As it is in the database now, with what was added or with the answer that came first. */
  #added(eventId: string): void {
    const found = this.#options.store.events.get(eventId);
    if (!found.ok) return;
    if (found.value === null || !isAwaiting(found.value)) this.#open.delete(eventId);
    else {
      this.#keep(found.value);
      this.#options.added(found.value);
    }
    this.changed.emit();
  }

  #next(kept: Kept): Reminder[] {
    return nextReminders(kept, this.#options.rules);
  }

  /** When what was known before came about is not worked out anew: the wall clock may have been set since. */
  #keep(event: AlertEvent): void {
    const known = this.#open.get(event.id);
    const { wallMs, monoMs } = this.#options.clock.now();
    const monoOf = (iso: string): number => monoMs - Math.max(0, wallMs - Date.parse(iso));
    const deliveries = event.deliveries.map(({ destination, occasion, nth, state, at }): PastDelivery => {
      const before = known?.deliveries.find(
        (each) => each.destination === destination && each.occasion === occasion && each.nth === nth,
      );
      const sinceMs = before?.state === state ? before.sinceMs : monoOf(at);
      return { destination, occasion, nth, state, sinceMs };
    });
    this.#open.set(event.id, { event, firedMs: known?.firedMs ?? monoOf(event.decidedAt), deliveries });
  }
}

function isCritical({ kind, rule }: AlertEvent): boolean {
  return kind === "fired" && rule?.notify.urgency === "critical";
}

function isAwaiting(event: AlertEvent): boolean {
  return event.acknowledgedAt === null;
}
