/**
 * One destination's deliveries, in order: when it is looked at what is due. Nothing is shown that is not committed, and everything
 * committed is shown in the end, or says why not.
 */
import type { Timer } from "../lib/clock.ts";
import type { ChannelQueueOptions } from "./channel-queue-options.ts";
import type { ChannelAction } from "./channel.ts";
import { isGroupId } from "./grouping.ts";
import { isDigestId } from "./quiet-hours/digest.ts";
import { QueueRound } from "./queue-round.ts";

/** How long `stop` waits for the message in flight. Milliseconds. */
export const stopWithinMs = 2_000;

export class ChannelQueue {
  readonly #options: ChannelQueueOptions;
  readonly #ends: (() => void)[] = [];
  readonly #round: QueueRound;
  #running: Promise<void> | null = null;
  #again = false;
  #timer: Timer | null = null;
  #stopping: Promise<void> | null = null;
  #state: "new" | "started" | "stopped" = "new";

  constructor(options: ChannelQueueOptions) {
    this.#options = options;
    this.#round = new QueueRound({
      ...options,
      isStarted: () => this.#state === "started",
      again: () => (this.#again = true),
    });
  }

  /** Takes up what the last run left, then whatever is due. */
  start(): void {
    if (this.#state !== "new") return;
    this.#state = "started";
    const { channel } = this.#options;
    this.#ends.push(
      channel.onAction((action) => this.#act(action)),
      // In whatever state: while answers cannot be heard it is never "ok", though what waits can be sent again.
      channel.onStatus(({ state }) => {
        if (state === "ok") this.#round.offerAll();
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

  /** Waits (2 s at most) for the message in flight; what is left stays pending for the next start. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#state = "stopped";
    for (const end of this.#ends) end();
    this.#timer?.cancel();
    const { promise: tooLong, resolve } = Promise.withResolvers<void>();
    const limit = this.#options.clock.after(stopWithinMs, resolve);
    await Promise.race([this.#running, tooLong]);
    limit.cancel();
  }

  async #rounds(): Promise<void> {
    let waitMs: number | null;
    do {
      this.#again = false;
      waitMs = await this.#round.run();
    } while (this.#again && this.#state === "started");
    if (waitMs !== null && this.#state === "started")
      this.#timer = this.#options.clock.after(waitMs, () => this.wake());
  }

  #act({ messageId, action, by = null }: ChannelAction): void {
    const { store, channel, acted } = this.#options;
    if (isGroupId(messageId) || isDigestId(messageId)) {
      const named = store.deliveries.inMessage(channel.id, messageId);
      const events = named.ok ? named.value.map((row) => row.event) : [];
      return acted({ action, event: null, events, destination: channel.id, person: by });
    }
    const found = store.events.get(messageId);
    const event = found.ok ? found.value : null;
    acted({ action, event, events: event === null ? [] : [event], destination: channel.id, person: by });
  }
}
