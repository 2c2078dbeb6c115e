/** How each kind is chosen and filled in, and the one sentence that it then reads as. Kept complete by the compiler. */
import type { ConditionKind } from "../../preload/contract/rule.ts";

export const kindsInWindow: Record<
  ConditionKind,
  {
    readonly kind: string;
    /** The chip of its numbers, and what is typed into its fields. */
    readonly part: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly sentence: string;
  }
> = {
  "at-or-above": {
    kind: "At or above",
    part: "Level",
    fields: { Level: "45000" },
    sentence: "Tell me once when BTC-USD rises to 45,000 or more",
  },
  "at-or-below": {
    kind: "At or below",
    part: "Level",
    fields: { Level: "43000" },
    sentence: "Tell me once when BTC-USD falls to 43,000 or less",
  },
  "crosses-up": {
    kind: "Crosses up",
    part: "Level",
    fields: { Level: "45000.5" },
    sentence: "Tell me once when BTC-USD crosses above 45,000.5",
  },
  "crosses-down": {
    kind: "Crosses down",
    part: "Level",
    fields: { Level: "43000" },
    sentence: "Tell me once when BTC-USD crosses below 43,000",
  },
  crosses: {
    kind: "Crosses",
    part: "Level",
    fields: { Level: "45000" },
    sentence: "Tell me once when BTC-USD crosses 45,000 either way",
  },
  leaves: {
    kind: "Leaves",
    part: "Low, High",
    fields: { Low: "43500", High: "44500" },
    sentence: "Tell me once when BTC-USD leaves the range 43,500 to 44,500",
  },
  enters: {
    kind: "Enters",
    part: "Low, High",
    fields: { Low: "45000", High: "46000" },
    sentence: "Tell me once when BTC-USD comes into the range 45,000 to 46,000",
  },
  inside: {
    kind: "Is inside",
    part: "Low, High",
    fields: { Low: "45000", High: "46000" },
    sentence: "Tell me once when BTC-USD is between 45,000 and 46,000",
  },
  outside: {
    kind: "Is outside",
    part: "Low, High",
    fields: { Low: "43000", High: "46000" },
    sentence: "Tell me once when BTC-USD is below 43,000 or above 46,000",
  },
  moves: {
    kind: "Moves",
    part: "By",
    fields: { By: "2.5" },
    sentence: "Tell me once when BTC-USD rises or falls by 2.5% or more within 10 min",
  },
  rises: {
    kind: "Rises",
    part: "By",
    fields: { By: "3" },
    sentence: "Tell me once when BTC-USD rises by 3% or more within 10 min",
  },
  falls: {
    kind: "Falls",
    part: "By",
    fields: { By: "4" },
    sentence: "Tell me once when BTC-USD falls by 4% or more within 10 min",
  },
  "pulls-back": {
    kind: "Pulls back from high",
    part: "Below its highest price by",
    fields: { "Below its highest price by": "5" },
    sentence: "Tell me once when BTC-USD falls by 5% from its highest price since this alert was set",
  },
  rebounds: {
    kind: "Rebounds from low",
    part: "Above its lowest price by",
    fields: { "Above its lowest price by": "6" },
    sentence: "Tell me once when BTC-USD rises by 6% from its lowest price since this alert was set",
  },
  "spread-at-least": {
    kind: "Spread",
    part: "Spread of at least",
    fields: { "Spread of at least": "0.5" },
    sentence: "Tell me once when the spread of BTC-USD is 0.5% of the mid price or more",
  },
  "trade-size-at-least": {
    kind: "Trade size",
    part: "Size of one trade, at least",
    fields: { "Size of one trade, at least": "12.5" },
    sentence: "Tell me once when a single trade in BTC-USD has a size of 12.5 or more",
  },
};
