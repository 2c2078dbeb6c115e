/**
 * What the app says of itself (it cannot remember, a backup could not be made), wherever people are told by default. Straight to the
 * channels: the outbox keeps its work in the very database that may not work. The desktop's answer counts as the answer.
 */
import type { Clock, Timer } from "../../lib/clock.ts";
import type { Channel, ChannelStatus, Message, Outcome } from "../../delivery/channel.ts";

export interface NoticesOptions {
  readonly clock: Clock;
  readonly desktop: Channel;
  readonly isDesktopOn: () => boolean;
  /** Destinations besides the desktop that are told by default, and are on. */
  readonly others: () => readonly Pick<Channel, "show" | "readyInMs">[];
}

/** So often is one tried at a destination that cannot be reached, with pauses that double from 30 s on. */
const maxTries = 6;
const firstPauseMs = 30_000;

export class Notices implements Pick<Channel, "show" | "onStatus"> {
  readonly #options: NoticesOptions;

  readonly #timers = new Set<Timer>();

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  stop(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  /** Somebody would be told. */
  get isOn(): boolean {
    return this.#options.isDesktopOn() || this.#options.others().length > 0;
  }

  show(message: Message): Promise<Outcome> {
    for (const each of this.#options.others()) this.#send(each, message, 1);
    return this.onDesktop(message);
  }

  /** What is about the other destinations is told on the desktop alone. */
  onDesktop(message: Message): Promise<Outcome> {
    if (this.#options.isDesktopOn()) return this.#options.desktop.show(message);
    return Promise.resolve({ state: "shown", externalId: null });
  }

  onStatus(listener: (status: ChannelStatus) => void): () => void {
    return this.#options.desktop.onStatus(listener);
  }

  #send(to: Pick<Channel, "show" | "readyInMs">, message: Message, tries: number): void {
    void to.show(message).then(({ state }) => {
      const isOver = state === "sent" || state === "shown" || state === "failed";
      if (isOver || tries === maxTries) return;
      const timer = this.#options.clock.after(firstPauseMs * 2 ** (tries - 1), () => {
        this.#timers.delete(timer);
        this.#send(to, message, tries + 1);
      });
      this.#timers.add(timer);
    });
  }
}
