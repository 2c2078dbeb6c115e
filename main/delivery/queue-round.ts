/** One look at what is due at a destination: recovers, gives up what is too old, and hands over the rest, oldest event first. */
import { message as text } from "../../preload/contract/messages/message.ts";
import type { DeliveryReason } from "../store/delivery-reason.ts";
import type { DueDelivery } from "../store/delivery-types.ts";
import { BatchSender, idsOf } from "./batch-sender.ts";
import type { ChannelQueueOptions } from "./channel-queue-options.ts";
import { acknowledgedMeanwhile, nextBatch } from "./dispatch-batch.ts";
import { Grouping } from "./grouping.ts";
import { withWholeDigests } from "./quiet-hours/digest.ts";
import { keepBack, release } from "./quiet-hours/keep-back.ts";
import { passing } from "./quiet-hours/passes.ts";
import { Recovery } from "./outbox-recovery.ts";
import { expired, maxRetryMs } from "./retry.ts";

export interface QueueRoundOptions extends Omit<ChannelQueueOptions, "acted"> {
  /** False once the queue was stopped: nothing more is begun. */
  readonly isStarted: () => boolean;
  /** More is due than was looked at: another round is to follow at once. */
  readonly again: () => void;
}

const batchSize = 500;
/** The database could not do it: looked at again after this. Milliseconds. */
const storeRetryMs = 2_000;
/** What waits for a day is looked for so often: each look reads all that waits. Milliseconds. */
const oldSoughtEveryMs = 60_000;
/**
 * While so many that all are collected wait, what comes is looked at so often and not with each of them, for each look reads all of
 * them again: done for every event, it holds up the desktop. Milliseconds.
 */
const collectedSoughtEveryMs = 1_000;
const collectedMany = 50;

export class QueueRound {
  readonly #options: QueueRoundOptions;
  readonly #grouping: Grouping;
  readonly #recovery: Recovery;
  readonly #sender: BatchSender;
  #offersAll = false;
  /** When what is too old was looked for, and when all that waited was collected; monotonic. */
  #soughtOldMs = Number.NEGATIVE_INFINITY;
  #collectedMs = Number.NEGATIVE_INFINITY;
  #wallAheadMs = Number.NEGATIVE_INFINITY;

  constructor(options: QueueRoundOptions) {
    this.#options = options;
    this.#grouping = new Grouping(options.channel.canReplace !== false);
    this.#recovery = new Recovery(options, this.#grouping);
    this.#sender = new BatchSender(options, this.#grouping);
  }

  /** The next round offers everything that waits, also what was to wait longer. */
  offerAll(): void {
    this.#offersAll = true;
  }

