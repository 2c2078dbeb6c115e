/** Where a rule has to stand so that it is woken when, and as far as can be only when, something could happen to it. */
import { comeBackOf, hasComeBack } from "./conditions.ts";
import { extremeNow, farEnough, isFarEnough, sidesOf } from "./moves.ts";
import type { RuleState, Watch } from "./rule-state.ts";
import type { Mark } from "./running-extremes.ts";
import type { Track } from "./track.ts";

/** Puts `rule`, whose state has just been decided at the track's present tick, where that state belongs. */
export function watchRule(rule: RuleState, track: Track): void {
  const wanted = watchOf(rule, track);
  // Level and range rules stand at the same prices whether armed or holding: nothing to move.
  if (wanted === rule.watch && (wanted === "condition" || wanted === "come-back")) return;
  track.unwatch(rule);
  rule.watch = wanted;
  switch (wanted) {
    case "none":
      track.addFresh(rule);
      return;
    case "cooling":
      rule.wake = track.wakes.add(rule.coolMonoMs, rule);
      return;
    case "condition":
      if (rule.low !== null) track.addThreshold(rule, rule.low);
      if (rule.high !== null) track.addThreshold(rule, rule.high);
      return;
    case "come-back": {
      const { below, above } = comeBackOf(rule);
      if (below !== null) track.addThreshold(rule, below);
      if (above !== null) track.addThreshold(rule, above);
      return;
    }
    case "groups":
      for (const side of sidesOf(rule)) {
        const extreme = extremeNow(rule, track, side, track.monoMs);
        if (extreme === null) track.addFresh(rule);
        else track.follow(rule, side, extreme);
      }
      return;
    case "break":
      watchForBreak(rule, track);
  }
}

function watchOf(rule: RuleState, track: Track): Watch {
  if (track.blind || track.tick === null) return "none";
  switch (rule.phase) {
    case "armed":
      if (!rule.hasPrevious) return "none";
      return rule.family === "threshold" ? "condition" : "groups";
    case "holding":
      return rule.family === "threshold" ? "condition" : "break";
    case "spent":
      if (rule.coolMonoMs > track.monoMs) return "cooling";
      // The tick that fired cannot re-arm: the next one is looked at whatever its price, even the same.
      if (!rule.lookedAtSpent) return "none";
      if (rule.family === "threshold") return hasComeBack(rule.spec.condition.kind) ? "come-back" : "condition";
      return rule.family === "window" ? "break" : "none";
    default:
      return "none";
  }
}

/**
 * A move that is true now ends where the price falls short of its threshold, or when the extreme leaves the window. Of `moves`
 * one side that is true is enough: while it lasts the other one does not matter.
 */
function watchForBreak(rule: RuleState, track: Track): void {
  const tick = track.tick;
  for (const side of sidesOf(rule)) {
    const extreme = extremeNow(rule, track, side, track.monoMs);
    if (extreme === null || tick === null || !isFarEnough(rule, side, extreme, tick, track.n)) continue;
    if (rule.family === "window") track.followMove(rule, side, extreme as Mark, () => farEnough(rule, side, extreme));
    else track.addThreshold(rule, farEnough(rule, side, extreme));
    return;
  }
  throw new Error("A move is waited for to end that is not true.");
}
