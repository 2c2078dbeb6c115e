/** How each kind of condition is said: one row a kind, beside the table of kinds (condition-kinds.ts). */
import type { ConditionKind } from "../condition-kinds.ts";

/** What is written into the sentences, each already as a person reads it. What is missing is `…`. */
export interface ConditionParts {
  /** `BTC-USD`, or with the source that is looked at. */
  readonly subject: string;
  readonly symbol: string;
  readonly level: string;
  readonly low: string;
  readonly high: string;
  readonly by: string;
  /** ` of the mid price` where `by` is a percent. */
  readonly ofMid: string;
  /** The length of the window. */
  readonly within: string;
  readonly size: string;
}

/** Which way the price went as it fired; unknown where there was no price before. */
export type Way = "up" | "down" | "unknown";

export interface ConditionText {
  /** After `Tell me once when`. `since`: what a trailing extreme is counted from. */
  readonly when: (parts: ConditionParts, since: string) => string;
  /** Before `for 30 s`. */
  readonly stays: string;
  /** As the title of an event. */
  readonly fired: (parts: ConditionParts, way: Way) => string;
}

const there = "and stays there";
const outside = "and stays outside";
const so = "and that stays so";

export const conditionText = {
  "at-or-above": {
    when: ({ subject, level }) => `${subject} rises to ${level} or more`,
    stays: there,
    fired: ({ subject, level }) => `${subject} at ${level} or more`,
  },
  "at-or-below": {
    when: ({ subject, level }) => `${subject} falls to ${level} or less`,
    stays: there,
    fired: ({ subject, level }) => `${subject} at ${level} or less`,
  },
  "crosses-up": {
    when: ({ subject, level }) => `${subject} crosses above ${level}`,
    stays: there,
    fired: ({ subject, level }) => `${subject} crossed above ${level}`,
  },
  "crosses-down": {
    when: ({ subject, level }) => `${subject} crosses below ${level}`,
    stays: there,
    fired: ({ subject, level }) => `${subject} crossed below ${level}`,
  },
  crosses: {
    when: ({ subject, level }) => `${subject} crosses ${level} either way`,
    stays: "and stays on the side it crossed to",
    fired: ({ subject, level }, way) =>
      `${subject} crossed ${{ up: "above ", down: "below ", unknown: "" }[way]}${level}`,
  },
  inside: {
    when: ({ subject, low, high }) => `${subject} is between ${low} and ${high}`,
    stays: there,
    fired: ({ subject, low, high }) => `${subject} between ${low} and ${high}`,
  },
  outside: {
    when: ({ subject, low, high }) => `${subject} is below ${low} or above ${high}`,
    stays: outside,
    fired: ({ subject, low, high }) => `${subject} outside ${low} to ${high}`,
  },
  enters: {
    when: ({ subject, low, high }) => `${subject} comes into the range ${low} to ${high}`,
    stays: there,
    fired: ({ subject, low, high }) => `${subject} came into ${low} to ${high}`,
  },
  leaves: {
    when: ({ subject, low, high }) => `${subject} leaves the range ${low} to ${high}`,
    stays: outside,
    fired: ({ subject, low, high }) => `${subject} left ${low} to ${high}`,
  },
  rises: {
    when: ({ subject, by, within }) => `${subject} rises by ${by} or more within ${within}`,
    stays: so,
    fired: ({ subject, by, within }) => `${subject} rose ${by} or more within ${within}`,
  },
  falls: {
    when: ({ subject, by, within }) => `${subject} falls by ${by} or more within ${within}`,
    stays: so,
    fired: ({ subject, by, within }) => `${subject} fell ${by} or more within ${within}`,
  },
  moves: {
    when: ({ subject, by, within }) => `${subject} rises or falls by ${by} or more within ${within}`,
    stays: so,
    fired: ({ subject, by, within }, way) =>
      `${subject} ${{ up: "rose", down: "fell", unknown: "moved" }[way]} ${by} or more within ${within}`,
  },
  "pulls-back": {
    when: ({ subject, by }, since) => `${subject} falls by ${by} from its highest price since ${since}`,
    stays: so,
    fired: ({ subject, by }) => `${subject} fell ${by} from its high`,
  },
  rebounds: {
    when: ({ subject, by }, since) => `${subject} rises by ${by} from its lowest price since ${since}`,
    stays: so,
    fired: ({ subject, by }) => `${subject} rose ${by} from its low`,
  },
  "spread-at-least": {
    when: ({ symbol, by, ofMid }) => `the spread of ${symbol} is ${by}${ofMid} or more`,
    stays: so,
    fired: ({ symbol, by }) => `${symbol} spread at ${by} or more`,
  },
  "trade-size-at-least": {
    when: ({ symbol, size }) => `a single trade in ${symbol} has a size of ${size} or more`,
    stays: so,
    fired: ({ symbol, size }) => `${symbol} trade of ${size} or more`,
  },
} as const satisfies Record<ConditionKind, ConditionText>;
