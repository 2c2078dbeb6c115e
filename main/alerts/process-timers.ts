/** What happens because time has passed, whatever the price: holds are complete, rules expire, snoozes end. */
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Moment } from "../../preload/contract/tick.ts";
import { armRule, type Known } from "./arm-rule.ts";
import type { InstrumentIndex } from "./index/instrument-index.ts";
import { inOrder, type EngineRule } from "./engine-rule.ts";
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
  const due = new Set<EngineRule>();
  for (let rule = holds.take(now.monoMs); rule !== null; rule = holds.take(now.monoMs)) due.add(rule);
  for (let rule = expiries.take(now.wallMs); rule !== null; rule = expiries.take(now.wallMs)) due.add(rule);
  const awake = new Set<EngineRule>();
  if (knownOf !== null)
    for (let rule = snoozes.take(now.monoMs); rule !== null; rule = snoozes.take(now.monoMs)) awake.add(rule);
  for (const rule of [...new Set([...due, ...awake])].sort(inOrder)) {
    const { key, expiresMs } = rule.compiled;
    const instrumentIndex = instrumentIndexOf(key);
    completeHold(transitions, instrumentIndex, rule, now);
    if (rule.lifecycle.state === "done") continue;
    if (expiresMs <= now.wallMs) {
      instrumentIndex.leave(rule);
      transitions.expire(rule, now.wallMs);
    } else if (knownOf !== null && awake.has(rule)) armRule(transitions, instrumentIndex, rule, now, knownOf(key));
  }
}

/** Fires `rule` if it has held long enough by `now`. */
function completeHold(transitions: Transitions, instrumentIndex: InstrumentIndex, rule: EngineRule, now: Moment): void {
  const { compiled, lifecycle } = rule;
  const hold = lifecycle.hold;
  if (hold === null || hold.dueMonoMs > now.monoMs) return;
  // A timer may come late; the hold was complete, and its cooldown begins, when it was due.
  const completeMs = now.wallMs - (now.monoMs - hold.dueMonoMs);
  const priceIndex = instrumentIndex.priceIndex(compiled.quantity);
  if (completeMs >= compiled.expiresMs || priceIndex === null) return;
  transitions.fire(rule, priceIndex, hold, { wallMs: completeMs, monoMs: hold.dueMonoMs }, priceIndex.latest);
  if (lifecycle.isWatching) placeRule(rule, priceIndex);
  else instrumentIndex.leave(rule);
}
