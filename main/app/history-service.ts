/** What happened, as the window asks for it. */
import { message } from "../../preload/contract/messages/message.ts";
import type { AcknowledgedBy, AlertEvent } from "../../preload/contract/event.ts";
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import type { Clock } from "../lib/clock.ts";
import type { EventQuery, Store } from "../store/store-interface.ts";
import { Signal } from "../lib/signal.ts";
import type { InMemoryFallback } from "./persistence/in-memory-fallback.ts";

/** As many as the database answers where none are named. */
const defaultLimit = 100;

export interface Acknowledged {
  readonly event: AlertEvent;
  readonly by: AcknowledgedBy;
}

/** What of the history is in memory alone. */
export type HistoryInMemory = Pick<InMemoryFallback, "event" | "events" | "acknowledge" | "upToDate">;

/** In the window, or by a script. */
const inTheApp: AcknowledgedBy = { destination: null, name: null, person: null };

export class HistoryService {
  readonly unreadChanged = new Signal<number>();
  /** A person has seen this event; told again at each answer. */
  readonly acknowledged = new Signal<Acknowledged>();
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #inMemoryFallback: HistoryInMemory;

  constructor(store: Store, clock: Clock, inMemoryFallback: HistoryInMemory) {
    this.#store = store;
    this.#clock = clock;
    this.#inMemoryFallback = inMemoryFallback;
  }

  /** Newest first. What the database could not take yet is in it all the same, and comes first. */
  list(query: {
    limit?: number | undefined;
    beforeSeq?: number | undefined;
    ruleId?: string | undefined;
  }): Result<AlertEvent[]> {
    const given: EventQuery = {
      ...(query.limit === undefined ? {} : { limit: query.limit }),
      ...(query.beforeSeq === undefined ? {} : { beforeSeq: query.beforeSeq }),
      ...(query.ruleId === undefined ? {} : { ruleId: query.ruleId }),
    };
    const { limit = defaultLimit, beforeSeq = Infinity, ruleId } = given;
    const inMemory = this.#inMemoryFallback
      .events()
      .filter((event) => event.seq < beforeSeq && (ruleId === undefined || event.ruleId === ruleId));
    const found = this.#store.events.list(given);
    const stored = found.ok ? ok(found.value.map((event) => this.#inMemoryFallback.upToDate(event))) : found;
    if (inMemory.length === 0 || (!stored.ok && beforeSeq !== Infinity)) return stored;
    const ids = new Set(inMemory.map(({ id }) => id));
    const others = stored.ok ? stored.value.filter(({ id }) => !ids.has(id)) : [];
    return ok([...inMemory, ...others].slice(0, Math.max(1, limit)));
  }

  get(id: string): Result<AlertEvent> {
    const inMemory = this.#inMemoryFallback.event(id);
    if (inMemory !== null) return ok(inMemory);
    const event = this.#store.events.get(id);
    if (!event.ok) return event;
    return event.value === null
      ? fail("event-not-found", message("answer.no-event"), "id")
      : ok(this.#inMemoryFallback.upToDate(event.value));
  }

  markRead(uptoSeq: number): Result<{ unread: number }> {
    const unread = this.#store.events.markRead(uptoSeq, this.#clock.now().wallMs);
    if (!unread.ok) return unread;
    this.unreadChanged.emit(unread.value);
    return ok({ unread: unread.value });
  }

  /**
   * The first answer counts; a later one changes nothing. While the database refuses, it holds all the same: the event says that it is
   * not saved yet.
   */
  acknowledge(id: string, by: AcknowledgedBy = inTheApp): Result<AlertEvent> {
    const nowMs = this.#clock.now().wallMs;
    const inMemory = this.#inMemoryFallback.acknowledge(id, by, nowMs);
    const event = inMemory === null ? this.#store.events.acknowledge(id, by, nowMs) : ok(inMemory);
    if (!event.ok) return event;
    if (event.value === null) return fail("event-not-found", message("answer.no-event"), "id");
    const seen = this.#inMemoryFallback.upToDate(event.value);
    this.unreadChanged.emit(this.unread());
    this.acknowledged.emit({ event: seen, by });
    return ok(seen);
  }

  /** What the database cannot say counts as none: a badge is not worth an error. */
  unread(): number {
    const unread = this.#store.events.unread();
    const inMemory = this.#inMemoryFallback.events().filter(({ readAt }) => readAt === null);
    return (unread.ok ? unread.value : 0) + inMemory.length;
  }
}
