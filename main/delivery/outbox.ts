/**
 * Decisions out to people: one queue for each channel, side by side. However slow a channel is, and however much waits for
 * it, no other one is held up; each goes on with its own next try, its own joined messages and its own take-up after a crash.
 */
import { ownDestinations, type DestinationId } from "../../preload/contract/destination.ts";
import { Signal } from "../lib/signal.ts";
import type { Deliveries } from "../store/delivery-types.ts";
import type { Channel } from "./channel.ts";
import type { Acted } from "./acted.ts";
import { ChannelQueue } from "./channel-queue.ts";
import type { ChannelQueueOptions } from "./channel-queue-options.ts";
import { firstSendable } from "./first-sendable.ts";

export type { Acted } from "./acted.ts";
export { stopWithinMs } from "./channel-queue.ts";
export type { OutboxStore } from "./channel-queue-options.ts";

/** A channel that the outbox hands deliveries to. */
export interface OutboxChannel {
  readonly channel: Channel;
  /** False while the person has turned this channel off: what comes up then is `skipped`, for good. */
  readonly enabled: () => boolean;
}

export interface OutboxOptions extends Omit<ChannelQueueOptions, keyof OutboxChannel | "acted"> {
  readonly channels: readonly OutboxChannel[];
}

export class Outbox {
  /** Answers of people on messages, whichever channel they came over. */
  readonly acted = new Signal<Acted>();
  readonly #shared: Omit<ChannelQueueOptions, keyof OutboxChannel | "acted">;
  readonly #queues = new Map<DestinationId, ChannelQueue>();
  readonly #channels = new Map<DestinationId, OutboxChannel>();
  /** Queues that were taken away and still have a message in flight. */
  readonly #ending = new Map<DestinationId, Promise<void>>();
  /** Queues of services outside that are to look what is due, the first of them next. */
  readonly #toWake = new Set<ChannelQueue>();
  #isStarted = false;
  #isStopped = false;

  constructor({ channels, ...shared }: OutboxOptions) {
    this.#shared = shared;
    for (const each of channels) this.#add(each);
  }

  /** Takes up what the last run left, then whatever is due. What waits for a destination that is no longer there is given up. */
  start(): void {
    const { store, clock } = this.#shared;
    this.#isStarted = true;
    // Where the database refuses, they wait for the next start.
    store.deliveries.giveUpRemoved([...this.#queues.keys()], clock.now().wallMs);
    for (const queue of this.#queues.values()) queue.start();
  }

  /**
   * A destination was set up, or is another one from now on. The queue that it had writes down what became of its message in flight
   * first: two at once would send it twice.
   */
  put(each: OutboxChannel): void {
    const { id } = each.channel;
    this.remove(id);
    const queue = this.#add(each);
    if (!this.#isStarted) return;
    const start = (): void => {
      if (this.#queues.get(id) === queue && !this.#isStopped) queue.start();
    };
    const ending = this.#ending.get(id);
    if (ending === undefined) start();
    else void ending.then(start);
  }

  /** Nothing is handed to this destination any more; what waits for it is for others to end. */
  remove(id: DestinationId): void {
    const queue = this.#queues.get(id);
    if (queue === undefined) return;
    this.#queues.delete(id);
    this.#channels.delete(id);
    const ending = Promise.all([this.#ending.get(id), queue.stop()]).then(() => {
      if (this.#ending.get(id) === ending) this.#ending.delete(id);
    });
    this.#ending.set(id, ending);
  }

  /**
   * Something new may be due: to be called after every commit with deliveries in it. The desktop is told at once. The others follow one
   * by one, each in a turn of the event loop of its own: what a channel is handed leaves the process some steps later, and what six
   * services take in reads, writes to the disk and requests would come between.
   */
  wake(): void {
    const isScheduled = this.#toWake.size > 0;
    for (const [id, queue] of this.#queues) {
      if (isOwn(id)) queue.wake();
      else this.#toWake.add(queue);
    }
    if (!isScheduled) this.#scheduleNext();
  }

  #scheduleNext(): void {
    if (this.#toWake.size > 0) setImmediate(() => this.#wakeNext());
  }

  #wakeNext(): void {
    const [next] = this.#toWake;
    if (next === undefined) return;
    this.#toWake.delete(next);
    next.wake();
    this.#scheduleNext();
  }

  /**
   * Of each destination that could be handed a delivery now the one that is due longest. `deliveries`: those of the database itself. What
   * the queues are given in its place remembers for them what it was asked last, and would forget what is in flight.
   */
  sendable(
    deliveries: Pick<Deliveries, "due" | "nextDueMs">,
  ): { readonly destination: DestinationId; readonly row: number }[] {
    const { clock } = this.#shared;
    return [...this.#channels].flatMap(([destination, each]) => {
      const row = firstSendable(each, deliveries, clock);
      return row === null ? [] : [{ destination, row }];
    });
  }

  /** Waits (2 s at most) for the messages in flight; what is left stays pending for the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#ending.values(), ...[...this.#queues.values()].map((queue) => queue.stop())]);
  }

  #add(each: OutboxChannel): ChannelQueue {
    const { id } = each.channel;
    const queue = new ChannelQueue({ ...this.#shared, ...each, acted: (acted) => this.acted.emit(acted) });
    this.#queues.set(id, queue);
    this.#channels.set(id, each);
    return queue;
  }
}

const isOwn = (id: DestinationId): boolean => ownDestinations.some((own) => own === id);
