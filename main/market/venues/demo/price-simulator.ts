/**
 * One instrument's price from moment to moment: the day's plan of the whole market and its own, a fast noise around them
 * whose strength wanders too, and a spread that widens with it. Prices are whole numbers of price steps throughout.
 */
import type { DemoInstrument } from "./instruments.ts";
import { dayMs, minuteMs, Path } from "./price-path.ts";
import { Random } from "./random.ts";

/** Seconds in which the noise returns to the plan, and in which its strength returns to the usual. */
const returnS = 45;
const strengthReturnS = 25;
const logStrengthSpread = 0.55;

const factorVolatility = 0.024;

/** Noise around the plan that always returns to it, and whose strength wanders: volatility clusters within minutes too. */
class PriceNoise {
  readonly #random: Random;
  #logStrength: number;
  #lastMs: number | null = null;
  /** Distance from the plan, as a logarithm. */
  value = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#logStrength = random.normal() * logStrengthSpread;
  }

  /** Its strength relative to the usual: 1 on average. */
  get strength(): number {
    return Math.exp(this.#logStrength - (logStrengthSpread * logStrengthSpread) / 2);
  }

  /** Moves on to `atMs`, where a minute's return has the standard deviation `sigma`. */
  step(atMs: number, sigma: number): void {
    const random = this.#random;
    // The first step is on the plan itself, so that the first trade continues the candles of the past.
    const elapsedS = this.#lastMs === null ? 0 : Math.max(0, (atMs - this.#lastMs) / 1_000);
    this.#lastMs = atMs;
    const keepStrength = Math.exp(-elapsedS / strengthReturnS);
    this.#logStrength =
      this.#logStrength * keepStrength +
      logStrengthSpread * Math.sqrt(1 - keepStrength * keepStrength) * random.normal();
    const keep = Math.exp(-elapsedS / returnS);
    const sigmaS = 0.8 * (sigma / Math.sqrt(60)) * this.strength;
    this.value = this.value * keep + sigmaS * Math.sqrt((returnS / 2) * (1 - keep * keep)) * random.normal();
  }
}

/** What moves all instruments at once. */
export class SharedFactor {
  readonly path: Path;
  readonly #noise: PriceNoise;
  #atMs = Number.NaN;

  constructor(seed: number) {
    this.path = new Path(seed, "the whole market", factorVolatility);
    this.#noise = new PriceNoise(new Random(seed, "the whole market", "live"));
  }

  /** Its distance from the plan at a moment; the moments must be asked for in the order in which they pass. */
  noiseAt(atMs: number): number {
    if (atMs !== this.#atMs) {
      this.#atMs = atMs;
      this.#noise.step(atMs, volatilityOf(this.path, atMs));
    }
    return this.#noise.value;
  }
}

function volatilityOf(path: Path, atMs: number): number {
  const index = Math.floor(atMs / dayMs);
  return path.day(index).volatility[Math.floor((atMs - index * dayMs) / minuteMs)] as number;
}

/** The state of one instrument after a step. Bid, ask and last are in price steps. */
export class PriceSimulator {
  readonly instrument: DemoInstrument;
  readonly #factor: SharedFactor;
  readonly #path: Path;
  readonly #random: Random;
  readonly #unitsPerPrice: number;
  readonly #noise: PriceNoise;
  #isBuy = true;
  #minute = Number.NaN;
  #sigma = Number.NaN;
  #activity = Number.NaN;
  /** None before the first step. */
  bid = Number.NaN;
  ask = Number.NaN;

  constructor(instrument: DemoInstrument, seed: number, factor: SharedFactor) {
    this.instrument = instrument;
    this.#factor = factor;
    const { symbol, dailyVolatility, beta } = instrument;
    const shared = beta * factorVolatility;
    const own = Math.sqrt(Math.max(0.2 * dailyVolatility ** 2, dailyVolatility ** 2 - shared ** 2));
    this.#path = new Path(seed, symbol, own);
    this.#random = new Random(seed, symbol, "live");
    this.#noise = new PriceNoise(new Random(seed, symbol, "wobble"));
    this.#unitsPerPrice = 10 ** instrument.decimals;
  }

  /** `buy` where the last trade was at the ask. */
  get side(): "buy" | "sell" {
    return this.#isBuy ? "buy" : "sell";
  }

  get last(): number {
    return this.#isBuy ? this.ask : this.bid;
  }

  /** How readily it trades now; the usual is about its weight. */
  activity(atMs: number): number {
    this.#enter(atMs);
    return this.instrument.weight * this.#activity;
  }

  /** The price the plan has for a moment, in price steps (not rounded): what history is made of. */
  planned(atMs: number): number {
    const { beta, basePrice } = this.instrument;
    return basePrice * Math.exp(this.#path.level(atMs) + beta * this.#factor.path.level(atMs)) * this.#unitsPerPrice;
  }

  /** Standard deviation of the return in the minute of `atMs`, as planned. */
  plannedVolatility(atMs: number): number {
    return Math.hypot(volatilityOf(this.#path, atMs), this.instrument.beta * volatilityOf(this.#factor.path, atMs));
  }

  /** Makes the next trade, at `atMs`. */
  step(atMs: number): void {
    this.#enter(atMs);
    this.#noise.step(atMs, volatilityOf(this.#path, atMs));
    this.#quote(this.planned(atMs) * Math.exp(this.distanceFromPlan(atMs)));
    // Buyers and sellers come in runs.
    if (this.#random.chance(0.35)) this.#isBuy = this.#random.chance(0.5);
  }

  /** A trade's size as a decimal: most are small, a few are very large. */
  size(): string {
    const { typicalSize, sizeDecimals } = this.instrument;
    const size = typicalSize * Math.exp(1.1 * this.#random.normal());
    return Math.max(size, 10 ** -sizeDecimals).toFixed(sizeDecimals);
  }

  /** How far the price is from the plan, as a logarithm: its own noise and its share of the market's. */
  protected distanceFromPlan(atMs: number): number {
    return this.#noise.value + this.instrument.beta * this.#factor.noiseAt(atMs);
  }

  #quote(mid: number): void {
    const usual = (mid * this.instrument.spreadBps) / 10_000;
    const calm = this.instrument.dailyVolatility / Math.sqrt(1_440);
    const stress = Math.min(6, 0.6 + 0.4 * this.#noise.strength * (this.#sigma / calm));
    const spread = Math.max(1, Math.round(usual * stress));
    this.bid = Math.max(1, Math.round(mid - spread / 2));
    this.ask = this.bid + spread;
  }

  #enter(atMs: number): void {
    const minute = Math.floor(atMs / minuteMs);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#sigma = this.plannedVolatility(atMs);
    const index = Math.floor(atMs / dayMs);
    this.#activity = this.#path.day(index).activity[minute - index * 1_440] as number;
  }
}
