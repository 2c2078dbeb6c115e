/** The trade ids of one instrument on one socket, which the venue counts without holes: a hole is trades that were not told. */
import { wholeNumber } from "./session-price.ts";

/** Both included. */
export interface SkippedTrades {
  readonly fromId: string;
  readonly toId: string;
}

export class TradeSequence {
  #newestId: number | null = null;

  /** A trade was told. Null where it follows the one before, is the first, or comes late. Runs for each. */
  note(tradeId: string | null): SkippedTrades | null {
    const id = tradeId === null ? null : wholeNumber(tradeId);
    return id === null ? null : this.#skippedUpTo(id, -1);
  }

  /**
   * The venue says which trade is its newest. Whatever lies between is told once: it is missed, or late and comes still.
   * Before the first trade nothing is known to be missing, and 0 is said of an instrument that has never traded.
   */
  reach(newestId: string | null): SkippedTrades | null {
    if (newestId === null || newestId === "0") return null;
    return this.#skippedUpTo(Number(newestId), 0);
  }

  #skippedUpTo(id: number, offset: -1 | 0): SkippedTrades | null {
    // Beyond 2^53 neighbours look alike, and everything would be a hole.
    if (!Number.isSafeInteger(id)) return null;
    const newestId = this.#newestId;
    if (newestId !== null && id <= newestId) return null;
    this.#newestId = id;
    if (newestId === null || id + offset <= newestId) return null;
    return { fromId: String(newestId + 1), toId: String(id + offset) };
  }
}
