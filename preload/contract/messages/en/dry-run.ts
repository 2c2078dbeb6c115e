/** "Would it have fired?" */
import type { Message } from "../message-types.ts";

export const dryRun = {
  "dry-run.superseded": "A newer question took the place of this one. Nothing is lost: ask again.",
  "dry-run.which": "Give the alert as `rule`, and beside it nothing but `days`.",
  "dry-run.days": "A whole number of days from 1 to {most}.",
  "dry-run.label": "In the past",
  "dry-run.within": "{times} in {days}",
  "dry-run.days-long": { one: "{count} day", other: "{count} days" },
  "dry-run.last": "last on {when}",
  "dry-run.last-today": "last today at {when}",
  "dry-run.never": "never",
  "dry-run.times": { one: "once", other: "{count} times" },
  "dry-run.between": "{min} to {max} times",
  "dry-run.at-least": { one: "at least once", other: "at least {count} times" },
  "dry-run.unknown-often": "unknown how often",
  "dry-run.with-hold": "; with a hold of {hold}: {times}",
  "dry-run.without-hold": "; without the hold: {times}",
  "dry-run.known": "{known} of {of} are known.",
  "dry-run.fetching": "{known} of {of} are known, more is being fetched.",
  "dry-run.recorded": "{known} of {of} were recorded here; this venue has no prices of the past.",
  "dry-run.reason.no-candles": "No prices of the past are known yet.",
  "dry-run.reason.no-quotes":
    "How often it would have fired is unknown: prices of the past are those of trades, without bid and ask.",
  "dry-run.reason.no-sizes": "How often it would have fired is unknown: the sizes of past trades are not kept.",
  "dry-run.reason.own-evaluation":
    "How often it would have fired is unknown: this kind of alert is decided by live prices alone.",
  "dry-run.reason.window-too-short":
    "How often it would have fired is unknown: prices of the past are too coarse for so short a window.",
  "dry-run.reason.move-held":
    "How often it would have fired is unknown: prices of the past are too coarse to say how long a move lasted.",
  "dry-run.reason.hold-too-short":
    "Prices of the past are too coarse for so short a hold: it may have been more often.",
  "dry-run.reason.rearm-too-small": "The way back is short: it may have been more often.",
  "dry-run.reason.move-too-small": "Prices often move as far: it may have been more often.",
} as const satisfies Record<string, Message>;
