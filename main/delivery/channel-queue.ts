/**
 * One destination's deliveries, in order. Takes the delivery rows that were committed with their events, hands each to the channel and
 * writes down how it went. `begin` is durable before anything is shown and `end` comes after: a crash in between leaves
 * a row that says so and in which message, and the next start shows it again in that one. Nothing is shown that is not committed, and
 * everything committed is shown in the end, or says why not.
 */
import { message as text } from "../../preload/contract/messages/message.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { Moment } from "../../preload/contract/tick.ts";
import type { TextOptions } from "../../preload/contract/text.ts";
import type { Clock, Timer } from "../lib/clock.ts";
import { failpoint } from "../lib/failpoint.ts";
import type { Deliveries, DueDelivery } from "../store/delivery-types.ts";
import type { Store } from "../store/store-interface.ts";
import { nextBatch, planFor, planOf } from "./dispatch-batch.ts";
import type { Acted } from "./acted.ts";
import type { Channel, ChannelAction, Message, Outcome } from "./channel.ts";
import { groupMessageOf, messageOf } from "./message.ts";
import { Recovery } from "./outbox-recovery.ts";
import { endingsOf, expired, longestRetryMs, type Ending } from "./retry.ts";
import { isGroupId, Grouping, type GroupPlan } from "./grouping.ts";

/** What a queue needs of the database. */
export interface OutboxStore {
  readonly deliveries: Deliveries;
  readonly events: Pick<Store["events"], "get">;
}

export interface ChannelQueueOptions {
  readonly clock: Clock;
  readonly store: OutboxStore;
  readonly channel: Channel;
  /** False while the person has turned this channel off: what comes up then is `skipped`, for good. */
  readonly enabled: () => boolean;
  /** The state of one of this event's deliveries has changed. */
  readonly changed: (event: AlertEvent) => void;
  /** A person answered on one of this channel's messages. */
  readonly acted: (acted: Acted) => void;
  /** What the text of messages goes by: venues' names, and locale and time zone where they are not the machine's own. */
  readonly textOptions: TextOptions;
}

const batchSize = 500;
/** The database could not do it: looked at again after this. Milliseconds. */
const storeRetryMs = 2_000;
/** How long `stop` waits for the message in hand. Milliseconds. */
export const stopWithinMs = 2_000;

export class ChannelQueue {
  readonly #options: ChannelQueueOptions;
  readonly #grouping = new Grouping();
  readonly #ends: (() => void)[] = [];
  readonly #recovery: Recovery;
  readonly #started: Moment;
  /** Shown, but the database could not be told: written as soon as it can be, never shown again by this process. */
  #unwritten: Ending[] = [];
  #running: Promise<void> | null = null;
  #again = false;
  #hasten = false;
  #wallAheadMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | null = null;
  #stopping: Promise<void> | null = null;
  #state: "new" | "started" | "stopped" = "new";

  constructor(options: ChannelQueueOptions) {
    this.#options = options;
    this.#started = options.clock.now();
    this.#recovery = new Recovery(options, this.#grouping);
  }

