/** One destination's round over deliveries that are plain values: quick enough for every edge of what a round decides. */
import { QueueRound } from "../../main/delivery/queue-round.ts";
import type { OutboxStore } from "../../main/delivery/channel-queue-options.ts";
import type { Channel } from "../../main/delivery/channel.ts";
import type { Deliveries, DeliveryOutcome, DispatchBatch, DueDelivery } from "../../main/store/delivery-types.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import { ManualClock } from "../doubles/clock.ts";
import { atMs, eventOf, rowOf } from "./delivery-rows.ts";
import { RecordingChannel } from "./recording-channel.ts";

export class RoundHarness {
  /** The computer has run for two days. */
  readonly clock = new ManualClock(atMs, 172_800_000);
  readonly channel = new RecordingChannel("phone");
  /** Everything there is, in whatever state. */
  readonly rows: DueDelivery[] = [];
  /** What the database was asked, newest last. */
  readonly asked: string[] = [];
  /** Of these calls none works. */
  readonly fails = new Set<keyof Deliveries>();
  /** In which message rows were handed over, and which it takes the place of. */
  readonly begun: [readonly number[], DispatchBatch][] = [];
  /** Of those that are to be handed over, those that may be. */
  mayBegin: (id: number) => boolean = () => true;
  /** What became of rows: their ids and how they ended. */
  readonly endings: [readonly number[], DeliveryOutcome][] = [];
  readonly told: string[] = [];
  readonly gaveUp: [readonly number[], string, string][] = [];
  /** What a crash left in flight. */
  interrupted: DueDelivery[] = [];
  /** Of which destinations it was said that they are still there. */
  readonly known: string[] = [];
  isStarted = true;
  isEnabled = true;
  quietUntilMs: number | null = null;
  again = 0;
  readonly store: OutboxStore;
  readonly round: QueueRound;
  #made = 0;

  /** `isBare`: of a channel that has nothing which it can do without, and with no quiet hours. */
  constructor({
    canReplace = true,
    isBare = false,
  }: { readonly canReplace?: boolean; readonly isBare?: boolean } = {}) {
    this.channel.canReplace = canReplace;
    const { channel } = this;
    const { id } = channel;
    const bare: Channel = {
      id,
      show: (message) => channel.show(message),
      onAction: (listener) => channel.onAction(listener),
      onStatus: (listener) => channel.onStatus(listener),
      status: () => channel.status(),
      stop: () => channel.stop(),
    };
    this.store = this.#store();
    this.round = new QueueRound({
      clock: this.clock,
      store: this.store,
      channel: isBare ? bare : channel,
      enabled: () => this.isEnabled,
      ...(isBare ? {} : { quietUntilMs: () => this.quietUntilMs }),
      isStarted: () => this.isStarted,
      again: () => (this.again += 1),
      changed: ({ id }) => this.told.push(id),
      gaveUp: (rows, as, why) => this.gaveUp.push([rows.map(({ id }) => id), as, why]),
      textOptions: { locale: "en-GB", timeZone: "UTC" },
    });
  }

  /** So many that wait, decided now, due so long from now. */
  wait(count = 1, dueInMs = 0, change: Partial<AlertEvent> = {}): DueDelivery[] {
    const { wallMs } = this.clock.now();
    const made = Array.from({ length: count }, () => {
      const decidedAt = new Date(wallMs).toISOString();
      const number = (this.#made += 1);
      const tick = { price: "1", at: decidedAt, tradeId: String(number) };
      const told = { previous: null, gap: null, blind: null, seq: number, decidedAt, tick };
      const event = eventOf(`event-${number}`, { ...told, ...change });
      return rowOf({ event, nextAttemptMs: wallMs + dueInMs, atMs: wallMs });
    });
    this.rows.push(...made);
    return made;
  }

  /** How many of the calls of this name there were. */
  count(call: keyof Deliveries): number {
    return this.asked.filter((asked) => asked === call).length;
  }

  /** The events that each message named. */
  get shown(): string[][] {
    return this.channel.messages.map(({ subject }) => subject?.events.map(({ id }) => id) ?? []);
  }

  stateOf({ id }: DueDelivery): string | undefined {
    return this.rows.find((row) => row.id === id)?.state;
  }

  #change(ids: readonly number[], change: Partial<DueDelivery>): number[] {
    this.rows.forEach((row, i) => {
      if (ids.includes(row.id)) this.rows[i] = { ...row, ...change };
    });
    return [...ids];
  }

  #pending(): DueDelivery[] {
    return this.rows.filter(({ state, isKept }) => state === "pending" && !isKept);
  }

  #store(): OutboxStore {
    const answer = <T>(call: keyof Deliveries, work: () => T): Result<T> => {
      this.asked.push(call);
      return this.fails.has(call) ? fail("store-failed", "disk full") : ok(work());
    };
    const deliveries: Partial<Deliveries> = {
      recover: () => answer("recover", () => this.interrupted),
      shownBetween: () => answer("shownBetween", () => []),
      inMessage: (_destination, messageId) =>
        answer("inMessage", () => this.rows.filter((row) => row.messageId === messageId)),
      giveUpRemoved: (destinations) => answer("giveUpRemoved", () => this.known.push(...destinations)),
      retry: (ids) => answer("retry", () => [...ids]),
      due: (_destination, untilMs, limit) =>
        answer("due", () =>
          this.#pending()
            .filter(({ nextAttemptMs }) => nextAttemptMs <= untilMs)
            .slice(0, limit),
        ),
      nextDueMs: () =>
        answer("nextDueMs", () => {
          const times = this.#pending().map(({ nextAttemptMs }) => nextAttemptMs);
          return times.length === 0 ? null : Math.min(...times);
        }),
      begin: (ids, batch) =>
        answer("begin", () => {
          const may = ids.filter((id) => this.mayBegin(id));
          this.begun.push([may, batch]);
          return this.#change(may, { state: "sending", messageId: batch.messageId });
        }),
      end: (ids, outcome) =>
        answer("end", () => {
          this.endings.push([ids, outcome]);
          const nextAttemptMs = outcome.state === "pending" ? outcome.nextAttemptMs : 0;
          return this.#change(ids, { state: outcome.state, nextAttemptMs });
        }),
      keep: (ids) => answer("keep", () => this.#change(ids, { isKept: true })),
      kept: () => answer("kept", () => this.rows.filter(({ isKept }) => isKept)),
      release: (_destination, nowMs) =>
        answer("release", () => {
          const ids = this.rows.filter(({ isKept }) => isKept).map(({ id }) => id);
          return this.#change(ids, { isKept: false, keptUntilMs: nowMs }).length;
        }),
      releaseDue: () => answer("releaseDue", () => this.rows.filter(({ keptUntilMs }) => keptUntilMs !== null)),
    };
    const events = { get: (id: string) => ok(this.rows.find(({ event }) => event.id === id)?.event ?? null) };
    return { deliveries: deliveries as Deliveries, events };
  }
}
