/** Reminders over events that are plain values, of a database whose calls can be made to fail. */
import { Reminders } from "../../../main/delivery/reminders/reminders.ts";
import type { StoredReminders } from "../../../main/store/reminders-table.ts";
import type { AlertEvent, Delivery } from "../../../preload/contract/event.ts";
import { fail, ok, type Result } from "../../../preload/contract/result.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { atMs, eventOf } from "../delivery-rows.ts";

export const minuteMs = 60_000;
export const isoOf = (ms: number): string => new Date(ms).toISOString();

export class RemindersDouble {
  /** The computer has run for two days. */
  readonly clock = new ManualClock(atMs, 172_800_000);
  /** As they are in the database. */
  readonly stored = new Map<string, AlertEvent>();
  readonly fails = new Set<keyof StoredReminders | "get">();
  /** What was written, in words, newest last. */
  readonly written: string[] = [];
  /** Of which events the outbox was told that there is something to send. */
  readonly added: string[] = [];
  escalatesAfterMs: number | null = null;
  /** How often windows were told. */
  changes = 0;
  /** As in the app: what is added tells of its event. */
  tellsBack = true;
  readonly reminders: Reminders;

  constructor() {
    const rules = {
      repeatsAfterMs: (destination: string) => (destination === "desktop" ? minuteMs : 5 * minuteMs),
      escalatesAfterMs: null,
    };
    Object.defineProperty(rules, "escalatesAfterMs", { get: () => this.escalatesAfterMs });
    this.reminders = new Reminders({
      clock: this.clock,
      rules,
      escalatesTo: () => ["second"],
      added: (event) => {
        this.added.push(event.id);
        if (this.tellsBack) this.reminders.update(event);
      },
      store: {
        events: { get: (id) => this.#answer("get", () => this.stored.get(id) ?? null) },
        reminders: this.#table(),
      },
    });
    this.reminders.changed.listen(() => (this.changes += 1));
  }

  /** Told at these destinations as it fired, which is now. */
  fire(id: string, destinations: readonly string[] = ["desktop"], change: Partial<AlertEvent> = {}): AlertEvent {
    const at = isoOf(this.clock.now().wallMs);
    const event = eventOf(id, {
      ruleId: `rule of ${id}`,
      rule: { notify: { to: "default", urgency: "critical" } } as never,
      decidedAt: at,
      deliveries: destinations.map(
        (destination) => ({ destination, occasion: "event", nth: 1, state: "shown", at }) as unknown as Delivery,
      ),
      ...change,
    });
    this.stored.set(id, event);
    return event;
  }

  /** The ids of those that are still to be told again. */
  open(): string[] {
    return this.reminders.all().map(({ event }) => event.id);
  }

  /** What is written to be told is told at once. */
  #tell(id: string, delivery: Partial<Delivery>): void {
    const event = this.stored.get(id);
    if (event === undefined) throw new Error(`There is no event ${id}.`);
    const told = { state: "shown", at: isoOf(this.clock.now().wallMs), ...delivery } as unknown as Delivery;
    this.stored.set(id, { ...event, deliveries: [...event.deliveries, told] });
  }

  #answer<T>(call: keyof StoredReminders | "get", work: () => T): Result<T> {
    return this.fails.has(call) ? fail("store-failed", "disk full") : ok(work());
  }

  #table(): StoredReminders {
    return {
      awaiting: () => this.#answer("awaiting", () => [...this.stored.values()]),
      repeat: ({ eventId, destination, occasion, nth }) =>
        this.#answer("repeat", () => {
          this.written.push(`${eventId} ${destination} ${nth}`);
          this.#tell(eventId, { destination, occasion, nth });
          return true;
        }),
      escalate: (eventId, destinations) =>
        this.#answer("escalate", () => {
          this.written.push(`${eventId} ${destinations.join()}`);
          for (const destination of destinations) this.#tell(eventId, { destination, occasion: "escalation", nth: 1 });
          return true;
        }),
      end: (eventId) =>
        this.#answer("end", () => {
          this.written.push(`${eventId} ended`);
          return null;
        }),
    };
  }
}
