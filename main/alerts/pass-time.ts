/** What happens because time has passed, whatever the price: holds are complete, rules expire, snoozes end. */
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Moment } from "../../preload/contract/tick.ts";
import { armRule, type Known } from "./arm.ts";
import type { Book } from "./book.ts";
import { inOrder, isWatching, type RuleState } from "./rule-state.ts";
import type { Transitions } from "./transitions.ts";
import { watchRule } from "./watch.ts";

/** The price of just now that a snoozed rule is armed with when it wakes. */
export type KnownOf = (key: InstrumentKey) => Known;

/** Time has come to `now`. Without `knownOf` snoozes are left to sleep on. */
export function passTime(
  transitions: Transitions,
  bookOf: (key: InstrumentKey) => Book,
  now: Moment,
  knownOf: KnownOf | null,
): void {
  const { holds, expiries, snoozes } = transitions;
  const due = new Set<RuleState>();
  for (let rule = holds.take(now.monoMs); rule !== null; rule = holds.take(now.monoMs)) due.add(rule);
  for (let rule = expiries.take(now.wallMs); rule !== null; rule = expiries.take(now.wallMs)) due.add(rule);
  if (knownOf !== null)
    for (let rule = snoozes.take(now.monoMs); rule !== null; rule = snoozes.take(now.monoMs)) due.add(rule);
  for (const rule of [...due].sort(inOrder)) passTimeOf(transitions, bookOf(rule.key), rule, now, knownOf);
}

function passTimeOf(transitions: Transitions, book: Book, rule: RuleState, now: Moment, knownOf: KnownOf | null): void {
  const hold = rule.hold;
  if (hold !== null && hold.dueMonoMs <= now.monoMs) {
    // A timer may come late; the hold was complete, and its cooldown begins, when it was due.
    const completeMs = now.wallMs - (now.monoMs - hold.dueMonoMs);
    const track = book.track(rule.quantity);
    if (completeMs < rule.expiresMs && track !== null) {
      transitions.fire(rule, track, hold, { wallMs: completeMs, monoMs: hold.dueMonoMs }, track.latest);
      if (isWatching(rule)) watchRule(rule, track);
      else book.leave(rule);
    }
  }
  if (rule.phase === "done") return;
  if (rule.expiresMs <= now.wallMs) {
    book.leave(rule);
    transitions.expire(rule, now.wallMs);
    return;
  }
  if (knownOf !== null && rule.snoozeTimer !== null && rule.snoozeTimer.atMs <= now.monoMs)
    armRule(transitions, book, rule, now, knownOf(rule.key));
}