  /** Takes up what the last run left, then whatever is due. */
  start(): void {
    if (this.#state !== "new") return;
    this.#state = "started";
    const { channel } = this.#options;
    this.#ends.push(
      channel.onAction((action) => this.#act(action)),
      channel.onStatus((status) => {
        if (status.state !== "ok") return;
        this.#hasten = true;
        this.wake();
      }),
    );
    this.wake();
  }

  /** Something new may be due: to be called after every commit with deliveries in it. */
  wake(): void {
    if (this.#state !== "started") return;
    if (this.#running !== null) {
      this.#again = true;
      return;
    }
    this.#timer?.cancel();
    this.#timer = null;
    this.#running = this.#rounds().finally(() => {
      this.#running = null;
    });
    // A bug must not end in a promise that nobody looks at.
    this.#running.catch((error: unknown) =>
      queueMicrotask(() => {
        throw error;
      }),
    );
  }

  /** Waits (2 s at most) for the message in hand; what is left stays pending for the next start. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#state = "stopped";
    for (const end of this.#ends) end();
    this.#timer?.cancel();
    const running = this.#running;
    if (running === null) return;
    const { promise: tooLong, resolve } = Promise.withResolvers<void>();
    const limit = this.#options.clock.after(stopWithinMs, resolve);
    await Promise.race([running, tooLong]);
    limit.cancel();
  }

  async #rounds(): Promise<void> {
    let waitMs: number | null;
    do {
      this.#again = false;
      waitMs = await this.#round();
    } while (this.#again && this.#state === "started");
    if (waitMs !== null && this.#state === "started")
      this.#timer = this.#options.clock.after(waitMs, () => this.wake());
  }

  /** Shows everything that is due. Answers how long to wait until something else may be; null: until woken. */
  async #round(): Promise<number | null> {
    const { store, channel, clock, enabled } = this.#options;
    const stillThere = await this.#recovery.run();
    if (stillThere === null) return storeRetryMs;
    this.#unwritten.push(...stillThere);
    if (!this.#writeUnwritten()) return storeRetryMs;
    const { wallMs: nowMs, monoMs } = clock.now();
    const notReadyMs = enabled() ? (channel.readyInMs?.() ?? 0) : 0;
    if (notReadyMs > 0) return this.#giveUpOld(notReadyMs) ? Math.min(notReadyMs, longestRetryMs) : storeRetryMs;
    // Next tries are kept as wall time: when that is set back, they would be as much later.
    if (nowMs - monoMs < this.#wallAheadMs - 1_000) this.#hasten = true;
    this.#wallAheadMs = nowMs - monoMs;
    const planned = store.deliveries.nextDueMs(channel.id);
    // No wait is as long as that: it was planned by a run whose clock was ahead.
    if (planned.ok && planned.value !== null && planned.value > nowMs + longestRetryMs) this.#hasten = true;
    // A channel that is well again is offered everything, also what was to wait longer.
    const untilMs = this.#hasten ? Number.MAX_SAFE_INTEGER : nowMs;
    this.#hasten = false;
    const due = store.deliveries.due(channel.id, untilMs, batchSize);
    if (!due.ok) return storeRetryMs;
    const rows = due.value;
    if (rows.length > 0 && !enabled()) {
      const skipped = store.deliveries.end(
        idsOf(rows),
        { state: "skipped", error: text("notify.why.turned-off") },
        nowMs,
      );
      if (!skipped.ok) return storeRetryMs;
      this.#tell(rows);
    } else if (!(await this.#showAll(rows))) {
      return storeRetryMs;
    }
    if (rows.length >= batchSize) this.#again = true;
    const next = store.deliveries.nextDueMs(channel.id);
    if (!next.ok) return storeRetryMs;
    // Never at once: what is due and cannot be begun, or came in the meantime, is no reason to spin.
    return next.value === null ? null : Math.min(longestRetryMs, Math.max(1_000, next.value - clock.now().wallMs));
  }

  /** What has waited too long for a channel that cannot take anything ends. False where the database failed. */
  #giveUpOld(readyInMs: number): boolean {
    const { store, channel, clock } = this.#options;
    const nowMs = clock.now().wallMs;
    const due = store.deliveries.due(channel.id, nowMs, batchSize);
    if (!due.ok) return false;
    const old = expired(due.value, { readyInMs, failures: channel.failures ?? 0 }, nowMs, this.#steadyMs());
    if (old.length === 0) return true;
    const error = channel.status().detail ?? text("destination.not-reached");
    if (!store.deliveries.end(idsOf(old), { state: "failed", error }, nowMs).ok) return false;
    this.#tell(old);
    return true;
  }

  /** False where the database failed: nothing more is shown then. */
  async #showAll(rows: readonly DueDelivery[]): Promise<boolean> {
    let left = [...rows].sort((a, b) => a.event.seq - b.event.seq || a.id - b.id);
    while (left.length > 0 && this.#state === "started" && (this.#options.channel.readyInMs?.() ?? 0) <= 0) {
      const batch = nextBatch(left, this.#grouping, this.#options.clock.now().monoMs);
      const ids = new Set(idsOf(batch));
      left = left.filter((row) => !ids.has(row.id));
      if (!(await this.#deliver(batch))) return false;
    }
    return true;
  }

  /** One message: begin, show, end. False where the database failed. */
  async #deliver(batch: readonly DueDelivery[]): Promise<boolean> {
    const { store, clock } = this.#options;
    const [first] = batch;
    if (first === undefined) return true;
    const planned = planOf(batch, store.deliveries, this.#grouping, clock.now().monoMs);
    if (!planned.ok) return false;
    const messageId = planned.value?.id ?? first.event.id;
    const supersedes = planned.value?.superseded.map(({ id }) => id) ?? [];
    const began = store.deliveries.begin(idsOf(batch), { messageId, supersedes }, clock.now().wallMs);
    if (!began.ok) return false;
    const rows = batch.filter((row) => began.value.includes(row.id));
    if (rows.length === 0) return true;
    failpoint("sending");
    const plan = planFor(rows, batch, planned.value);
    const isAgain = rows.some((row) => row.isAgain);
    const outcome = await this.#show(this.#messageOf(plan, first, isAgain));
    failpoint("sent");
    if (outcome.state === "shown" || outcome.state === "sent") {
      const { monoMs } = clock.now();
      if (plan !== null) this.#grouping.shownInGroup(plan, monoMs);
      else this.#grouping.shownAlone(first.event, monoMs);
    }
    const now = clock.now();
    this.#unwritten.push(...endingsOf(rows, outcome, now.wallMs, this.#steadyMs()));
    const written = this.#writeUnwritten();
    failpoint("acknowledged");
    return written;
  }

  /** What the wall clock would show if nobody had set it since the start. */
  #steadyMs(): number {
    return this.#started.wallMs + this.#options.clock.now().monoMs - this.#started.monoMs;
  }

  #messageOf(plan: GroupPlan | null, first: DueDelivery, isAgain: boolean): Message {
    const { clock, textOptions } = this.#options;
    const { wallMs } = clock.now();
    return plan === null
      ? messageOf(first.event, wallMs, first.externalId, textOptions, isAgain)
      : groupMessageOf(plan, wallMs, textOptions, isAgain);
  }

  async #show(message: Message): Promise<Outcome> {
    try {
      return await this.#options.channel.show(message);
    } catch (error) {
      // A bug in a channel must not stop all other alerts; the history shows what it said.
      return {
        state: "failed",
        reason: text("notify.why.channel-failed", { reason: error instanceof Error ? error.message : String(error) }),
        retryable: true,
      };
    }
  }

  /** True when nothing is left to be written. */
  #writeUnwritten(): boolean {
    const { store, clock } = this.#options;
    let entry = this.#unwritten[0];
    while (entry !== undefined) {
      const ended = store.deliveries.end(idsOf(entry.rows), entry.outcome, clock.now().wallMs);
      if (!ended.ok) return false;
      this.#unwritten.shift();
      this.#tell(entry.rows);
      entry = this.#unwritten[0];
    }
    return true;
  }

  #tell(rows: readonly DueDelivery[]): void {
    const { store, changed } = this.#options;
    for (const id of new Set(rows.map((row) => row.event.id))) {
      const event = store.events.get(id);
      if (event.ok && event.value !== null) changed(event.value);
    }
  }

  #act({ messageId, action, by = null }: ChannelAction): void {
    const { store, channel, acted } = this.#options;
    if (isGroupId(messageId)) {
      const named = store.deliveries.inMessage(channel.id, messageId);
      const events = named.ok ? named.value.map((row) => row.event) : [];
      return acted({ action, event: null, events, destination: channel.id, person: by });
    }
    const found = store.events.get(messageId);
    const event = found.ok ? found.value : null;
    acted({ action, event, events: event === null ? [] : [event], destination: channel.id, person: by });
  }
}

const idsOf = (rows: readonly DueDelivery[]): number[] => rows.map((row) => row.id);
