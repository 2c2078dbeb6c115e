/**
 * A new socket before the old one is given up: where the venue is about to end that one, or it has reached the age at which the venue
 * would. Both are asked for everything; once the new one has it all, it takes over, and no price is missed.
 */
import type { Dialer } from "./dialer.ts";
import type { SessionSocket } from "./session-socket.ts";

/** What was under way on the old socket arrives in that time. */
const overlapMs = 1_000;
/** So long may the venue take to confirm everything; then the new socket is taken as it is, or given up. */
const maxMs = 20_000;
const firstRetryMs = 5_000;
const maxRetryMs = 60_000;
/** Sockets that were dialled together are not replaced together: each up to this share of the age earlier. */
const maxEarlierShare = 0.04;

export class SocketReplacement {
  readonly #dialer: Dialer;
  /** A socket is replaced at this age; null where the venue ends none for its age. */
  readonly #maxSocketAgeMs: number | null;
  #socket: SessionSocket | null = null;
  #isWanted = false;
  #completeMonoMs: number | null = null;
  #retryAtMonoMs = Number.NEGATIVE_INFINITY;
  #failures = 0;

  /** `maxSocketAgeMs`: the age at which a socket has to be given up at the latest. `random`: 0 (inclusive) to 1 (exclusive). */
  constructor(dialer: Dialer, maxSocketAgeMs: number | null, random: () => number) {
    this.#dialer = dialer;
    this.#maxSocketAgeMs = maxSocketAgeMs === null ? null : maxSocketAgeMs * (1 - maxEarlierShare * random());
  }

  /** The one that is to take over; null where none is under way. */
  get socket(): SessionSocket | null {
    return this.#socket;
  }

  /** Whether the new socket has everything already: the old one may end now without a gap. */
  get isComplete(): boolean {
    const socket = this.#socket;
    return socket !== null && socket.openedMonoMs !== null && socket.isProven && socket.subscriptions.isComplete;
  }

  /** The present socket is to be replaced. */
  want(monoMs: number): void {
    this.#isWanted = true;
    if (this.#socket !== null || monoMs < this.#retryAtMonoMs || this.#dialer.waitMs() > 0) return;
    this.#socket = this.#dialer.dial();
    this.#completeMonoMs = null;
    if (this.#socket === null) this.fail(monoMs);
    else this.#socket.beginHolding();
  }

  /** The new socket has failed: another one is dialled after a while, as long as the old one lives. */
  fail(monoMs: number): void {
    this.#socket?.giveUp();
    this.#socket = null;
    this.#retryAtMonoMs = monoMs + Math.min(maxRetryMs, firstRetryMs * 2 ** this.#failures);
    this.#failures++;
  }

  /** Once a second while `old` is open. True where the new socket can take over. */
  check(old: SessionSocket, monoMs: number): boolean {
    const isOld = this.#maxSocketAgeMs !== null && monoMs - old.dialledMonoMs >= this.#maxSocketAgeMs;
    if (isOld || this.#isWanted) this.want(monoMs);
    const socket = this.#socket;
    if (socket === null) return false;
    const isOverdue = monoMs - socket.dialledMonoMs >= maxMs;
    if (socket.openedMonoMs === null || !socket.isProven) {
      if (isOverdue) this.fail(monoMs);
      return false;
    }
    socket.check(monoMs);
    if (!socket.subscriptions.isComplete) this.#completeMonoMs = null;
    else this.#completeMonoMs ??= monoMs;
    const hasOverlapped = this.#completeMonoMs !== null && monoMs - this.#completeMonoMs >= overlapMs;
    return hasOverlapped || socket.isFull || isOverdue;
  }

  /** Gives out the new socket, which is in use from now on. */
  take(): SessionSocket | null {
    const socket = this.#socket;
    this.#forget();
    return socket;
  }

  /** The old socket is gone, and the new one is not wanted either. */
  stop(): void {
    this.#socket?.giveUp();
    this.#forget();
  }

  #forget(): void {
    this.#socket = null;
    this.#isWanted = false;
    this.#failures = 0;
    this.#retryAtMonoMs = Number.NEGATIVE_INFINITY;
  }
}
