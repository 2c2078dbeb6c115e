/** How each kind of condition is said (condition-kinds.ts): its name in the composer, its part of a rule's sentence, its event. */
import type { ConditionKind } from "../../condition-kinds.ts";
import type { Message } from "../message-types.ts";

/**
 * `when` stands in a rule's sentence, after {@link rules} `rule.once`; `fired` is the title of an event, with `.up` and `.down`
 * where a kind may fire either way. {subject} is {symbol}, or says which of its prices is looked at.
 */
export const conditions = {
  "condition.at-or-above.label": "At or above",
  "condition.at-or-above.when": "{subject} rises to {level} or more",
  "condition.at-or-above.fired": "{subject} at {level} or more",
  "condition.at-or-below.label": "At or below",
  "condition.at-or-below.when": "{subject} falls to {level} or less",
  "condition.at-or-below.fired": "{subject} at {level} or less",
  "condition.crosses-up.label": "Crosses up",
  "condition.crosses-up.when": "{subject} crosses above {level}",
  "condition.crosses-up.fired": "{subject} crossed above {level}",
  "condition.crosses-down.label": "Crosses down",
  "condition.crosses-down.when": "{subject} crosses below {level}",
  "condition.crosses-down.fired": "{subject} crossed below {level}",
  "condition.crosses.label": "Crosses",
  "condition.crosses.when": "{subject} crosses {level} either way",
  "condition.crosses.fired": "{subject} crossed {level}",
  "condition.crosses.fired.up": "{subject} crossed above {level}",
  "condition.crosses.fired.down": "{subject} crossed below {level}",
  "condition.inside.label": "Is inside",
  "condition.inside.when": "{subject} is between {low} and {high}",
  "condition.inside.fired": "{subject} between {low} and {high}",
  "condition.outside.label": "Is outside",
  "condition.outside.when": "{subject} is below {low} or above {high}",
  "condition.outside.fired": "{subject} outside {low} to {high}",
  "condition.enters.label": "Enters",
  "condition.enters.when": "{subject} comes into the range {low} to {high}",
  "condition.enters.fired": "{subject} came into {low} to {high}",
  "condition.leaves.label": "Leaves",
  "condition.leaves.when": "{subject} leaves the range {low} to {high}",
  "condition.leaves.fired": "{subject} left {low} to {high}",
  "condition.rises.label": "Rises",
  "condition.rises.when": "{subject} rises by {by} or more within {within}",
  "condition.rises.fired": "{subject} rose {by} or more within {within}",
  "condition.falls.label": "Falls",
  "condition.falls.when": "{subject} falls by {by} or more within {within}",
  "condition.falls.fired": "{subject} fell {by} or more within {within}",
  "condition.moves.label": "Moves",
  "condition.moves.when": "{subject} rises or falls by {by} or more within {within}",
  "condition.moves.fired": "{subject} moved {by} or more within {within}",
  "condition.moves.fired.up": "{subject} rose {by} or more within {within}",
  "condition.moves.fired.down": "{subject} fell {by} or more within {within}",
  "condition.pulls-back.label": "Pulls back from high",
  "condition.pulls-back.when": "{subject} falls by {by} from its highest price since {since}",
  "condition.pulls-back.fired": "{subject} fell {by} from its high",
  "condition.rebounds.label": "Rebounds from low",
  "condition.rebounds.when": "{subject} rises by {by} from its lowest price since {since}",
  "condition.rebounds.fired": "{subject} rose {by} from its low",
  "condition.spread-at-least.label": "Spread",
  "condition.spread-at-least.when": "the spread of {symbol} is {byOfMid} or more",
  "condition.spread-at-least.fired": "{symbol} spread at {by} or more",
  "condition.trade-size-at-least.label": "Trade size",
  "condition.trade-size-at-least.when": "a single trade in {symbol} has a size of {size} or more",
  "condition.trade-size-at-least.fired": "{symbol} trade of {size} or more",

  // What {byOfMid} is where the distance is a percent.
  "condition.of-mid": "{by} of the mid price",
  // What {since} is: for a rule that fires once, and for one that repeats.
  "condition.since.once": "this alert was set",
  "condition.since.always": "this alert was set or last fired",

  "subject.bid": "the bid of {symbol}",
  "subject.ask": "the ask of {symbol}",
  "subject.mid": "the mid price of {symbol}",
  // The same in the title of an event.
  "subject.short.bid": "{symbol} bid",
  "subject.short.ask": "{symbol} ask",
  "subject.short.mid": "{symbol} mid",

  "condition-group.level": "Level",
  "condition-group.range": "Range",
  "condition-group.move": "Move",
  "condition-group.trail": "Trail",
  "condition-group.book": "Spread, size",
  "condition-group.level.kinds": "Kind of level alert",
  "condition-group.range.kinds": "Kind of range alert",
  "condition-group.move.kinds": "Kind of move alert",
  "condition-group.trail.kinds": "Kind of trail alert",
  "condition-group.book.kinds": "Kind of spread, size alert",

  // The label of the field that says how far.
  "condition.by": "By",
  "condition.pulls-back.by": "Below its highest price by",
  "condition.rebounds.by": "Above its lowest price by",
  "condition.spread-at-least.by": "Spread of at least",
} as const satisfies Record<string, Message> &
  Record<`condition.${ConditionKind}.${"label" | "when" | "fired"}`, Message>;
