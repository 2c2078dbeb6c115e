/**
 * Decisions out to people. Takes the delivery rows that were committed with their events, hands each to the channel and
 * writes down how it went. `begin` is durable before anything is shown and `end` comes after: a crash in between leaves
 * a row that says so, and the next start shows it again under the same id. Nothing is shown that is not committed, and
 * everything committed is shown in the end, or says why not.
 */
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { WordsOptions } from "../../preload/contract/words.ts";
import type { Clock, Timer } from "../clock.ts";
import { failpoint } from "../failpoint.ts";
import type { DueDelivery, Store } from "../store/interface.ts";
import type { Channel, ChannelAction, Message, MessageAction, Outcome } from "./channel.ts";
import { joinedMessageOf, messageOf } from "./message.ts";
import { endingsOf, longestRetryMs, type Ending } from "./retry.ts";
import { isJoinedId, Storm, type JoinedPlan } from "./storm.ts";

/** What the outbox needs of the database. */
export interface OutboxStore {
  readonly deliveries: Store["deliveries"];
  readonly events: Pick<Store["events"], "get">;
}

export interface OutboxOptions {
  readonly clock: Clock;
  readonly store: OutboxStore;
  readonly channel: Channel;
  /** False while the person has turned this channel off: what comes up then is `skipped`, for good. */
  readonly enabled: () => boolean;
  /** The state of one of this event's deliveries has changed. */
  readonly changed: (event: AlertEvent) => void;
  /** Locale, time zone and venue for the words of messages. */
  readonly words?: () => WordsOptions;
}

/** What a person answered on a message; null where it stood for several events, or for one that is gone. */
export interface Acted {
  readonly action: MessageAction;
  readonly event: AlertEvent | null;
}

