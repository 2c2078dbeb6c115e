/**
 * The course of a day, minute by minute, worked out from the seed and the date alone. So the market has a past before the
 * exchange was started, the same past after a restart, and goes on where it would have been.
 *
 * Volatility is a slowly varying factor times a regime (calm, usual, volatile) with jumps that leave it raised: it clusters.
 */
import { Random, hash32 } from "./random.ts";

export const minuteMs = 60_000;
export const dayMs = 86_400_000;
const minutesADay = 1_440;

/** Volatility of each regime relative to the usual, and how ready people are to trade in it. */
const regimes = [
  { volatility: 0.3, activity: 0.12 },
  { volatility: 1, activity: 1 },
  { volatility: 2.8, activity: 2.4 },
] as const;
/** Chance of each move between regimes, per minute. */
const calmChance = 1 / 110;
const calmEndsChance = 1 / 35;
const volatileChance = 1 / 150;
const volatileEndsChance = 1 / 16;

const jumpChance = 1 / 180;
const logFactorStep = 0.12;
const persistence = 0.97;

/** One day of one path. Logarithms of prices, relative to the base price. */
export interface DayPlan {
  /** Level at the start of each minute, and of the next day: 1,441 values. */
  readonly levels: Float64Array;
  /** Standard deviation of each minute's return. */
  readonly volatility: Float64Array;
  /** Readiness to trade in each minute, about 1 on average. */
  readonly activity: Float32Array;
  /** Size of the jump in each minute, mostly 0. */
  readonly jumps: Float64Array;
  /** Millisecond within the minute at which it jumps. */
  readonly jumpAtMs: Uint16Array;
}

/** A path over all days: `dailyVolatility` as a fraction, `name` tells it from the other paths of the same seed. */
export class Path {
  readonly #seed: number;
  readonly #name: string;
  readonly #dailyVolatility: number;
  readonly #days = new Map<number, DayPlan>();

  constructor(seed: number, name: string, dailyVolatility: number) {
    this.#seed = seed;
    this.#name = name;
    this.#dailyVolatility = dailyVolatility;
  }

  /** The plan of a day, counted from the epoch; kept for the last few asked for. */
  day(index: number): DayPlan {
    const known = this.#days.get(index);
    if (known !== undefined) return known;
    const plan = this.#make(index);
    // A chart asks for a few days at most; without a bound a client could fill the memory by asking for centuries.
    if (this.#days.size >= 6) for (const oldest of [...this.#days.keys()].slice(0, 3)) this.#days.delete(oldest);
    this.#days.set(index, plan);
    return plan;
  }

  /** Level at a moment: a straight line through the minute, and the jump once it has happened. */
  level(atMs: number): number {
    const index = Math.floor(atMs / dayMs);
    const plan = this.day(index);
    const inDay = atMs - index * dayMs;
    const minute = Math.floor(inDay / minuteMs);
    const inMinute = inDay - minute * minuteMs;
    const from = plan.levels[minute] as number;
    const to = plan.levels[minute + 1] as number;
    const jump = plan.jumps[minute] as number;
    const jumped = inMinute >= (plan.jumpAtMs[minute] as number) ? jump : 0;
    return from + ((to - from - jump) * inMinute) / minuteMs + jumped;
  }

  #make(index: number): DayPlan {
    const random = new Random(this.#seed, this.#name, "day", index);
    const usual = this.#dailyVolatility / Math.sqrt(minutesADay);
    const volatility = new Float64Array(minutesADay);
    const activity = new Float32Array(minutesADay);
    const jumps = new Float64Array(minutesADay);
    const jumpAtMs = new Uint16Array(minutesADay);
    const returns = new Float64Array(minutesADay);
    let regime = random.chance(0.2) ? 0 : 1;
    let logFactor = random.normal() * 0.4;
    let sum = 0;
    for (let minute = 0; minute < minutesADay; minute += 1) {
      regime = nextRegime(regime, random);
      logFactor = persistence * logFactor + logFactorStep * random.normal();
      const now = regimes[regime] as (typeof regimes)[number];
      const sigma = usual * now.volatility * Math.exp(logFactor - 0.12);
      if (random.chance(jumpChance * Math.min(2, now.volatility))) {
        jumps[minute] = (random.chance(0.5) ? 1 : -1) * usual * (5 + 7 * random.unit());
        jumpAtMs[minute] = Math.floor(random.unit() * minuteMs);
        logFactor += 0.9;
        if (regime === 0) regime = 1;
      }
      volatility[minute] = sigma;
      activity[minute] = now.activity * Math.exp(0.5 * logFactor);
      returns[minute] = sigma * random.normal() + (jumps[minute] as number);
      sum += returns[minute] as number;
    }
    const start = this.#midnight(index);
    const drift = (this.#midnight(index + 1) - start - sum) / minutesADay;
    const levels = new Float64Array(minutesADay + 1);
    levels[0] = start;
    for (const [minute, move] of returns.entries()) levels[minute + 1] = (levels[minute] as number) + move + drift;
    return { levels, volatility, activity, jumps, jumpAtMs };
  }

  /** Level at the start of a day: waves of random height from a day to two months long, so it stays near the base price. */
  #midnight(index: number): number {
    let level = 0;
    for (let period = 1; period <= 64; period *= 2) {
      const cell = Math.floor(index / period);
      const along = index / period - cell;
      const smooth = along * along * (3 - 2 * along);
      level += Math.sqrt(period) * (this.#knot(period, cell) * (1 - smooth) + this.#knot(period, cell + 1) * smooth);
    }
    return level * this.#dailyVolatility * 0.5;
  }

  #knot(period: number, cell: number): number {
    const unit = hash32(this.#seed, this.#name, "knot", period, cell) / 0x1_0000_0000;
    return (unit - 0.5) * 3.4;
  }
}

function nextRegime(regime: number, random: Random): number {
  if (regime === 0) return random.chance(calmEndsChance) ? 1 : 0;
  if (regime === 2) return random.chance(volatileEndsChance) ? 1 : 2;
  const draw = random.unit();
  if (draw < calmChance) return 0;
  return draw < calmChance + volatileChance ? 2 : 1;
}
