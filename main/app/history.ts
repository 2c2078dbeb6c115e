/** What happened, as the window asks for it. */
import type { AlertEvent } from "../../preload/contract/event.ts";
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import type { Clock } from "../clock.ts";
import type { EventQuery, Store } from "../store/interface.ts";
import { Signal } from "./signal.ts";

export class HistoryService {
  readonly unreadChanged = new Signal<number>();
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Newest first. */
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
    return this.#store.events.list(given);
  }

  get(id: string): Result<AlertEvent> {
    const event = this.#store.events.get(id);
    if (!event.ok) return event;
    return event.value === null ? fail("event-not-found", "There is no such event.", "id") : ok(event.value);
  }

  markRead(uptoSeq: number): Result<{ unread: number }> {
    const unread = this.#store.events.markRead(uptoSeq, this.#clock.now().wallMs);
    if (!unread.ok) return unread;
    this.unreadChanged.emit(unread.value);
    return ok({ unread: unread.value });
  }

  /** 0 where the database cannot say: a badge is not worth an error. */
  unread(): number {
    const unread = this.#store.events.unread();
    return unread.ok ? unread.value : 0;
  }
}
