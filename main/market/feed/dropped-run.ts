/**
 * The way back of the filter by trade id. One absurd id would otherwise make every later trade look late, and an id that never
 * changes would make it look repeated: prices arrive, none counts, and no alert can fire.
 */
import type { Tick } from "../../../preload/contract/tick.ts";
import { isHigherId } from "./trade-ids.ts";

/** So many in a row, each plainly not what its id says, and the ids are no longer believed. */
const believedFor = 20;
/** So long without an accepted trade while some are dropped, and the next one counts whatever its id. */
const maxMs = 30_000;
/** So many without an accepted one between them are told: one or two may really be late. */
const toldFrom = 3;

/** `late`: an id below the highest. `contradiction`: the id of the last accepted tick at another price. `repeated`: any other known id. */
export type DropReason = "late" | "contradiction" | "repeated";

/** What the run has come to: these ticks, oldest first, are the beginning of another numbering, or of one that means nothing. */
export interface RunEnd {
  readonly numbering: "new" | "meaningless";
  readonly ticks: readonly Tick[];
}

/** The ticks of one instrument that were dropped for their id since the last one that counted. */
export class DroppedRun {
  /** Each rising above the one before, or all with the same id: what would count if the run ends the filter. */
  #ticks: Tick[] = [];
  #reason: DropReason = "late";
  #since: Tick | null = null;
  #prices = 0;

  /** The first of them; null while nothing is being dropped that matters. */
  get since(): Tick | null {
    return this.#prices >= toldFrom ? this.#since : null;
  }

  /** How many there are, while {@link since} is not null. */
  get prices(): number {
    return this.#prices;
  }

  /**
   * Takes in a tick that was dropped. Gives the run where it is taken for a numbering begun anew. `isOlder`: by its own time it
   * is from before the last tick that counted, so that it is no sign of a new numbering unless nothing else ever comes.
   */
  add(tick: Tick, reason: DropReason, isOlder: boolean): RunEnd | null {
    this.#since ??= tick;
    this.#prices++;
    const isSign = !isOlder && reason !== "repeated";
    if (isSign) this.#extend(tick, reason);
    const isLong = this.#ticks.length > believedFor;
    const isOverdue = tick.receivedMonoMs - this.#since.receivedMonoMs >= maxMs;
    if (!isLong && !isOverdue) return null;
    const ticks = isSign ? this.#ticks : [tick];
    this.clear();
    return { numbering: reason === "late" ? "new" : "meaningless", ticks };
  }

  /** A tick counted, or the socket is another one. */
  clear(): void {
    if (this.#since === null) return;
    this.#ticks = [];
    this.#since = null;
    this.#prices = 0;
  }

  #extend(tick: Tick, reason: DropReason): void {
    const last = this.#ticks.at(-1);
    // Ticker and trade may tell of the same trade.
    if (reason === "late" && last?.tradeId === tick.tradeId) return;
    const continues =
      last === undefined || (reason === this.#reason && (reason === "contradiction" || hasHigherId(tick, last)));
    if (!continues) this.#ticks = [];
    this.#reason = reason;
    this.#ticks.push(tick);
  }
}

function hasHigherId({ tradeId: id }: Tick, { tradeId: other }: Tick): boolean {
  return id !== null && other !== null && isHigherId(id, other);
}
