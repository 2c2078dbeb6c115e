/** Alerts while the database refuses: the wiring of the app as far as it is about this, on a real file that another program locks. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Database from "better-sqlite3";
import { expect } from "vitest";
import type { Decision } from "../../../main/alerts/decision.ts";
import { CommitQueue } from "../../../main/app/persistence/commit-queue.ts";
import { InMemoryFallback } from "../../../main/app/persistence/in-memory-fallback.ts";
import { KeptAcknowledgements, withAcknowledgementsKept } from "../../../main/app/persistence/kept-acknowledgements.ts";
import { Outbox, stopWithinMs } from "../../../main/delivery/outbox.ts";
import { inMemoryEvent } from "../../../main/store/events-table.ts";
import { Signal } from "../../../main/lib/signal.ts";
import { openStore, type Store } from "../../../main/store/store.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { decision, value } from "../../delivery/outbox-harness.ts";
import { RecordingChannel } from "../../delivery/recording-channel.ts";

/** What the app is made of between {@link FallbackHarness.open} and its end. */
interface Opened {
  readonly store: Store;
  readonly inMemoryFallback: InMemoryFallback;
  readonly commitQueue: CommitQueue;
  readonly outbox: Outbox;
}

export class FallbackHarness {
  readonly clock = new ManualClock();
  readonly channel = new RecordingChannel();
  /** Every event as windows were told of it, in that order. */
  readonly changed: AlertEvent[] = [];
  /** An event, or what became of one of its deliveries, is new, wherever it is kept. */
  readonly eventChanged = new Signal<AlertEvent>();
  /** Further channels; a test that wants some opens the app anew with them. */
  others: readonly RecordingChannel[] = [];
  readonly #folder = mkdtempSync(path.join(tmpdir(), "pricebell-fallback-"));
  #opened: Opened;
  #locking: Database.Database | null = null;

  constructor() {
    this.#opened = this.#open();
  }

  get store(): Store {
    return this.#opened.store;
  }

  get inMemoryFallback(): InMemoryFallback {
    return this.#opened.inMemoryFallback;
  }

  get commitQueue(): CommitQueue {
    return this.#opened.commitQueue;
  }

  get outbox(): Outbox {
    return this.#opened.outbox;
  }

  /** As after a restart, of an app that was closed. */
  open(): void {
    this.#opened = this.#open();
  }

  async close(): Promise<void> {
    this.unlock();
    this.commitQueue.stop();
    await this.outbox.stop();
    this.store.close();
  }

  /** For `afterEach`. */
  async end(): Promise<void> {
    // A channel that never answers must end the wait, not the test run.
    const closed = this.close();
    this.clock.advance(stopWithinMs);
    await closed;
    rmSync(this.#folder, { recursive: true });
    expect(this.clock.pending).toBe(0);
  }

  /** Another program takes the file: every write is refused, every read works. */
  lock(): void {
    this.#locking = new Database(this.store.file);
    this.#locking.exec("BEGIN IMMEDIATE");
  }

  unlock(): void {
    this.#locking?.close();
    this.#locking = null;
  }

  /** Lets everything go on that waits for nothing but its turn. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.settle();
  }

  /** The decision that a saved rule fires. */
  fire(rule: number): Decision {
    const { wallMs, monoMs } = this.clock.now();
    const made = decision(rule, "BTC-USD", "once", wallMs, monoMs);
    value(this.store.rules.save({ ...made.rule, state: "armed" }));
    return made;
  }

  /** {@link fire} of the rules 1 to `count`. */
  fireMany(count: number): Decision[] {
    return Array.from({ length: count }, (_, at) => this.fire(at + 1));
  }

  /** Decides and lets the outbox tell of it. */
  async commit(...made: readonly Decision[]): Promise<void> {
    this.commitQueue.add(made);
    await this.settle();
  }

  /** State of the delivery to the desktop, as the database has it. */
  desktop(eventId: string): unknown {
    return value(this.store.events.get(eventId))?.deliveries.find(({ destination }) => destination === "desktop")
      ?.state;
  }

  #open(): Opened {
    const { clock } = this;
    const opened = openStore({
      shownByWriting: ["history"],
      dataDir: path.join(this.#folder, "data"),
      nowMs: clock.now().wallMs,
    });
    if (!opened.ok) throw new Error(opened.error.message);
    const acknowledgements = new KeptAcknowledgements();
    const store = withAcknowledgementsKept(opened.value, acknowledgements);
    const channels = [this.channel, ...this.others];
    const tell = (event: AlertEvent | null): void => {
      if (event === null) return;
      this.changed.push(event);
      this.eventChanged.emit(event);
    };
    const inMemoryFallback = new InMemoryFallback({
      acknowledgements,
      clock,
      store,
      destinationsOf: () => channels.map(({ id }) => ({ destination: id, name: null })),
      written: (ids) => ids.forEach((id) => tell(value(store.events.get(id)))),
    });
    const commitQueue = new CommitQueue({
      clock,
      store,
      inMemoryFallback,
      destinationsOf: () => [...channels.map(({ id }) => id), "history"],
      lastTick: () => null,
      soon: (run) => void setImmediate(run),
    });
    const outbox = new Outbox({
      clock,
      store: inMemoryFallback.asStore,
      channels: channels.map((each) => ({ channel: inMemoryFallback.channel(each), enabled: () => true })),
      changed: (event) => {
        if (inMemoryFallback.event(event.id) === null) tell(event);
        else this.eventChanged.emit(event);
      },
      textOptions: { locale: "en", timeZone: "UTC", venueName: () => "the demo exchange" },
    });
    commitQueue.refused.listen(({ events }) => {
      for (const event of events) {
        inMemoryFallback.add(event, "event");
        this.eventChanged.emit(inMemoryFallback.event(event.id) ?? event);
      }
      outbox.wake();
    });
    commitQueue.givenUp.listen((ids) => ids.forEach((id) => inMemoryFallback.drop(id, "event")));
    commitQueue.committed.listen(({ events }) => {
      for (const event of events) {
        inMemoryFallback.drop(event.id, "event");
        this.eventChanged.emit(event);
      }
      outbox.wake();
    });
    store.onHealth(() => outbox.wake());
    outbox.start();
    return { store, inMemoryFallback, commitQueue, outbox };
  }
}

/** The id of the event that a decision makes. */
export const idOf = (made: Decision | undefined): string =>
  made === undefined || made.kind === "changed" ? "" : inMemoryEvent(made).id;
