/**
 * Deliveries while the database refuses. To the outbox it looks like the database's own table of deliveries; what cannot be
 * written is kept here, and written as soon as it can be. So an alert reaches the person though nothing can be remembered of
 * it yet, in the same order, joined in the same storms and tried as often as any other, and is not shown again afterwards.
 *
 * What that gives up: where the process ends before the database is back, nobody knows what was shown, and it is shown again
 * under the same id. The alternative would be not to show it at all.
 */
import type { AlertEvent } from "../../../preload/contract/event.ts";
import { ok, type Result } from "../../../preload/contract/result.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Channel } from "../../delivery/channel.ts";
import type { OutboxStore } from "../../delivery/outbox.ts";
import type {
  DeliveryOutcome,
  DueDelivery,
  DispatchBatch,
  Occasion,
  Store,
  AlreadyDelivered,
} from "../../store/store-interface.ts";
import { begunRow, endedRow, eventOfRows, newRow } from "./in-memory-row.ts";

/** Under an alert that could not be written before it was shown. */
const notSaved = "Not saved yet: Pricebell cannot write its database.";

export interface InMemoryFallbackOptions {
  readonly clock: Clock;
  readonly store: Pick<Store, "deliveries" | "events" | "health">;
  /** Deliveries of these events were written at last. */
  readonly written: (eventIds: readonly string[]) => void;
}

/** A delivery of an event that is in memory alone. */
interface Waiting {
  row: DueDelivery;
}

/** What became of a delivery that is in the database and could not be written there; null while the channel has it. */
interface Unwritten {
  readonly row: DueDelivery;
  readonly dispatchBatch: DispatchBatch;
  readonly outcome: DeliveryOutcome | null;
}

export class InMemoryFallback {
  readonly #options: InMemoryFallbackOptions;
  /** By delivery id; those of the database are positive, these count down from -1. */
  readonly #waiting = new Map<number, Waiting>();
  readonly #idOf = new Map<string, number>();
  readonly #inFlight = new Set<number>();
  readonly #unwritten = new Map<number, Unwritten>();
  /** What the database last said is due. */
  #found = new Map<number, DueDelivery>();
  #lastId = 0;
  #settled: (() => void)[] = [];

  constructor(options: InMemoryFallbackOptions) {
    this.#options = options;
  }

