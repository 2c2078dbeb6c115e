/** A rule as one sentence, what has to happen before it fires again, and where it stands. */
import type { Message } from "../message-types.ts";

export const rules = {
  // A sentence is put together from the inside: the condition, how long it has to stay so, and what follows it.
  "rule.once": "Tell me once when {condition}",
  "rule.always": "Tell me every time {condition}",
  "rule.held.there": "{condition} and stays there for {duration}",
  "rule.held.outside": "{condition} and stays outside for {duration}",
  "rule.held.side": "{condition} and stays on the side it crossed to for {duration}",
  "rule.held.so": "{condition} and that stays so for {duration}",
  "rule.cooldown": "{sentence}, at most once in {duration}",
  "rule.again": "{sentence}, and again {after}",
  "rule.until": "{sentence}, until {moment}",

  // What {after} is in `rule.again`.
  "rearm.when-false": "once that is no longer so",
  "rearm.back-to": "after it has come back to {price}",
  "rearm.below": "after it has been below {level}",
  "rearm.above": "after it has been above {level}",
  "rearm.away": "after it has been away from {level}",
  "rearm.either": "after it has been below {low} or above {high}",
  "rearm.outside": "after it has been at {low} or less, or at {high} or more",
  "rearm.between": "after it has been between {low} and {high}",

  "moment.at": "at {moment}",
  "moment.on": "on {moment}",
  // {at} is one of these two.
  "state.fired": "fired",
  "state.fired-at": "fired {at}",
  "rule.venue-off":
    "{venue} is off: nothing is watched for this alert, and it cannot fire. Turn it on in the settings.",
  "state.armed": "armed",
  "state.armed-fired": "armed, last fired {at}",
  "state.snoozed": "snoozed until {moment}",
  "state.paused": "paused {at}",
  "state.done": "fired {at}, done",
  "state.expired": "expired {at} without firing",
  "state.expired-fired": "expired {at}, last fired {firedAt}",
  "state.holding": "true, fires once it has stayed so for {duration}",
  "state.holding-since": "true since {moment}, fires if it stays so for another {duration}",
  "state.cooldown": "cooling down for {duration}",
  "state.rearm.below": "re-arms below {below}",
  "state.rearm.above": "re-arms above {above}",
  "state.rearm.between": "re-arms between {above} and {below}",
  "state.rearm.either": "re-arms below {below} or above {above}",
  "state.rearm.next": "re-arms with the next price",
  "state.rearm.after-cooldown": "re-arms with the first price after that",
  "state.rearm.when-false": "re-arms when that is no longer so",
} as const satisfies Record<string, Message>;
