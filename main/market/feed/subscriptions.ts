/**
 * What we asked the venue for, against what is wanted. The wanted set is the only truth: it is sent whole on every open, and
 * later changes are worked out against what this socket was sent. No frame is ever kept for later.
 */
import type { Clock, Timer } from "../../lib/clock.ts";
import { isSameNeed, type Need } from "../venues/need.ts";
import type { VenueSession } from "../venues/session.ts";

const coalesceMs = 250;

export interface SubscriptionsOptions {
  readonly clock: Clock;
  /** That of the open socket. */
  readonly session: () => VenueSession;
  /** False where there is no open socket. */
  readonly send: (frame: string) => boolean;
  /** Symbols wanted now, each with what is needed of it. */
  readonly wanted: () => ReadonlyMap<string, Need>;
  readonly onAsked: (symbol: string) => void;
}

export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  /** What was sent over the present socket. */
  #sent = new Map<string, Need>();
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
    const need = this.#sent.get(symbol);
    if (!this.#open || need === undefined) return;
    const session = this.#options.session();
    this.#send(session.unsubscribe([symbol]));
    this.#send(session.subscribe(new Map([[symbol, need]])));
    this.#options.onAsked(symbol);
  }

  /** Frames of this symbol are late rather than foreign. */
  wasReleased(symbol: string): boolean {
    return this.#released.has(symbol);
  }

  #sendDifference(): void {
    const wanted = this.#options.wanted();
    const session = this.#options.session();
    const released = [...this.#sent.keys()].filter((symbol) => !wanted.has(symbol));
    for (const symbol of released) {
      this.#sent.delete(symbol);
      this.#released.add(symbol);
    }
    if (released.length > 0) this.#send(session.unsubscribe(released));
    const changed = new Map([...wanted].filter(([symbol, need]) => !isSameNeed(this.#sent.get(symbol), need)));
    if (changed.size === 0) return;
    this.#send(session.subscribe(changed));
    for (const [symbol, need] of changed) {
      const isNew = !this.#sent.has(symbol);
      this.#sent.set(symbol, need);
      this.#released.delete(symbol);
      if (isNew) this.#options.onAsked(symbol);
    }
  }

  #send(frames: readonly string[]): void {
    for (const frame of frames) this.#options.send(frame);
  }
}
