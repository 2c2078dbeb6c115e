/** Decides when which instrument trades: a steady number of ticks a second in all, shared out by how much each is traded. */
import type { Clock, Timer } from "../../../lib/clock.ts";
import type { SimulatedMarket } from "./simulated-market.ts";
import { Random } from "./random.ts";

const busyPeriodMs = 20;
const shareEveryMs = 1_000;

export class TickGenerator<M extends SimulatedMarket> {
  readonly #clock: Clock;
  readonly #simulatedMarkets: readonly M[];
  readonly #ticksPerSecond: number;
  readonly #random: Random;
  readonly #trade: (simulatedMarkets: readonly M[], atMs: number) => void;
  readonly #shares: Float64Array;
  #sharedAtMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | null = null;
  #owed = 0;
  #lastMonoMs = Number.NaN;

  /** `trade` is called with the instruments that trade now, in order; one may be in it more than once. */
  constructor(
    clock: Clock,
    simulatedMarkets: readonly M[],
    ticksPerSecond: number,
    seed: number,
    trade: (simulatedMarkets: readonly M[], atMs: number) => void,
  ) {
    this.#clock = clock;
    this.#simulatedMarkets = simulatedMarkets;
    this.#ticksPerSecond = ticksPerSecond;
    this.#random = new Random(seed, "who trades next");
    this.#trade = trade;
    this.#shares = new Float64Array(simulatedMarkets.length);
  }

  start(): void {
    if (this.#timer !== null || this.#ticksPerSecond <= 0 || this.#simulatedMarkets.length === 0) return;
    this.#lastMonoMs = this.#clock.now().monoMs;
    const periodMs = Math.min(1_000, Math.max(busyPeriodMs, 1_000 / this.#ticksPerSecond));
    this.#timer = this.#clock.every(periodMs, () => this.#run());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #run(): void {
    const { wallMs, monoMs } = this.#clock.now();
    // After a sleep there is nothing to make up for: at most a second's worth.
    const elapsedMs = Math.min(1_000, monoMs - this.#lastMonoMs);
    this.#lastMonoMs = monoMs;
    this.#owed += (elapsedMs * this.#ticksPerSecond) / 1_000;
    const count = Math.floor(this.#owed + 1e-9);
    if (count <= 0) return;
    this.#owed -= count;
    this.#share(monoMs, wallMs);
    const next: M[] = [];
    for (let index = 0; index < count; index += 1) next.push(this.#choose());
    this.#trade(next, wallMs);
  }

  #share(monoMs: number, wallMs: number): void {
    if (monoMs - this.#sharedAtMs < shareEveryMs) return;
    this.#sharedAtMs = monoMs;
    let sum = 0;
    for (const [index, simulatedMarket] of this.#simulatedMarkets.entries()) {
      sum += simulatedMarket.priceSimulator.activity(wallMs);
      this.#shares[index] = sum;
    }
  }

  #choose(): M {
    const draw = this.#random.unit() * (this.#shares[this.#shares.length - 1] as number);
    let low = 0;
    let high = this.#shares.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#shares[middle] as number) > draw) high = middle;
      else low = middle + 1;
    }
    return this.#simulatedMarkets[low] as M;
  }
}
