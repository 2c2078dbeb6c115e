/**
 * Deliveries while the database refuses. To the outbox it looks like the database's own table of deliveries; what cannot be
 * written is kept here, and written as soon as it can be. So an alert reaches the person though nothing can be remembered of
 * it yet, in the same order, joined in the same messages and tried as often as any other, and is not shown again afterwards.
 *
 * What that gives up: where the process ends before the database is back, nobody knows what was shown, and it is shown again
 * under the same id. The alternative would be not to show it at all.
 */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { AcknowledgedBy, AlertEvent } from "../../../preload/contract/event.ts";
import { ok, type Result } from "../../../preload/contract/result.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Channel } from "../../delivery/channel.ts";
import type { OutboxStore } from "../../delivery/outbox.ts";
import { keepsDecisions } from "../../store/store-health.ts";
import type { AlreadyDelivered, DeliveryOutcome, DueDelivery, Occasion } from "../../store/delivery-types.ts";
import type { DispatchBatch, Store } from "../../store/store-interface.ts";
import { FoundDeliveries } from "./found-deliveries.ts";
import { InMemoryDeliveries, type DeliveredAt } from "./in-memory-deliveries.ts";
import { InMemoryReminders, type RemindersStore } from "./in-memory-reminders.ts";
import { begunRow, endedRow, isDelivered } from "./in-memory-row.ts";
import { InMemoryView } from "./in-memory-view.ts";
import type { KeptAcknowledgements } from "./kept-acknowledgements.ts";
import { KeptInMemory } from "./kept-in-memory.ts";
import { TakenOver } from "./taken-over.ts";
import { unsavedSaidOn } from "./unsaved-channel.ts";
import { UnwrittenDeliveries } from "./unwritten-deliveries.ts";

export interface InMemoryFallbackOptions {
  readonly clock: Clock;
  readonly store: Pick<Store, "deliveries" | "events" | "health" | "reminders">;
  readonly destinationsOf: DeliveredAt;
  readonly acknowledgements: Pick<KeptAcknowledgements, "keep" | "on">;
  /** Deliveries of these events were written at last. */
  readonly written: (eventIds: readonly string[]) => void;
}

export class InMemoryFallback {
  readonly #options: InMemoryFallbackOptions;
  readonly #waiting: InMemoryDeliveries;
  readonly #kept: KeptInMemory;
  readonly #inFlight = new Set<number>();
  readonly #unwritten = new UnwrittenDeliveries();
  readonly #view: InMemoryView;
  readonly #reminders: InMemoryReminders;
  readonly #found = new FoundDeliveries();
  readonly #takenOver = new TakenOver();
  #settled: (() => void)[] = [];

