/** What happens because time has passed, whatever the price: holds are complete, rules expire, snoozes end. */
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Moment } from "../../preload/contract/tick.ts";
import { armRule, type Known } from "./arm-rule.ts";
import type { InstrumentIndex } from "./index/instrument-index.ts";
import { inOrder, isWatching, type CompiledRule } from "./compiled-rule.ts";
import type { Transitions } from "./transitions.ts";
import { placeRule } from "./index/place-rule.ts";

/** The price of just now that a snoozed rule is armed with when it wakes. */
export type KnownOf = (key: InstrumentKey) => Known;

/** Time has come to `now`. Without `knownOf` snoozes are left to sleep on. */
export function processTimers(
  transitions: Transitions,
  instrumentIndexOf: (key: InstrumentKey) => InstrumentIndex,
  now: Moment,
  knownOf: KnownOf | null,
): void {
  const { holds, expiries, snoozes } = transitions;
  const due = new Set<CompiledRule>();
  for (let rule = holds.take(now.monoMs); rule !== null; rule = holds.take(now.monoMs)) due.add(rule);
  for (let rule = expiries.take(now.wallMs); rule !== null; rule = expiries.take(now.wallMs)) due.add(rule);
  if (knownOf !== null)
    for (let rule = snoozes.take(now.monoMs); rule !== null; rule = snoozes.take(now.monoMs)) due.add(rule);
  for (const rule of [...due].sort(inOrder))
    processTimersOf(transitions, instrumentIndexOf(rule.key), rule, now, knownOf);
}

function processTimersOf(
  transitions: Transitions,
  instrumentIndex: InstrumentIndex,
  rule: CompiledRule,
  now: Moment,
  knownOf: KnownOf | null,
): void {
  const hold = rule.hold;
  if (hold !== null && hold.dueMonoMs <= now.monoMs) {
    // A timer may come late; the hold was complete, and its cooldown begins, when it was due.
    const completeMs = now.wallMs - (now.monoMs - hold.dueMonoMs);
    const priceIndex = instrumentIndex.priceIndex(rule.quantity);
    if (completeMs < rule.expiresMs && priceIndex !== null) {
      transitions.fire(rule, priceIndex, hold, { wallMs: completeMs, monoMs: hold.dueMonoMs }, priceIndex.latest);
      if (isWatching(rule)) placeRule(rule, priceIndex);
      else instrumentIndex.leave(rule);
    }
  }
  if (rule.phase === "done") return;
  if (rule.expiresMs <= now.wallMs) {
    instrumentIndex.leave(rule);
    transitions.expire(rule, now.wallMs);
    return;
  }
  if (knownOf !== null && rule.snoozeTimer !== null && rule.snoozeTimer.atMs <= now.monoMs)
    armRule(transitions, instrumentIndex, rule, now, knownOf(rule.key));
}
