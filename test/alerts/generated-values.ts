/** Rules, ticks and gaps read off a row of whole numbers. */
import Big from "big.js";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { By, Condition, ConditionKind, RuleSpec, Source } from "../../preload/contract/rule.ts";
import type { Candle, GapTrade, Tick, TickGap } from "../../preload/contract/tick.ts";

const symbols = ["A", "B"] as const;

/** What the generated rules and prices are mostly about. */
export interface Focus {
  readonly kinds: readonly ConditionKind[];
  readonly sources: readonly Source[];
  /** Of 100 steps, how many are not an ordinary tick. */
  readonly interruptionPercent: number;
  readonly maxRules: number;
  /** Prices go one way for a while, a tick each 100 ms as a rule; else each is anywhere near 100. */
  readonly trends?: boolean;
}

/** Reads choices off a row of numbers; when it is used up every choice is the first one, so that shorter means simpler. */
export class Choices {
  readonly #row: readonly number[];
  #at = 0;
  constructor(row: readonly number[]) {
    this.#row = row;
  }
  get left(): number {
    return this.#row.length - this.#at;
  }
  below(limit: number): number {
    return (this.#row[this.#at++] ?? 0) % limit;
  }
  of<T>(options: readonly T[]): T {
    return options[this.below(options.length)] as T;
  }
}

export interface Market {
  last: Tick | null;
  live: boolean;
  lostWallMs: number;
  /** In a trend: where the price is, in whole units, and which way it goes. */
  level: number;
  way: 1 | -1;
}

export const steps = [100, 0, 500, 1_000, 2_500, 61_000] as const;
export const trendSteps = [100, 100, 100, 100, 100, 0, 200, 500, 1_000, 61_000] as const;
export const lateness = [0, 0, 0, 0, 0, 0, 0, 0, 0, 50, 700] as const;

const grains = ["", "", "", ".5", ".50", ".0000000000000000001", ".0000000000000000002"] as const;

function priceOf(choices: Choices): string {
  return `${String(100 + choices.of([0, -1, 1, -2, 2, -3, 3, -5, 5]))}${choices.of(grains)}`;
}

function byOf(choices: Choices, trends: boolean): By {
  if (trends)
    return choices.of<By>([
      { amount: "5" },
      { amount: "1" },
      { amount: "9" },
      { amount: "15" },
      { percent: "5" },
      { percent: "10" },
      { percent: "13" },
    ]);
  return choices.of<By>([
    { amount: "1" },
    { amount: "2" },
    { percent: "1" },
    { percent: "2" },
    { amount: "1.0000000000000000001" },
    { percent: "0.5" },
  ]);
}

function conditionOf(choices: Choices, kind: ConditionKind, trends: boolean): Condition {
  switch (kind) {
    case "inside":
    case "outside":
    case "enters":
    case "leaves":
      return {
        kind,
        ...choices.of([
          { low: "99", high: "101" },
          { low: "98", high: "102.5" },
          { low: "100", high: "100.0000000000000000001" },
          { low: "99.5", high: "99.6" },
        ]),
      };
    case "rises":
    case "falls":
    case "moves":
      return { kind, by: byOf(choices, trends), windowMs: choices.of([1_000, 2_000, 3_000, 90_000]) };
    case "pulls-back":
    case "rebounds":
      return { kind, by: byOf(choices, trends) };
    case "spread-at-least":
      return {
        kind,
        by: choices.of<By>([
          { amount: "1" },
          { percent: "1" },
          { amount: "0.5" },
          { percent: "0.99502487562189054726" },
          { percent: "0.99502487562189054727" },
          { percent: "2" },
        ]),
      };
    case "trade-size-at-least":
      return { kind, size: choices.of(["1", "2.5", "10"]) };
    default:
      return { kind, level: choices.of(["100", "101", "99.5", "100.0000000000000000001", "98"]) };
  }
}

export function specOf(choices: Choices, focus: Focus, wallMs: number): RuleSpec {
  const condition = conditionOf(choices, choices.of(focus.kinds), focus.trends === true);
  const repeat = choices.of(["once", "always", "always"] as const);
  const takesRearm = "level" in condition || "low" in condition;
  const rearmBy = choices.of<By>([
    { amount: "0" },
    { amount: "1" },
    { percent: "0.5" },
    { percent: "0.1" },
    { amount: "1000" },
  ]);
  return {
    instrument: { venue: "demo", symbol: choices.below(6) === 5 ? symbols[1] : symbols[0] },
    source: choices.of(focus.sources),
    condition,
    holdForMs: choices.of([0, 0, 0, 1_000, 600]),
    repeat,
    rearmBy: repeat === "always" && takesRearm ? rearmBy : null,
    cooldownMs: repeat === "always" ? choices.of([0, 0, 1_000, 3_000]) : 0,
    expiresAt: choices.below(8) === 7 ? new Date(wallMs + choices.of([2_000, 500, 70_000])).toISOString() : null,
    note: "",
    notify: { to: "default", urgency: "normal" },
  };
}

export function tickOf(
  choices: Choices,
  instrument: InstrumentKey,
  receivedWallMs: number,
  receivedMonoMs: number,
): Tick {
  const last = priceOf(choices);
  const kind = choices.below(4);
  const base = {
    instrument,
    last,
    lastNumber: Number(last),
    tradeId: null,
    exchangeAt: null,
    receivedWallMs,
    receivedMonoMs,
  };
  if (kind === 3)
    return { ...base, bid: null, ask: null, size: choices.of(["1", "0.5", "2.5", "12", "9.9999999999999999999"]) };
  return { ...base, bid: priceOf(choices), ask: kind === 2 ? null : priceOf(choices), size: null };
}

export function trendTickOf(
  choices: Choices,
  market: Market,
  instrument: InstrumentKey,
  receivedWallMs: number,
  receivedMonoMs: number,
): Tick {
  if (choices.below(16) === 15) market.way = market.way === 1 ? -1 : 1;
  market.level = Math.max(20, market.level + market.way * choices.of([1, 1, 1, 1, 0, 2, -1, -4]));
  const last = `${String(market.level)}${choices.of(grains)}`;
  return {
    instrument,
    last,
    lastNumber: Number(last),
    bid: null,
    ask: null,
    size: null,
    tradeId: null,
    exchangeAt: null,
    receivedWallMs,
    receivedMonoMs,
  };
}

export function gapOf(choices: Choices, market: Market, wallMs: number): TickGap {
  const fromWallMs = Math.min(market.lostWallMs - choices.of([0, 0, 700]), wallMs);
  const candles: Candle[] = [];
  for (let count = choices.below(4), openMs = fromWallMs - choices.of([0, 300, 60_000]); count > 0; count--) {
    const lengthMs = choices.of([60_000, 60_000, 600, 300_000]);
    const prices = [priceOf(choices), priceOf(choices), priceOf(choices), priceOf(choices)].sort((a, b) =>
      new Big(a).cmp(b),
    ) as [string, string, string, string];
    const [open, close] = choices.of([
      [prices[1], prices[2]],
      [prices[2], prices[1]],
    ] as const);
    candles.push({ openMs, lengthMs, open, close, low: prices[0], high: prices[3] });
    openMs += lengthMs;
  }
  const trades: GapTrade[] = [];
  for (let count = choices.below(3); count > 0; count--)
    trades.push({
      ...{ tradeId: String(count), price: priceOf(choices), size: choices.of(["0.5", "1", "2.5", "12"]) },
      atMs: fromWallMs + choices.of([-400, 0, 300, 60_000]),
    });
  const edge = priceOf(choices);
  const seen =
    choices.below(2) === 0 ? null : { openMs: fromWallMs - choices.of([0, 300, 60_000]), high: edge, low: edge };
  return {
    fromWallMs,
    toWallMs: wallMs,
    because: "disconnected",
    before: choices.below(6) === 5 ? null : market.last,
    candles,
    trades,
    seen,
  };
}