  /** Shows everything that is due. Answers how long to wait until something else may be; null: until woken. */
  async run(): Promise<number | null> {
    const { store, channel, clock, enabled, again, isStarted } = this.#options;
    this.#sender.noticeClock();
    const stillThere = await this.#recovery.run();
    if (stillThere === null) return storeRetryMs;
    this.#sender.keep(stillThere);
    if (!this.#sender.writeUnwritten()) return storeRetryMs;
    const { wallMs: nowMs, monoMs } = clock.now();
    // Also where nothing can be sent now: what waits longer than a day is given up, and quiet hours are none of that.
    if (!this.#keepBackOrLetGo(nowMs)) return storeRetryMs;
    const notReadyMs = enabled() ? this.#readyInMs() : 0;
    if (notReadyMs > 0) return this.#giveUpOld(notReadyMs) ? Math.min(notReadyMs, maxRetryMs) : storeRetryMs;
    const collectedAgoMs = monoMs - this.#collectedMs;
    if (!this.#offersAll && collectedAgoMs < collectedSoughtEveryMs) return collectedSoughtEveryMs - collectedAgoMs;
    // Next tries are kept as wall time: when that is set back, they would be as much later.
    if (nowMs - monoMs < this.#wallAheadMs - 1_000) this.#offersAll = true;
    this.#wallAheadMs = nowMs - monoMs;
    const planned = store.deliveries.nextDueMs(channel.id);
    // No wait is as long as that: it was planned by a run whose clock was ahead.
    if (planned.ok && planned.value !== null && planned.value > nowMs + maxRetryMs) this.#offersAll = true;
    // A channel that is well again is offered everything, also what was to wait longer.
    const untilMs = this.#offersAll ? Number.MAX_SAFE_INTEGER : nowMs;
    this.#offersAll = false;
    const due = store.deliveries.due(channel.id, untilMs, batchSize);
    if (!due.ok) return storeRetryMs;
    const needless = acknowledgedMeanwhile(due.value);
    if (!this.#skip(needless, "acknowledged-before")) return storeRetryMs;
    const left = due.value.filter((row) => !needless.includes(row));
    const whole = withWholeDigests(left, store.deliveries, untilMs);
    if (!whole.ok) return storeRetryMs;
    const rows = whole.value;
    let isAllCollected = false;
    if (!enabled()) {
      if (!this.#skip(rows, "turned-off")) return storeRetryMs;
    } else {
      const isAnyShown = await this.#showAll(rows);
      if (isAnyShown === null) return storeRetryMs;
      // What is collected for later is no reason to look again at once.
      isAllCollected = !isAnyShown && left.length > 0;
      if (isAllCollected && rows.length >= collectedMany && isStarted()) this.#collectedMs = monoMs;
    }
    if (due.value.length >= batchSize && !isAllCollected) again();
    const next = store.deliveries.nextDueMs(channel.id);
    if (!next.ok) return storeRetryMs;
    // Never at once: what is due and cannot be begun, or came in the meantime, is no reason to spin.
    const nextMs = Math.min(next.value ?? Infinity, this.#quietUntilMs() ?? Infinity);
    return nextMs === Infinity ? null : Math.min(maxRetryMs, Math.max(1_000, nextMs - clock.now().wallMs));
  }

  #readyInMs(): number {
    return this.#options.channel.readyInMs?.() ?? 0;
  }

  #quietUntilMs(): number | null {
    return this.#options.quietUntilMs?.() ?? null;
  }

  /** False where the database failed. */
  #keepBackOrLetGo(nowMs: number): boolean {
    const { store, channel, enabled } = this.#options;
    const tell = (rows: readonly DueDelivery[]): void => this.#sender.tell(rows);
    const options = { deliveries: store.deliveries, destination: channel.id, batchSize, tell };
    if (this.#quietUntilMs() === null) return release(options, nowMs);
    // What comes up while a destination is turned off is skipped, in quiet hours too.
    return !enabled() || keepBack(options);
  }

  /** False where the database failed. */
  #skip(rows: readonly DueDelivery[], error: DeliveryReason): boolean {
    const { store, clock } = this.#options;
    if (rows.length === 0) return true;
    if (!store.deliveries.end(idsOf(rows), { state: "skipped", error }, clock.now().wallMs).ok) return false;
    this.#sender.tell(rows);
    return true;
  }

  /** What has waited too long for a channel that cannot take anything ends. False where the database failed. */
  #giveUpOld(readyInMs: number): boolean {
    const { store, channel, clock } = this.#options;
    const { wallMs: nowMs, monoMs } = clock.now();
    if (monoMs - this.#soughtOldMs < oldSoughtEveryMs) return true;
    const due = store.deliveries.due(channel.id, nowMs, batchSize);
    if (!due.ok) return false;
    const old = expired(due.value, { readyInMs, failures: channel.failures ?? 0 }, nowMs, this.#sender.steadyMs());
    if (old.length === 0) {
      this.#soughtOldMs = monoMs;
      return true;
    }
    const error = channel.status().detail ?? text("destination.not-reached");
    if (!store.deliveries.end(idsOf(old), { state: "failed", error }, nowMs).ok) return false;
    this.#sender.tell(old);
    this.#options.gaveUp?.(old, "failed", error);
    // There may be more of them than were looked at: they are looked for again at once.
    return true;
  }

  /** Whether any message was handed over; null where the database failed: nothing more is shown then. */
  async #showAll(rows: readonly DueDelivery[]): Promise<boolean | null> {
    const { isStarted, clock } = this.#options;
    let left: readonly DueDelivery[] = rows;
    let isAnyShown = false;
    while (isStarted() && this.#readyInMs() <= 0) {
      // It may have become quiet meanwhile: a queue of many takes minutes where a service has limits.
      if (this.#quietUntilMs() !== null) left = passing(left);
      const batch = nextBatch(left, this.#grouping, clock.now().monoMs);
      if (batch.length === 0) break;
      const ids = new Set(idsOf(batch));
      left = left.filter((row) => !ids.has(row.id));
      const sent = await this.#sender.send(batch);
      if (sent === "unwritten") return null;
      isAnyShown = true;
      // Its pause alone does not keep the next one back: on a slow disk it is over before this is written.
      if (sent === "put-off") break;
    }
    return isAnyShown;
  }
}
