/** Candles of the past and of now, as a chart asks for them and a script may. */
import * as Type from "typebox";
import { Instrument } from "./instrument.ts";
import { nullable } from "./nullable.ts";
import { Failure } from "./result.ts";
import { Decimal } from "./rule.ts";

/** Lengths of a candle, shortest first. A day begins at midnight UTC, as it does at every venue here. */
export const intervals = ["1m", "5m", "15m", "1h", "4h", "1d"] as const;
export type Interval = (typeof intervals)[number];

export const intervalMs: Readonly<Record<Interval, number>> = {
  "1m": 60_000,
  "5m": 300_000,
  "15m": 900_000,
  "1h": 3_600_000,
  "4h": 14_400_000,
  "1d": 86_400_000,
};

/** More candles than this are refused: a chart draws no more, and each one costs at every update. */
export const maxCandles = 2_000;

/** A span of wall time, milliseconds since the epoch; its end is not in it. */
export const TimeSpan = Type.Object({ fromMs: Type.Number(), toMs: Type.Number() });
export type TimeSpan = Type.Static<typeof TimeSpan>;

/** One instrument's candles of one length, oldest first; element i of each list belongs to `openMs[i]`. */
export const CandleList = Type.Object({
  instrument: Instrument,
  interval: Type.Enum([...intervals]),
  /** When each begins, milliseconds since the epoch. One without a trade is absent. */
  openMs: Type.Array(Type.Number()),
  open: Type.Array(Decimal),
  high: Type.Array(Decimal),
  low: Type.Array(Decimal),
  close: Type.Array(Decimal),
  /** The last one is still running. */
  isForming: Type.Boolean(),
  /** Whose they are: the venue's own history, or what this app recorded while it ran, where the venue has none. */
  source: Type.Enum(["venue", "recorded"]),
  /** What is known of the time that was asked for, oldest first. Where nothing is covered, nothing is known. */
  covered: Type.Array(TimeSpan),
  /** Nothing from before this can be had, milliseconds since the epoch; null: there may be more. */
  beginsMs: nullable(Type.Number()),
  /** Why a part is not covered, where the venue was asked for it; null where it was not, or is. */
  failure: nullable(Failure),
});
export type CandleList = Type.Static<typeof CandleList>;

/** What a request names beside the instrument: a span, or (`limit`) the time of so many candles before `beforeMs` (or now). */
export const candleRequest = {
  interval: Type.Enum([...intervals]),
  fromMs: Type.Optional(Type.Integer({ minimum: 0 })),
  toMs: Type.Optional(Type.Integer({ minimum: 0 })),
  beforeMs: Type.Optional(Type.Integer({ minimum: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: maxCandles })),
} as const;
