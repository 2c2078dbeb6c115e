/** What a rule would have done over past candles, as `rules.dryRun` answers it. */
import * as Type from "typebox";
import { intervals } from "./candles.ts";
import { nullable } from "./nullable.ts";
import { Failure } from "./result.ts";

/** Why candles cannot tell how often, or not how often at most. What each means to a person stands in the messages, `dry-run.reason.*`. */
export const dryRunReasons = [
  /** Nothing is known of the time asked for. */
  "no-candles",
  /** Candles are made of trades: bid, ask, mid and spread are in none. */
  "no-quotes",
  /** Nor are the sizes of single trades. */
  "no-sizes",
  /** The kind decides by an evaluation of its own, which candles are not put to. */
  "own-evaluation",
  /** The window is shorter than five candles. */
  "window-too-short",
  /** A move that has to last: what of it lasted between the four prices of a candle is not known. */
  "move-held",
  /** From here on there is a lower bound. The hold is shorter than one candle. */
  "hold-too-short",
  /** The price comes back far enough many times within one candle. */
  "rearm-too-small",
  /** The price moves as far many times within one candle. */
  "move-too-small",
] as const;
export type DryRunReason = (typeof dryRunReasons)[number];

/** `min` equal to `max`: exactly so often. `max` null: at least `min` times. */
/** So many days back a rule is tried unless a call says how many, and at most. */
export const usualDryRunDays = 30;
export const maxDryRunDays = 90;

export const FireCount = Type.Object({ min: Type.Integer(), max: nullable(Type.Integer()) });
export type FireCount = Type.Static<typeof FireCount>;

export const DryRun = Type.Object({
  /** How often it would have fired; null: candles cannot tell. */
  count: nullable(FireCount),
  /** Why `count` is null, or has no `max`; null where there is nothing to say. */
  reason: nullable(Type.Enum([...dryRunReasons])),
  /** The rule fires once; it was tried as if it had been armed anew each time, by the usual way back. */
  isRepeated: Type.Boolean(),
  /**
   * Candles in which it fired, the last 500, oldest first, as when they open, milliseconds since the epoch. `isCertain`: in whatever order
   * the prices of the candles came.
   */
  fires: Type.Array(Type.Object({ candleMs: Type.Number(), isCertain: Type.Boolean() })),
  /** What the candles were: their length, and whose. */
  interval: Type.Enum([...intervals]),
  source: Type.Enum(["venue", "recorded"]),
  /** The time that was asked for, milliseconds since the epoch, and how much of it is known, milliseconds. */
  fromMs: Type.Number(),
  toMs: Type.Number(),
  coveredMs: Type.Number(),
  /** More candles are being fetched: a later call knows more. */
  isFetching: Type.Boolean(),
  /** Why candles that are missing could not be had when they were last asked for. */
  failure: nullable(Failure),
  /** The same rule with a hold (or, where it has one, without); null where that makes no sense. */
  alternative: nullable(Type.Object({ holdForMs: Type.Integer(), count: FireCount })),
});
export type DryRun = Type.Static<typeof DryRun>;
