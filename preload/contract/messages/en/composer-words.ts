/**
 * The words of the composer's line, each with all ways in which it may be typed, `|` between; the first is how it is written.
 * The words of every language are understood, whichever is in use. A phrase has at most three words, of letters alone.
 */
import type { ConditionKind } from "../../condition-kinds.ts";
import type { Message } from "../message-types.ts";

export const composerWords = {
  "word.at-or-above": "rises to|at or above|above|over",
  "word.at-or-below": "falls to|at or below|below|under",
  "word.crosses-up": "crosses above|crosses up|cross above|cross up",
  "word.crosses-down": "crosses below|crosses down|cross below|cross down|v",
  "word.crosses": "crosses|cross|x",
  "word.inside": "inside|in|between|is inside",
  "word.outside": "outside|out|is outside",
  "word.enters": "enters|enter|comes into",
  "word.leaves": "leaves|leave",
  "word.rises": "rises|rise|rises by|rise by",
  "word.falls": "falls|fall|falls by|fall by",
  "word.moves": "moves|move|moves by|move by",
  "word.pulls-back": "trail|pulls back|pull back|pullback|drops|drop",
  "word.rebounds": "rebound|rebounds|bounce|bounces",
  "word.spread-at-least": "spread",
  "word.trade-size-at-least": "size|trade",

  "word.range": "to|and",
  "word.within": "in|within",
  "word.percent": "percent|pct",
  "word.source.last": "last",
  "word.source.bid": "bid",
  "word.source.ask": "ask",
  "word.source.mid": "mid",
  "word.once": "once",
  "word.always": "always|every time|repeat",
  "word.rearm": "rearm|back",
  "word.cooldown": "cooldown|wait",
  "word.hold": "for|hold",
  "word.expiry": "until|till",
  "word.tomorrow": "tomorrow",
  "word.notify": "to|tell",
  "word.notify.default": "default",
  "word.sound": "sound|ring",
  "word.sound.default": "default",
  "word.sound.off": "off|none|silent|mute",
  "word.sound.chime": "chime",
  "word.sound.bell": "bell",
  "word.sound.alarm": "alarm",
  "word.urgency.normal": "normal",
  "word.urgency.critical": "critical|urgent",
  "word.note": "note",

  "word.unit.ms": "ms|millisecond|milliseconds",
  "word.unit.s": "s|sec|second|seconds",
  "word.unit.m": "m|min|minute|minutes",
  "word.unit.h": "h|hour|hours|hr",
  "word.unit.d": "d|day|days",
  "word.thousand": "k|thousand",
  "word.million": "m|mio|million",
} as const satisfies Record<string, Message> & Record<`word.${ConditionKind}`, Message>;