  /**
   * An event that the database refused. The same one again brings it up to date; it is shown once for each occasion. True
   * where that is new.
   */
  add(event: AlertEvent, occasion: Occasion): boolean {
    const known = this.#waiting.get(this.#idOf.get(nameOf(event.id, occasion)) ?? 0);
    if (known !== undefined) {
      known.row = { ...known.row, event: { ...event, seq: known.row.event.seq } };
      return false;
    }
    const nowMs = this.#options.clock.now().wallMs;
    const id = (this.#lastId -= 1);
    const row = newRow(id, event, occasion, nowMs);
    this.#waiting.set(id, { row });
    this.#idOf.set(nameOf(event.id, occasion), id);
    return true;
  }

  /** The event is in the database now, or will never be. */
  drop(eventId: string, occasion: Occasion): void {
    const name = nameOf(eventId, occasion);
    const id = this.#idOf.get(name);
    if (id === undefined) return;
    this.#waiting.delete(id);
    this.#idOf.delete(name);
    this.#inFlight.delete(id);
    this.#settle();
  }

  /** With what became of it up to now. Null where the database has it, or nobody. */
  event(eventId: string): AlertEvent | null {
    const rows = (["event", "over"] as const)
      .map((occasion) => this.#waiting.get(this.#idOf.get(nameOf(eventId, occasion)) ?? 0)?.row)
      .filter((row) => row !== undefined);
    return eventOfRows(rows);
  }

  /** Everything that is in memory alone, newest first. */
  events(): AlertEvent[] {
    const ids = new Set([...this.#waiting.values()].map(({ row }) => row.eventId));
    return [...ids]
      .map((id) => this.event(id))
      .filter((event) => event !== null)
      .sort((a, b) => b.seq - a.seq);
  }

  /** What was shown of events that are in memory alone; their deliveries are to be written as shown. */
  alreadyDelivered(occasion: Occasion): AlreadyDelivered {
    const rows = [...this.#waiting.values()].map(({ row }) => row);
    return new Map(
      rows.flatMap((row) => (row.state === "shown" && row.occasion === occasion ? [[row.eventId, row]] : [])),
    );
  }

  /** One of these events is with the channel at this moment: until it answers, nobody can say whether it was shown. */
  get inFlight(): boolean {
    return this.#inFlight.size > 0;
  }

  /** Runs once nothing is {@link inFlight}; until then no further one is begun. */
  whenSettled(run: () => void): void {
    this.#settled.push(run);
  }

  /** Writes down what became of deliveries meanwhile. To be called when the database is back. */
  write(): void {
    const { store, clock } = this.#options;
    const nowMs = clock.now().wallMs;
    const written = new Set<string>();
    for (const [id, { row, dispatchBatch, outcome }] of this.#unwritten) {
      if (outcome === null) continue;
      // Begun as well, where that could not be written either; one that was is left as it is.
      if (!store.deliveries.begin([id], dispatchBatch, nowMs).ok || !store.deliveries.end([id], outcome, nowMs).ok)
        break;
      this.#unwritten.delete(id);
      written.add(row.eventId);
    }
    if (written.size > 0) this.#options.written([...written]);
  }

  /** Another file stands in place of the database: the ids of deliveries in it mean others. */
  replaced(): void {
    this.#unwritten.clear();
    this.#found.clear();
  }

  /** What the outbox is given as its database. */
  readonly asStore: OutboxStore = {
    events: {
      get: (id) => {
        const event = this.event(id);
        return event === null ? this.#options.store.events.get(id) : ok(event);
      },
    },
    deliveries: {
      due: (nowMs, limit) => this.#due(nowMs, limit),
      nextDueMs: () => this.#nextDueMs(),
      begin: (ids, dispatchBatch, nowMs) => this.#begin(ids, dispatchBatch, nowMs),
      end: (ids, outcome, nowMs) => this.#end(ids, outcome, nowMs),
      retry: (ids, nextMs, nowMs) => this.#options.store.deliveries.retry(ids, nextMs, nowMs),
      recover: (nowMs) => this.#options.store.deliveries.recover(nowMs),
      inMessage: (messageId) => this.#inMessage(messageId),
      shownBetween: (fromMs, toMs) => this.#options.store.deliveries.shownBetween(fromMs, toMs),
    },
  };

  /** The channel as the outbox is given it: a message about what is in memory alone says so. */
  channel(channel: Channel): Channel {
    return {
      id: channel.id,
      show: (message) => channel.show(this.inFlight ? { ...message, body: `${message.body}\n${notSaved}` } : message),
      onAction: (listener) => channel.onAction(listener),
      onStatus: (listener) => channel.onStatus(listener),
      status: () => channel.status(),
      stop: () => channel.stop(),
      ...(channel.reconcile === undefined ? {} : { reconcile: channel.reconcile.bind(channel) }),
    };
  }

  get #isUp(): boolean {
    return this.#options.store.health().state === "ok";
  }

  #due(nowMs: number, limit: number | undefined): Result<DueDelivery[]> {
    if (this.#isUp) this.write();
    // Those that are waiting to be written are still due in the database: they must not crowd out the others.
    const most = limit === undefined ? undefined : limit + this.#unwritten.size;
    const found = this.#options.store.deliveries.due(nowMs, most);
    if (!found.ok && this.#waiting.size === 0) return found;
    const rows = found.ok ? found.value.filter((row) => !this.#unwritten.has(row.id)) : [];
    this.#found = new Map(rows.map((row) => [row.id, row]));
    for (const { row, outcome } of this.#unwritten.values()) {
      if (outcome?.state === "pending" && outcome.nextAttemptMs <= nowMs) rows.push(row);
    }
    for (const { row } of this.#waiting.values()) {
      if (row.state === "pending" && row.nextAttemptMs <= nowMs) rows.push(row);
    }
    return ok(rows);
  }

  #nextDueMs(): Result<number | null> {
    const found = this.#options.store.deliveries.nextDueMs();
    let nextMs = found.ok ? found.value : null;
    for (const { row } of this.#waiting.values()) {
      if (row.state === "pending") nextMs = Math.min(nextMs ?? Infinity, row.nextAttemptMs);
    }
    for (const { outcome } of this.#unwritten.values()) {
      if (outcome?.state === "pending") nextMs = Math.min(nextMs ?? Infinity, outcome.nextAttemptMs);
    }
    return nextMs === null ? found : ok(nextMs);
  }

  /** From memory where the database cannot be read: a message that misses a name is better than none. */
  #inMessage(messageId: string): Result<DueDelivery[]> {
    const found = this.#options.store.deliveries.inMessage(messageId);
    const kept = [...this.#waiting.values(), ...this.#unwritten.values()].map(({ row }) => row);
    return ok([...(found.ok ? found.value : []), ...kept.filter((row) => row.messageId === messageId)]);
  }

  #begin(ids: readonly number[], dispatchBatch: DispatchBatch, nowMs: number): Result<number[]> {
    const { messageId } = dispatchBatch;
    const begun: number[] = [];
    const stored: number[] = [];
    for (const id of ids) {
      const waiting = this.#waiting.get(id);
      const unwritten = this.#unwritten.get(id);
      if (waiting !== undefined) {
        if (waiting.row.state !== "pending" || this.#settled.length > 0) continue;
        waiting.row = begunRow(waiting.row, messageId, nowMs);
        this.#inFlight.add(id);
        begun.push(id);
      } else if (unwritten !== undefined) {
        if (unwritten.outcome?.state !== "pending") continue;
        this.#unwritten.set(id, { row: begunRow(unwritten.row, messageId, nowMs), dispatchBatch, outcome: null });
        begun.push(id);
      } else if (id > 0) {
        stored.push(id);
      }
    }
    this.#absorb(dispatchBatch);
    if (stored.length === 0) return ok(begun);
    const result = this.#isUp ? this.#options.store.deliveries.begin(stored, dispatchBatch, nowMs) : null;
    for (const id of stored) {
      const row = this.#found.get(id);
      // The database never said that it is due.
      if (row === undefined) continue;
      const begunAs = begunRow(row, messageId, nowMs);
      this.#found.set(id, begunAs);
      if (result?.ok === true) continue;
      this.#unwritten.set(id, { row: begunAs, dispatchBatch, outcome: null });
      begun.push(id);
    }
    return ok(result?.ok === true ? [...begun, ...result.value] : begun);
  }

  #end(ids: readonly number[], outcome: DeliveryOutcome, nowMs: number): Result<number[]> {
    const stored: number[] = [];
    for (const id of ids) {
      const waiting = this.#waiting.get(id);
      const unwritten = this.#unwritten.get(id);
      if (waiting !== undefined) {
        this.#inFlight.delete(id);
        waiting.row = endedRow(waiting.row, outcome, nowMs);
      } else if (unwritten !== undefined) {
        this.#unwritten.set(id, { ...unwritten, row: endedRow(unwritten.row, outcome, nowMs), outcome });
      } else if (id > 0) stored.push(id);
    }
    if (stored.length > 0) {
      const result = this.#isUp ? this.#options.store.deliveries.end(stored, outcome, nowMs) : null;
      if (result?.ok !== true) {
        for (const id of stored) this.#keepEnd(id, outcome, nowMs);
      }
    }
    this.#settle();
    return ok([...ids]);
  }

  /** How one ended that the database knows to be begun. */
  #keepEnd(id: number, outcome: DeliveryOutcome, nowMs: number): void {
    const row = this.#found.get(id);
    if (row === undefined) return;
    const dispatchBatch = { messageId: row.messageId ?? row.eventId };
    this.#unwritten.set(id, { row: endedRow(row, outcome, nowMs), dispatchBatch, outcome });
  }

  /** Those shown alone that are in memory; the others the database finds itself. */
  #absorb({ messageId, supersedes = [] }: DispatchBatch): void {
    for (const eventId of supersedes) {
      const waiting = this.#waiting.get(this.#idOf.get(nameOf(eventId, "event")) ?? 0);
      if (waiting?.row.state === "shown") waiting.row = { ...waiting.row, messageId, externalId: null };
    }
  }

  #settle(): void {
    if (!this.inFlight) for (const run of this.#settled.splice(0)) run();
  }
}

const nameOf = (eventId: string, occasion: Occasion): string => `${eventId} ${occasion}`;
