/**
 * Holds back a lone absurd print. A price of $0.06 for BTC-USD was really printed once; it must not fire every alert below.
 * The rule is the truth table's ("What is not a tick"): more than 20 percent from the last one accepted within 60 s.
 */
import type { Tick } from "../../preload/contract/tick.ts";
import Big from "big.js";

const rememberedMs = 60_000;

/**
 * `confirm`: the held print was real, it and this tick count, in that order. `refute`: the held print is dropped, this tick
 * counts. `replace`: the held print is dropped and this one is held instead.
 */
export type PrintVerdict = "accept" | "hold" | "confirm" | "refute" | "replace";

export class AbsurdPrint {
  #held: Tick | null = null;

  get held(): Tick | null {
    return this.#held;
  }

  /** Judges a tick against the last accepted one. With `confirm`, take the held print with {@link release} first. */
  judge(tick: Tick, last: Tick | null): PrintVerdict {
    const held = this.#held;
    // Nearly every tick ends here.
    if (held === null && (last === null || Math.abs(tick.lastNumber - last.lastNumber) < 0.19 * last.lastNumber))
      return "accept";
    const absurd = last !== null && tick.receivedMonoMs - last.receivedMonoMs <= rememberedMs && isFar(tick, last);
    if (held === null) {
      if (!absurd) return "accept";
      this.#held = tick;
      return "hold";
    }
    if (!isFar(tick, held)) return "confirm";
    this.#held = absurd ? tick : null;
    return absurd ? "replace" : "refute";
  }

  /** Gives the held print up and returns it. */
  release(): Tick | null {
    const held = this.#held;
    this.#held = null;
    return held;
  }
}

/** More than 20 percent away; exactly 20 percent is not. Doubles settle all but the last few units in the last place. */
function isFar(tick: Tick, reference: Tick): boolean {
  const excess = Math.abs(tick.lastNumber - reference.lastNumber) - 0.2 * reference.lastNumber;
  if (Math.abs(excess) > 1e-9 * reference.lastNumber) return excess > 0;
  const base = new Big(reference.last);
  return new Big(tick.last).minus(base).abs().times(5).gt(base);
}
