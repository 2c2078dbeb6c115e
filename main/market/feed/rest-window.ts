/**
 * What a venue's REST limit still allows: at most so much weight in any span of its length. When the venue counts a request
 * lies somewhere between our sending it and its answer, so that a request weighs from the one until a whole span after the
 * other: no delay of the network can make two spans of ours one of the venue's.
 */
import type { Rate } from "../venues/session.ts";

/** A request's part of the window, as long as it is not answered and a span after that. */
export interface Claim {
  readonly weight: number;
  /** Null while it is under way. */
  endedMonoMs: number | null;
}

export class RestWindow {
  readonly #limit: Rate;
  #claims: Claim[] = [];

  constructor(limit: Rate) {
    this.#limit = limit;
  }

  /** Takes the weight where there is room for it, else null. What weighs more than the limit has the window for itself. */
  claim(weight: number, nowMonoMs: number): Claim | null {
    this.#forget(nowMonoMs);
    const capped = Math.min(weight, this.#limit.max);
    if (this.#used() + capped > this.#limit.max) return null;
    const claim: Claim = { weight: capped, endedMonoMs: null };
    this.#claims.push(claim);
    return claim;
  }

  /** How long until some weight is free again; null where that waits for an answer, or nothing is taken. */
  freeInMs(nowMonoMs: number): number | null {
    let soonestMs: number | null = null;
    for (const { endedMonoMs } of this.#claims) {
      if (endedMonoMs === null) continue;
      const inMs = Math.max(0, endedMonoMs + this.#limit.perMs - nowMonoMs);
      soonestMs = Math.min(soonestMs ?? inMs, inMs);
    }
    return soonestMs;
  }

  #used(): number {
    return this.#claims.reduce((sum, { weight }) => sum + weight, 0);
  }

  #forget(nowMonoMs: number): void {
    this.#claims = this.#claims.filter(
      ({ endedMonoMs }) => endedMonoMs === null || nowMonoMs - endedMonoMs < this.#limit.perMs,
    );
  }
}
