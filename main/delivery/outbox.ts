/**
 * Decisions out to people: one queue for each channel, side by side. However slow a channel is, and however much waits for
 * it, no other one is held up; each goes on with its own next try, its own joined messages and its own take-up after a crash.
 */
import { Signal } from "../lib/signal.ts";
import type { Channel } from "./channel.ts";
import { ChannelQueue, type Acted, type ChannelQueueOptions } from "./channel-queue.ts";

export { stopWithinMs, type Acted, type OutboxStore } from "./channel-queue.ts";

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
  readonly #queues: readonly ChannelQueue[];
  readonly #giveUpRemoved: () => void;

  constructor({ channels, ...shared }: OutboxOptions) {
    const { store, clock } = shared;
    const ids = channels.map(({ channel }) => channel.id);
    // Where the database refuses, they wait for the next start.
    this.#giveUpRemoved = () => void store.deliveries.giveUpRemoved(ids, clock.now().wallMs);
    this.#queues = channels.map(
      (each) => new ChannelQueue({ ...shared, ...each, acted: (acted) => this.acted.emit(acted) }),
    );
  }

  /** Takes up what the last run left, then whatever is due. What waits for a channel that is no longer there is given up. */
  start(): void {
    this.#giveUpRemoved();
    for (const queue of this.#queues) queue.start();
  }

  /** Something new may be due: to be called after every commit with deliveries in it. */
  wake(): void {
    for (const queue of this.#queues) queue.wake();
  }

  /** Waits (2 s at most) for the messages in hand; what is left stays pending for the next start. */
  async stop(): Promise<void> {
    await Promise.all(this.#queues.map((queue) => queue.stop()));
  }
}