const batchSize = 500;
/** The database could not do it: looked at again after this. Milliseconds. */
const storeRetryMs = 2_000;
/** How long `stop` waits for the message in hand. Milliseconds. */
export const stopWithinMs = 2_000;

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #storm = new Storm();
  readonly #acted = new Set<(acted: Acted) => void>();
  readonly #ends: (() => void)[] = [];
  /** Rows that a crash left in hand together: they were one message, and are one again. */
  #together: ReadonlySet<number> = new Set();
  #orphans: readonly DueDelivery[] | null = null;
  #recovered = false;
  /** Shown, but the database could not be told: written as soon as it can be, never shown again by this process. */
  #unwritten: Ending[] = [];
  #running: Promise<void> | null = null;
  #again = false;
  #hasten = false;
  #wallAheadMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | null = null;
  #stopping: Promise<void> | null = null;
  #state: "new" | "started" | "stopped" = "new";

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Answers of people on messages. `listen` returns the function that ends the subscription. */
  readonly acted = {
    listen: (listener: (acted: Acted) => void): (() => void) => {
      this.#acted.add(listener);
      return () => void this.#acted.delete(listener);
    },
  };

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
    if (!this.#writeUnwritten() || !(await this.#recover())) return storeRetryMs;
    const { wallMs: nowMs, monoMs } = clock.now();
    // Next tries are kept as wall time: when that is set back, they would be as much later.

    if (nowMs - monoMs < this.#wallAheadMs - 1_000) this.#hasten = true;
    this.#wallAheadMs = nowMs - monoMs;
    // A channel that is well again is offered everything, also what was to wait longer.
    const untilMs = this.#hasten ? Number.MAX_SAFE_INTEGER : nowMs;
    this.#hasten = false;
    const due = store.deliveries.due(untilMs, batchSize);
    if (!due.ok) return storeRetryMs;
    const rows = due.value.filter((row) => row.channel === channel.id);
    if (rows.length > 0 && !enabled()) {
      const skipped = store.deliveries.end(
        idsOf(rows),
        { state: "skipped", error: "notifications are turned off" },
        nowMs,
      );
      if (!skipped.ok) return storeRetryMs;
      this.#tell(rows);
    } else if (!(await this.#showAll(rows))) {
      return storeRetryMs;
    }
    if (due.value.length === batchSize && rows.length > 0) this.#again = true;
    const next = store.deliveries.nextDueMs();
    if (!next.ok) return storeRetryMs;
    // Never at once: what is due and not ours, or came in the meantime, is no reason to spin.
    return next.value === null ? null : Math.min(longestRetryMs, Math.max(1_000, next.value - clock.now().wallMs));
  }

  /** False where the database failed: nothing more is shown then. */
  async #showAll(rows: readonly DueDelivery[]): Promise<boolean> {
    let left = [...rows].sort((a, b) => a.event.seq - b.event.seq || a.id - b.id);
    while (left.length > 0 && this.#state === "started") {
      const batch = this.#nextBatch(left);
      const ids = new Set(idsOf(batch));
      left = left.filter((row) => !ids.has(row.id));
      if (!(await this.#deliver(batch))) return false;
    }
    return true;
  }

  /** The rows of the next message: one, or all that a storm, or one message before a crash, holds together. */
  #nextBatch(rows: readonly DueDelivery[]): DueDelivery[] {
    const first = rows[0];
    if (first === undefined) return [];
    if (this.#together.has(first.id)) return rows.filter((row) => this.#together.has(row.id));
    const alike = rows.filter(joinable);
    if (joinable(first) && this.#storm.isOn(this.#options.clock.now().monoMs, alike.length)) return alike;
    return [first];
  }

  /** One message: begin, show, end. False where the database failed. */
  async #deliver(batch: readonly DueDelivery[]): Promise<boolean> {
    const { store, clock } = this.#options;
    const began = store.deliveries.begin(idsOf(batch), clock.now().wallMs);
    if (!began.ok) return false;
    const rows = batch.filter((row) => began.value.includes(row.id));
    const first = rows[0];
    if (first === undefined) return true;
    failpoint("sending");
    const { message, plan } = this.#compose(rows, first);
    const outcome = await this.#show(message);
    failpoint("sent");
    if (outcome.state === "shown") {
      const { monoMs } = clock.now();
      if (plan === null) this.#storm.shownAlone(first.event, monoMs);
      else this.#storm.shownJoined(plan, monoMs);
      this.#together = new Set();
    }
    this.#unwritten.push(...endingsOf(rows, outcome, clock.now().wallMs));
    const written = this.#writeUnwritten();
    failpoint("acknowledged");
    return written;
  }

  #compose(rows: readonly DueDelivery[], first: DueDelivery): { message: Message; plan: JoinedPlan | null } {
    const { clock, words } = this.#options;
    const { wallMs, monoMs } = clock.now();
    const reader = words?.() ?? {};
    const joined = rows.length > 1 || (joinable(first) && this.#storm.isOn(monoMs, 1));
    if (!joined) return { message: messageOf(first.event, wallMs, first.externalId, reader), plan: null };
    const plan = this.#storm.plan(
      rows.map((row) => row.event),
      monoMs,
    );
    return { message: joinedMessageOf(plan, wallMs, first.externalId, reader), plan };
  }

  async #show(message: Message): Promise<Outcome> {
    try {
      return await this.#options.channel.show(message);
    } catch (error) {
      // A bug in a channel must not stop all other alerts; the history shows what it said.
      return {
        state: "failed",
        reason: `the channel failed: ${error instanceof Error ? error.message : String(error)}`,
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

  /**
   * Once: what a crash left in hand may have been seen or not. It is shown again under the same id, unless the system says
   * that it still has it. False where the database failed: then again later.
   */
  async #recover(): Promise<boolean> {
    if (this.#recovered) return true;
    const { store, channel, clock } = this.#options;
    const nowMs = clock.now().wallMs;
    if (this.#orphans === null) {
      const orphans = store.deliveries.recover(nowMs);
      if (!orphans.ok) return false;
      this.#orphans = orphans.value.filter((row) => row.channel === channel.id);
    }
    const rows = this.#orphans;
    if (rows.length > 0) {
      // Due again first: a second crash while the system is asked must not leave them unknown for good.
      if (!store.deliveries.retry(idsOf(rows), nowMs, nowMs).ok) return false;
      const has = (await channel.reconcile?.(rows.map((row) => row.event.id))) ?? new Set<string>();
      const seen = rows.filter((row) => has.has(row.event.id));
      if (seen.length > 0 && store.deliveries.begin(idsOf(seen), nowMs).ok)
        this.#unwritten.push({ rows: seen, outcome: { state: "shown" } });
      this.#together = new Set(idsOf(rows.filter((row) => !has.has(row.event.id))));
    }
    this.#recovered = true;
    return this.#writeUnwritten();
  }

  #tell(rows: readonly DueDelivery[]): void {
    const { store, changed } = this.#options;
    for (const id of new Set(rows.map((row) => row.event.id))) {
      const event = store.events.get(id);
      if (event.ok && event.value !== null) changed(event.value);
    }
  }

  #act({ messageId, action }: ChannelAction): void {
    const found = isJoinedId(messageId) ? null : this.#options.store.events.get(messageId);
    const event = found !== null && found.ok ? found.value : null;
    for (const listener of this.#acted) listener({ action, event });
  }
}

const idsOf = (rows: readonly DueDelivery[]): number[] => rows.map((row) => row.id);

/** Being blind is told for itself: it is about every other alert. */
const joinable = (row: DueDelivery): boolean => row.event.kind !== "blind";
