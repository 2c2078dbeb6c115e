/** The time in which one instrument could not be watched, from its beginning until it has been told with its history. */
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { Tick, TickGap } from "../../../preload/contract/tick.ts";
import type { Timer } from "../../lib/clock.ts";
import type { Span } from "../venues/session.ts";
import type { HeldTicks } from "./held-ticks.ts";
import { ReplayedTrades } from "./replayed-trades.ts";

/** The beginning of a time in which the instrument could not be watched. */
export interface GapStart {
  readonly fromWallMs: number;
  /** Null where it began before this run, whose monotonic clock knows nothing of that. */
  readonly fromMonoMs: number | null;
  readonly because: BlindReason;
  readonly before: Tick | null;
  readonly seen: TickGap["seen"];
}

/** Ticks that wait until the venue's history of a gap is here, because the gap has to be told first. */
export interface BackfillBuffer {
  readonly start: GapStart;
  /** From the beginning to the first price after it, wall milliseconds: what the venue is asked about. */
  readonly span: Span;
  readonly ticks: HeldTicks;
  readonly abort: AbortController;
  /** Lets them go on where it takes too long. */
  readonly timer: Timer;
}

/** A gap that was told without its history, or without all of it. Wall milliseconds. */
export interface UnreadGap {
  readonly fromWallMs: number;
  readonly toWallMs: number;
  /** When it was found that it cannot be had; null while it is still being asked for. */
  readonly givenUpWallMs: number | null;
}

export class InstrumentGap {
  /** What the venue has told again since the gap began. */
  readonly replayed = new ReplayedTrades();
  #start: GapStart | null = null;
  #buffer: BackfillBuffer | null = null;
  #unread: UnreadGap | null = null;

  /** Null while it can be watched, and once its first price afterwards has come. */
  get start(): GapStart | null {
    return this.#start;
  }

  /** What waits for the history of a gap that has ended; null where nothing does. */
  get buffer(): BackfillBuffer | null {
    return this.#buffer;
  }

  /** Where the gap began that rules have not been told the end of; null where there is none. */
  get untold(): GapStart | null {
    return this.#buffer?.start ?? this.#start;
  }

  /** The last gap of which rules do not know everything that the venue does; null where they know it. */
  get unread(): UnreadGap | null {
    return this.#unread;
  }

  setUnread(unread: UnreadGap | null): void {
    this.#unread = unread;
  }

  begin(start: GapStart): void {
    this.#start = start;
    this.replayed.clear();
  }

  /** Its first price is here. */
  end(): void {
    this.#start = null;
  }

  /** Ticks wait from here on. */
  hold(buffer: BackfillBuffer): void {
    this.#buffer = buffer;
  }

  /** Nothing waits any longer. */
  release(): void {
    this.#buffer = null;
  }
}