  constructor(options: InMemoryFallbackOptions) {
    this.#options = options;
    this.#waiting = new InMemoryDeliveries(options.destinationsOf);
    this.#kept = new KeptInMemory({
      store: options.store,
      pending: (destination, isKept) => this.#pendingOf(destination, isKept),
      change: (id, change) => this.#change(id, change),
      found: (id) => this.#found.get(id),
      isUnwritten: (id) => this.#unwritten.has(id),
      foundToo: (destination, rows) => this.#found.add(destination, rows),
    });
    const { store, acknowledgements } = options;
    this.#view = new InMemoryView(store, this.#waiting, this.#unwritten, this.#takenOver, acknowledgements);
    this.#reminders = new InMemoryReminders({
      ...options,
      waiting: this.#waiting,
      view: this.#view,
      write: () => this.#isUp && this.write(),
    });
  }

  /**
   * An event that the database refused. The same one again brings it up to date; it is shown once for each occasion and
   * destination. True where that is new.
   */
  add(event: AlertEvent, occasion: Occasion): boolean {
    return this.#waiting.add(event, occasion, this.#options.clock.now().wallMs);
  }

  /** The event is in the database now, or will never be. */
  drop(eventId: string, occasion: Occasion): void {
    const ids = this.#waiting.drop(eventId, occasion);
    for (const id of ids) this.#inFlight.delete(id);
    if (ids.length > 0) this.#settle();
  }

  /** With what became of it up to now. Null where the database has it, or nobody. */
  event(eventId: string): AlertEvent | null {
    return this.#waiting.event(eventId);
  }

  /** A person has seen it; nothing more is sent of it. The first answer counts. Null where it is not in memory alone. */
  acknowledge(eventId: string, by: AcknowledgedBy, nowMs: number): AlertEvent | null {
    const event = this.event(eventId);
    if (event === null) return null;
    this.#waiting.acknowledge(this.#options.acknowledgements.keep(event, by, nowMs), nowMs);
    return this.event(eventId);
  }

  /** Everything that is in memory alone, newest first. */
  events(): AlertEvent[] {
    return this.#waiting.events();
  }

  /** An event of the database, with what became of it meanwhile. */
  upToDate(event: AlertEvent): AlertEvent {
    return this.#view.upToDate(event);
  }

  /** What was shown, and on which destination, and is in memory alone, or in a message that is; to be written as shown. */
  alreadyDelivered(occasion: Occasion): AlreadyDelivered {
    const isFirst = (row: DueDelivery): boolean => row.occasion === occasion && row.nth === 1;
    const rows = [...this.#unwritten.takenOver(), ...this.#waiting.all()];
    const told = rows.filter((row) => isDelivered(row.state) && isFirst(row));
    return told.map((row) => ({ ...row, supersedes: this.#takenOver.eventsIn(row.destination, row.messageId) }));
  }

  /** One of these events is with a channel at this moment: until it answers, nobody can say whether it was shown. */
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
    const deliveries = this.#unwritten.write(store.deliveries, clock.now().wallMs);
    this.#kept.write();
    this.#takenOver.keepOnly(this.#view.inMemory());
    const written = new Set([...deliveries, ...this.#reminders.write()]);
    if (written.size > 0) this.#options.written([...written]);
  }

  /** Another file stands in place of the database: the ids of deliveries in it mean others. */
  replaced(): void {
    this.#unwritten.clear();
    this.#found.clear();
    this.#takenOver.clear();
    this.#kept.replaced();
    this.#reminders.replaced();
  }

  /** What reminders are given as their database. */
  get forReminders(): RemindersStore {
    return this.#reminders.asStore;
  }

  /** Where events were told, what is in memory alone among it. */
  get told(): Pick<InMemoryView, "ofEvent" | "inMessage"> {
    return this.#view;
  }

  /** What the outbox is given as its database. */
  get asStore(): OutboxStore {
    const { deliveries } = this.#options.store;
    return {
      events: { get: (id) => this.#view.event(id) },
      deliveries: {
        // What a crash left in hand is in the database: what is in memory alone has been through none.
        ...deliveries,
        due: (destination, untilMs, limit) => this.#due(destination, untilMs, limit),
        nextDueMs: (destination) => this.#nextDueMs(destination),
        begin: (ids, dispatchBatch, nowMs) => this.#begin(ids, dispatchBatch, nowMs),
        end: (ids, outcome, nowMs) => this.#end(ids, outcome, nowMs),
        keep: (ids) => this.#kept.keep(ids),
        release: (destination, nowMs) => this.#kept.release(destination, nowMs),
        releaseDue: (destination, untilMs) => this.#kept.releaseDue(destination, untilMs),
        kept: (destination) => this.#kept.kept(destination),
        inMessage: (destination, messageId) => this.#view.inMessage(destination, messageId),
      },
    };
  }

  /** The channel as the outbox is given it: a message about what is in memory alone says so. */
  channel(channel: Channel): Channel {
    return unsavedSaidOn(channel, () =>
      [...this.#inFlight].some((id) => this.#waiting.get(id)?.destination === channel.id),
    );
  }

  get #isUp(): boolean {
    return keepsDecisions(this.#options.store.health());
  }

  #due(destination: DestinationId, untilMs: number, limit: number): Result<DueDelivery[]> {
    if (this.#isUp) this.write();
    // Those that are waiting to be written, or to be marked as kept back, are still due in the database: they must not crowd out the others.
    const apart = this.#unwritten.size + this.#kept.size;
    const found = this.#options.store.deliveries.due(destination, untilMs, limit + apart);
    const inMemory = this.#pendingOf(destination).filter((row) => row.nextAttemptMs <= untilMs);
    if (!found.ok && this.#waiting.size === 0) return found;
    const stored = found.ok ? found.value.filter(({ id }) => !this.#unwritten.has(id) && !this.#kept.has(id)) : [];
    const rows = [...stored, ...this.#kept.due(destination, untilMs)];
    this.#found.replace(destination, rows);
    return ok([...rows, ...inMemory]);
  }

  #nextDueMs(destination: DestinationId): Result<number | null> {
    const found = this.#options.store.deliveries.nextDueMs(destination);
    let nextMs = found.ok ? found.value : null;
    for (const row of [...this.#pendingOf(destination), ...this.#kept.due(destination, Infinity)])
      nextMs = Math.min(nextMs ?? Infinity, row.nextAttemptMs);
    return nextMs === null ? found : ok(nextMs);
  }

  /** What this destination is to show or to try again, as far as the database does not know it. */
  #pendingOf(destination: DestinationId, isKept = false): DueDelivery[] {
    return this.#view
      .inMemory()
      .filter((row) => row.destination === destination && row.state === "pending" && row.isKept === isKept);
  }

  /** False where it is not in memory. */
  #change(id: number, change: (row: DueDelivery) => DueDelivery): boolean {
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined) this.#waiting.set(change(waiting));
    return this.#unwritten.change(id, change) || waiting !== undefined;
  }

  #begin(ids: readonly number[], dispatchBatch: DispatchBatch, nowMs: number): Result<number[]> {
    const { messageId, supersedes = [] } = dispatchBatch;
    const begun: number[] = [];
    const stored: number[] = [];
    for (const id of ids) {
      const waiting = this.#waiting.get(id);
      const unwritten = this.#unwritten.get(id);
      if (waiting !== undefined) {
        if (waiting.state !== "pending" || this.#settled.length > 0) continue;
        this.#waiting.set(begunRow(waiting, messageId, nowMs));
        if (this.#waiting.isHere(waiting.eventId)) this.#inFlight.add(id);
        begun.push(id);
      } else if (unwritten !== undefined) {
        if (unwritten.outcome?.state !== "pending") continue;
        this.#unwritten.set(id, { row: begunRow(unwritten.row, messageId, nowMs), dispatchBatch, outcome: null });
        begun.push(id);
      } else if (id > 0) {
        stored.push(id);
      }
    }
    const destination = this.#rowOf(ids[0] ?? 0)?.destination;
    if (destination !== undefined) {
      this.#waiting.supersede(supersedes, destination, messageId);
      this.#unwritten.supersede(supersedes, destination, messageId);
      const others = supersedes.filter((eventId) => !this.#waiting.isHere(eventId));
      this.#takenOver.add(others, destination, messageId);
    }
    if (stored.length === 0) return ok(begun);
    const result = this.#isUp ? this.#options.store.deliveries.begin(stored, dispatchBatch, nowMs) : null;
    for (const id of stored) {
      const row = this.#found.get(id);
      // The database never said that it is due.
      if (row === undefined) continue;
      const begunAs = begunRow(row, messageId, nowMs);
      this.#found.set(begunAs);
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
        this.#waiting.set(endedRow(waiting, outcome, nowMs));
      } else if (unwritten !== undefined) {
        this.#unwritten.set(id, { ...unwritten, row: endedRow(unwritten.row, outcome, nowMs), outcome });
      } else if (id > 0) stored.push(id);
    }
    if (stored.length > 0) {
      const result = this.#isUp ? this.#options.store.deliveries.end(stored, outcome, nowMs) : null;
      if (result?.ok !== true) for (const id of stored) this.#keepEnd(id, outcome, nowMs);
    }
    this.#settle();
    return ok([...ids]);
  }

  #rowOf(id: number): DueDelivery | undefined {
    return this.#waiting.get(id) ?? this.#unwritten.get(id)?.row ?? this.#found.get(id);
  }

  /** How one ended that the database knows to be begun. */
  #keepEnd(id: number, outcome: DeliveryOutcome, nowMs: number): void {
    const row = this.#found.get(id);
    if (row === undefined) return;
    const dispatchBatch = { messageId: row.messageId ?? row.eventId };
    this.#unwritten.set(id, { row: endedRow(row, outcome, nowMs), dispatchBatch, outcome });
  }

  #settle(): void {
    if (!this.inFlight) for (const run of this.#settled.splice(0)) run();
  }
}
