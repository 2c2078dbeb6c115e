/**
 * What we asked the venue for, against what is wanted. The wanted set is the only truth: it is sent whole on every open, and
 * later changes are worked out against what this socket was sent. No frame is ever kept for later.
 */
import type { Clock, Timer } from "../../lib/clock.ts";
import type { Channel, Venue } from "../venues/venue.ts";

const coalesceMs = 250;

export interface SubscriptionsOptions {
  readonly clock: Clock;
  readonly venue: () => Venue;
  /** False where there is no open socket. */
  readonly send: (frame: string) => boolean;
  /** Symbols wanted now, each with whether its trades are wanted too. */
  readonly wanted: () => ReadonlyMap<string, boolean>;
  readonly onAsked: (symbol: string) => void;
}

export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  /** What was sent over the present socket. */
  #sent = new Map<string, boolean>();
  /** Given up on the present socket; frames for them may still be on their way. */
  #released = new Set<string>();
  #timer: Timer | null = null;
  #open = false;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  /** A socket is open: sends everything at once. */
  onOpen(): void {
    this.onClosed();
    this.#open = true;
    this.#sendDifference();
  }

  /** The socket is gone, and with it all that was asked over it. */
  onClosed(): void {
    this.#open = false;
    this.#timer?.cancel();
    this.#timer = null;
    this.#sent = new Map();
    this.#released = new Set();
  }

  /** The wanted set changed; what changes within a quarter of a second goes out together. */
  onChanged(): void {
    if (!this.#open || this.#timer !== null) return;
    this.#timer = this.#options.clock.after(coalesceMs, () => {
      this.#timer = null;
      this.#sendDifference();
    });
  }

  /** Asks again for one symbol, at once. */
  renew(symbol: string): void {
    const trades = this.#sent.get(symbol);
    if (!this.#open || trades === undefined) return;
    this.#send(this.#options.venue().unsubscribeFrames(symbol, channels(trades)));
    this.#send(this.#options.venue().subscribeFrames(symbol, channels(trades)));
    this.#options.onAsked(symbol);
  }

  /** Frames of this symbol are late rather than foreign. */
  wasReleased(symbol: string): boolean {
    return this.#released.has(symbol);
  }

  #sendDifference(): void {
    const wanted = this.#options.wanted();
    const venue = this.#options.venue();
    for (const [symbol, trades] of this.#sent) {
      if (wanted.has(symbol)) continue;
      this.#send(venue.unsubscribeFrames(symbol, channels(trades)));
      this.#sent.delete(symbol);
      this.#released.add(symbol);
    }
    for (const [symbol, trades] of wanted) {
      const sent = this.#sent.get(symbol);
      if (sent === trades) continue;
      if (sent === undefined) this.#send(venue.subscribeFrames(symbol, channels(trades)));
      else if (trades) this.#send(venue.subscribeFrames(symbol, ["trades"]));
      else this.#send(venue.unsubscribeFrames(symbol, ["trades"]));
      this.#sent.set(symbol, trades);
      this.#released.delete(symbol);
      if (sent === undefined) this.#options.onAsked(symbol);
    }
  }

  #send(frames: readonly string[]): void {
    for (const frame of frames) this.#options.send(frame);
  }
}

function channels(trades: boolean): readonly Channel[] {
  return trades ? ["ticker", "trades"] : ["ticker"];
}
