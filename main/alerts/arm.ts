/** Arming: from here on the rule waits, and what is true at a price of just now is told at once (the truth table, "Conditions"). */
import type { Moment, Tick } from "../../preload/contract/tick.ts";
import type { Book } from "./book.ts";
import { isFar, mayFireFirst, priceOf } from "./conditions.ts";
import { isWatching, type RuleState } from "./rule-state.ts";
import type { Transitions } from "./transitions.ts";
import { watchRule } from "./watch.ts";

/** A price that may be taken for "just now": the feed is live and it is not older than 60 s. Else null. */
export type Known = Tick | null;

/** Arms `rule`, whose instrument is that of `book`, with what it now says. */
export function armRule(transitions: Transitions, book: Book, rule: RuleState, now: Moment, known: Known): void {
  book.leave(rule);
  const track = book.trackFor(rule);
  const previous = book.canTakePrevious(track, known);
  track.addMember(rule);
  transitions.arm(rule, now.wallMs, previous, track.seq, previous ? track.latest : null);
  if (track.blind) rule.gaps = book.sight === "live" ? "none" : "after-arming";
  transitions.changed(rule, track);
  const tick = track.tick;
  if (
    previous &&
    tick !== null &&
    mayFireFirst(rule.spec.condition.kind) &&
    isFar(rule, priceOf(rule, tick, track.n), 1)
  )
    transitions.satisfied(rule, track, { tick, previous: null, gap: null, direction: 1 }, now, track.latest);
  if (isWatching(rule)) watchRule(rule, track);
  else book.leave(rule);
}
