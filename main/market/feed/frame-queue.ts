/** What is to be sent over one socket, in its order, as fast as the venue bears. It ends with its socket. */
import type { Clock, Timer } from "../../lib/clock.ts";
import type { Rate } from "../venues/session.ts";
import { SlidingWindow } from "./sliding-window.ts";

export interface FrameQueueOptions {
  readonly clock: Clock;
  readonly limit: Rate;
  /** False where the socket is not open (any more). */
  readonly send: (frame: string) => boolean;
}

export class FrameQueue {
  readonly #options: FrameQueueOptions;
  readonly #window: SlidingWindow;
  #frames: string[] = [];
  #heldUntilMonoMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | null = null;

  constructor(options: FrameQueueOptions) {
    this.#options = options;
    this.#window = new SlidingWindow(options.limit);
  }

  push(frames: readonly string[]): void {
    this.#frames.push(...frames);
    this.#drain();
  }

  /** Before everything that waits: a probe, or the answer to a heartbeat, says nothing any more when it is late. */
  pushFirst(frame: string): void {
    this.#frames.unshift(frame);
    this.#drain();
  }

  /** Sends nothing for so long, as the venue asks. */
  hold(ms: number): void {
    this.#heldUntilMonoMs = this.#options.clock.now().monoMs + ms;
  }

  /** The socket is gone. */
  clear(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#frames = [];
  }

  #drain(): void {
    if (this.#timer !== null) return;
    const { clock, send } = this.#options;
    for (;;) {
      const [frame] = this.#frames;
      if (frame === undefined) return;
      const { monoMs } = clock.now();
      const waitMs = Math.max(this.#window.waitMs(monoMs), this.#heldUntilMonoMs - monoMs);
      if (waitMs > 0) {
        this.#timer = clock.after(waitMs, () => {
          this.#timer = null;
          this.#drain();
        });
        return;
      }
      this.#frames.shift();
      this.#window.note(monoMs);
      if (!send(frame)) this.#frames = [];
    }
  }
}
