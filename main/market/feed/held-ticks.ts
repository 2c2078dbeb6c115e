/**
 * Ticks of one instrument that wait for the history of a gap. On a busy market they are more than memory should hold: then what says
 * nothing new is left out first, and after that what lies between its neighbours, so that every level that was touched still is.
 */
import type { Tick } from "../../../preload/contract/tick.ts";

/** Up to here every tick is kept. */
const wholeUpTo = 2_000;
/** At so many the ones that lie between their neighbours are left out. */
const maxHeld = 20_000;

export class HeldTicks {
  #ticks: Tick[];

  constructor(first: Tick) {
    this.#ticks = [first];
  }

  /** Oldest first; the first one, which ends the gap, always is there. */
  get list(): readonly Tick[] {
    return this.#ticks;
  }

  /** Gives by how many there are more, below zero where many were left out. */
  add(tick: Tick): number {
    const { length } = this.#ticks;
    const newest = this.#ticks.at(-1);
    if (length >= wholeUpTo && newest !== undefined && saysNothingNew(tick, newest)) return 0;
    this.#ticks.push(tick);
    if (this.#ticks.length >= maxHeld) this.#thin();
    return this.#ticks.length - length;
  }

  /** Keeps the ends of every run in one direction, and each that is larger than those around it. */
  #thin(): void {
    const kept: Tick[] = [];
    this.#ticks.forEach((tick, at) => {
      const before = kept.at(-1);
      const after = this.#ticks[at + 1];
      if (before === undefined || after === undefined || !isBetween(before, tick, after)) kept.push(tick);
    });
    // A market that turns at each tick leaves nothing out: its oldest half says least of now, but for the tick that ends the gap.
    this.#ticks = kept.length <= maxHeld / 2 ? kept : [...kept.slice(0, 1), ...kept.slice(-maxHeld / 2)];
  }
}

/** The same prices once more, by a trade that is not larger. */
function saysNothingNew(tick: Tick, newest: Tick): boolean {
  return (
    tick.last === newest.last && tick.bid === newest.bid && tick.ask === newest.ask && sizeOf(tick) <= sizeOf(newest)
  );
}

/** Last prices alone: of a quote it is not known what lies between, and its price as a number, NaN, lies between none. */
function isBetween(before: Tick, tick: Tick, after: Tick): boolean {
  if (tick.bid !== null || tick.ask !== null) return false;
  if (sizeOf(tick) > sizeOf(before) && sizeOf(tick) > sizeOf(after)) return false;
  const isRising = before.lastNumber <= tick.lastNumber && tick.lastNumber <= after.lastNumber;
  const isFalling = before.lastNumber >= tick.lastNumber && tick.lastNumber >= after.lastNumber;
  return isRising || isFalling;
}

/** 0 where there is none. */
function sizeOf({ size }: Tick): number {
  return Number(size);
}
