/**
 * That a person has seen an alert, while the database refuses to take it: it holds at once, so that nothing is repeated and nothing more is
 * sent of it, and is written as soon as it can be. Where the process ends before that, the alert is open again at the next start: every
 * event that is given out meanwhile says so.
 */
import type { AcknowledgedBy, AlertEvent } from "../../../preload/contract/event.ts";
import { ok, type Result } from "../../../preload/contract/result.ts";
import { Signal } from "../../lib/signal.ts";
import type { DueDelivery } from "../../store/delivery-types.ts";
import type { Store } from "../../store/store-interface.ts";

interface Acknowledgement {
  readonly by: AcknowledgedBy;
  readonly atMs: number;
  /** It counts as unread in the database, and no more for the person. */
  readonly isUnreadInStore: boolean;
  /** The event is in memory alone as well, and is written first. */
  readonly waitsForEvent: boolean;
}

export class KeptAcknowledgements {
  /** An event with what was kept of it is as it is in the database now. */
  readonly written = new Signal<AlertEvent>();
  readonly #kept = new Map<string, Acknowledgement>();

  get size(): number {
    return this.#kept.size;
  }

  get unreadInStore(): number {
    return [...this.#kept.values()].filter(({ isUnreadInStore }) => isUnreadInStore).length;
  }

  has(eventId: string): boolean {
    return this.#kept.has(eventId);
  }

  /** The first answer counts. Answers the event as it is from now on. */
  keep(event: AlertEvent, by: AcknowledgedBy, nowMs: number): AlertEvent {
    const waitsForEvent = event.unsaved === true;
    const isUnreadInStore = event.readAt === null && !waitsForEvent;
    if (event.acknowledgedAt === null && !this.#kept.has(event.id))
      this.#kept.set(event.id, { by, atMs: nowMs, isUnreadInStore, waitsForEvent });
    return this.on(event);
  }

  /** The event with what is kept of it. */
  on(event: AlertEvent): AlertEvent {
    const kept = this.#kept.get(event.id);
    if (kept === undefined || event.acknowledgedAt !== null) return event;
    const at = new Date(Math.round(kept.atMs)).toISOString();
    const readAt = event.readAt ?? at;
    return { ...event, acknowledgedAt: at, acknowledgedBy: kept.by, readAt, acknowledgementUnsaved: true };
  }

  /** Writes what is kept, as far as the database takes it. */
  write(store: Pick<Store, "events">): void {
    for (const [id, { waitsForEvent }] of this.#kept) {
      if (waitsForEvent) continue;
      const done = this.#write(id, store);
      if (!done.ok) return;
      if (done.value !== null) this.written.emit(done.value);
    }
  }

  /** Of an event that was written this moment: writes what is kept of it. Answers the event with it. */
  writeOn(event: AlertEvent, store: Pick<Store, "events">): AlertEvent {
    if (!this.#kept.has(event.id)) return event;
    const done = this.#write(event.id, store);
    return (done.ok ? done.value : null) ?? this.on(event);
  }

  #write(id: string, store: Pick<Store, "events">): Result<AlertEvent | null> {
    const kept = this.#kept.get(id);
    if (kept === undefined) return ok(null);
    const done = store.events.acknowledge(id, kept.by, kept.atMs);
    if (done.ok) this.#kept.delete(id);
    else
      this.#kept.set(id, {
        ...kept,
        waitsForEvent: false,
        isUnreadInStore: kept.isUnreadInStore || kept.waitsForEvent,
      });
    return done;
  }
}

/** The same store, in which acknowledging works as long as the event can be read. */
export function withAcknowledgementsKept(store: Store, kept: KeptAcknowledgements): Store {
  const on = (event: AlertEvent): AlertEvent => kept.on(event);
  const onEach = (found: Result<AlertEvent[]>): Result<AlertEvent[]> =>
    kept.size === 0 || !found.ok ? found : ok(found.value.map(on));
  const onOne = (found: Result<AlertEvent | null>): Result<AlertEvent | null> =>
    kept.size === 0 || !found.ok || found.value === null ? found : ok(on(found.value));
  const onRows = (found: Result<DueDelivery[]>): Result<DueDelivery[]> =>
    kept.size === 0 || !found.ok ? found : ok(found.value.map((row) => ({ ...row, event: on(row.event) })));

  return {
    ...store,
    commit(...given) {
      const done = store.commit(...given);
      return done.ok ? ok(done.value.map((event) => kept.writeOn(event, store))) : done;
    },
    recordBlind(...given) {
      const done = store.recordBlind(...given);
      return done.ok ? ok(kept.writeOn(done.value, store)) : done;
    },
    keep(checkpoint) {
      const done = store.keep(checkpoint);
      if (done.ok) kept.write(store);
      return done;
    },
    events: {
      ...store.events,
      list: (query) => onEach(store.events.list(query)),
      get: (id) => onOne(store.events.get(id)),
      openBlind: () => onEach(store.events.openBlind()),
      unread() {
        const unread = store.events.unread();
        return unread.ok ? ok(Math.max(0, unread.value - kept.unreadInStore)) : unread;
      },
      acknowledge(id, by, nowMs) {
        // The answer that came first is on its way already.
        const done = kept.has(id) ? null : store.events.acknowledge(id, by, nowMs);
        if (done?.ok === true) return done;
        const found = store.events.get(id);
        if (!found.ok) return done ?? found;
        return ok(found.value === null ? null : kept.keep(found.value, by, nowMs));
      },
    },
    deliveries: {
      ...store.deliveries,
      due: (...given) => onRows(store.deliveries.due(...given)),
      kept: (destination) => onRows(store.deliveries.kept(destination)),
      releaseDue: (...given) => onRows(store.deliveries.releaseDue(...given)),
      recover: (...given) => onRows(store.deliveries.recover(...given)),
      ofEvent: (eventId) => onRows(store.deliveries.ofEvent(eventId)),
      inMessage: (...given) => onRows(store.deliveries.inMessage(...given)),
      shownBetween: (...given) => onRows(store.deliveries.shownBetween(...given)),
    },
    reminders: {
      ...store.reminders,
      awaiting() {
        const awaiting = store.reminders.awaiting();
        return awaiting.ok ? ok(awaiting.value.filter(({ id }) => !kept.has(id))) : awaiting;
      },
    },
  };
}
