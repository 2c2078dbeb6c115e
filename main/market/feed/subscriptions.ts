/**
 * What was asked for over one socket, against what is wanted. The wanted set is the only truth: it is sent whole on every open, and
 * later changes are worked out against what this socket was sent. What the venue does not confirm is asked for again.
 */
import type { Clock, Timer } from "../../lib/clock.ts";
import { isSameNeed, type Need } from "../venues/need.ts";
import type { VenueSession } from "../venues/session.ts";
import type { FrameQueue } from "./frame-queue.ts";

const coalesceMs = 250;
/** A venue that confirms subscriptions has done so by then, or has lost the request. */
const confirmedWithinMs = 10_000;
const maxRepeats = 3;
/** So long nothing is sent to a venue that was sent too much, where it does not say how long. */
const rateHoldMs = 5_000;

export interface SubscriptionsOptions {
  readonly clock: Clock;
  readonly session: VenueSession;
  readonly frames: FrameQueue;
  /** Symbols wanted now over this socket, each with what is needed of it. */
  readonly wanted: () => ReadonlyMap<string, Need>;
  readonly onAsked: (symbol: string) => void;
}

interface Asked {
  need: Need;
  atMonoMs: number;
  state: "asked" | "confirmed" | "refused";
  repeats: number;
}

export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #asked = new Map<string, Asked>();
  /** Given up on this socket; frames for them may still be on their way. */
  readonly #released = new Set<string>();
  /** The venue has confirmed one: it confirms all. */
  #areConfirmed = false;
  #timer: Timer | null = null;
  #isOpen = false;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  /** Everything that is wanted was confirmed, refused, or has told a price. */
  get isComplete(): boolean {
    for (const [symbol, need] of this.#options.wanted()) {
      const asked = this.#asked.get(symbol);
      if (asked === undefined || asked.state === "asked" || !isSameNeed(asked.need, need)) return false;
    }
    return true;
  }

  /** The socket is open: asks for everything at once. */
  open(): void {
    this.#isOpen = true;
    this.#sendDifference();
  }

  /** The socket is gone, and with it all that was asked over it. */
  close(): void {
    this.#isOpen = false;
    this.#timer?.cancel();
    this.#timer = null;
  }

  /** The wanted set changed; what changes within a quarter of a second goes out together. */
  onChanged(): void {
    if (!this.#isOpen || this.#timer !== null) return;
    this.#timer = this.#options.clock.after(coalesceMs, () => {
      this.#timer = null;
      this.#sendDifference();
    });
  }

  /** Ends one symbol's subscription and asks for it again, at once. */
  renew(symbol: string): void {
    const { session, frames } = this.#options;
    if (!this.#isOpen || !this.#asked.has(symbol)) return;
    frames.push(session.unsubscribe([symbol]));
    this.#ask([symbol]);
  }

  /** The venue, asked what it has, does not name these. */
  onMissing(symbols: readonly string[]): void {
    this.#ask(symbols);
  }

  /** The venue confirms these, or has told a price of them. */
  onConfirmed(symbols: readonly string[], byVenue: boolean): void {
    if (byVenue) this.#areConfirmed = true;
    for (const symbol of symbols) {
      const asked = this.#asked.get(symbol);
      if (asked !== undefined) asked.state = "confirmed";
    }
  }

  /** Nothing more of these is asked over this socket, unless other needs come up. */
  onRefused(symbols: readonly string[]): void {
    for (const symbol of symbols) {
      const asked = this.#asked.get(symbol);
      if (asked !== undefined) asked.state = "refused";
    }
  }

  /** We sent too much, and some of it was thrown away: what was not confirmed is asked for again, later. */
  onRateExceeded(retryAfterMs: number | null): void {
    this.#options.frames.clear();
    this.#options.frames.hold(retryAfterMs ?? rateHoldMs);
    this.#ask(this.#unconfirmed());
  }

  /** Once a second. */
  check(monoMs: number): void {
    if (!this.#areConfirmed) return;
    const overdue = this.#unconfirmed().filter((symbol) => {
      const asked = this.#asked.get(symbol);
      return asked !== undefined && asked.repeats < maxRepeats && monoMs - asked.atMonoMs >= confirmedWithinMs;
    });
    for (const symbol of overdue) {
      const asked = this.#asked.get(symbol);
      if (asked !== undefined) asked.repeats++;
    }
    if (overdue.length > 0) this.#ask(overdue);
  }

  /** Frames of this symbol are late rather than foreign. */
  wasReleased(symbol: string): boolean {
    return this.#released.has(symbol);
  }

  #unconfirmed(): string[] {
    return [...this.#asked].filter(([, { state }]) => state === "asked").map(([symbol]) => symbol);
  }

  #sendDifference(): void {
    const { session, frames, wanted } = this.#options;
    const needs = wanted();
    const released = [...this.#asked.keys()].filter((symbol) => !needs.has(symbol));
    for (const symbol of released) {
      this.#asked.delete(symbol);
      this.#released.add(symbol);
    }
    if (released.length > 0) frames.push(session.unsubscribe(released));
    const changed = new Map([...needs].filter(([symbol, need]) => !isSameNeed(this.#asked.get(symbol)?.need, need)));
    if (changed.size === 0) return;
    frames.push(session.subscribe(changed));
    const { monoMs } = this.#options.clock.now();
    for (const [symbol, need] of changed) {
      const isNew = !this.#asked.has(symbol);
      const state = session.isConfirmed?.(symbol) === true ? "confirmed" : "asked";
      this.#asked.set(symbol, { need, atMonoMs: monoMs, state, repeats: 0 });
      this.#released.delete(symbol);
      if (isNew) this.#options.onAsked(symbol);
    }
  }

  /** Asks again for what was asked for before. */
  #ask(symbols: readonly string[]): void {
    const { session, frames, clock, onAsked } = this.#options;
    const needs = new Map<string, Need>();
    for (const symbol of symbols) {
      const asked = this.#asked.get(symbol);
      if (asked !== undefined) needs.set(symbol, asked.need);
    }
    if (!this.#isOpen || needs.size === 0) return;
    frames.push(session.subscribe(needs));
    const { monoMs } = clock.now();
    for (const symbol of needs.keys()) {
      const asked = this.#asked.get(symbol);
      if (asked === undefined) continue;
      asked.state = "asked";
      asked.atMonoMs = monoMs;
      onAsked(symbol);
    }
  }
}
