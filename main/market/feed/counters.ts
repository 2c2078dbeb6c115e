/** What is counted for the status: nothing that is dropped is dropped unseen. */
import type { VenueStatus } from "../../../preload/contract/feed.ts";
import { BAD_ASK, BAD_BID, BAD_SIZE } from "../venues/venue.ts";

export class FeedCounters {
  frames = 0;
  ticks = 0;
  late = 0;
  duplicate = 0;
  heldBack = 0;
  absurd = 0;
  ignored = 0;
  readonly #rejected = new Map<string, number>();
  /** Grows with what is shown by the next check rather than at once: tells whether there is something new to show. */
  revision = 0;

  /** Counts a frame, or a part of one, that was not taken. */
  reject(reason: string): void {
    this.#rejected.set(reason, (this.#rejected.get(reason) ?? 0) + 1);
    this.revision++;
  }

  /** Counts the bad fields of a price that is good itself. */
  rejectFields(faults: number): void {
    if ((faults & BAD_BID) !== 0) this.reject("bid-invalid");
    if ((faults & BAD_ASK) !== 0) this.reject("ask-invalid");
    if ((faults & BAD_SIZE) !== 0) this.reject("size-invalid");
  }

  view(dials: number): VenueStatus["counts"] {
    const { frames, ticks, late, duplicate, heldBack, absurd, ignored } = this;
    return {
      frames,
      ticks,
      rejected: Object.fromEntries(this.#rejected),
      ignored,
      late,
      duplicate,
      heldBack,
      absurd,
      dials,
    };
  }
}
