/** Quiet hours: what is told when they end, how the window says that they are on, and how they are set. */
import type { Message } from "../message-types.ts";

export const quietHours = {
  "digest.title": { one: "While it was quiet: {count} alert", other: "While it was quiet: {count} alerts" },
  "digest.line": "{moment}: {title}",
  "digest.more": "and {count} more, in the history",
  "digest.kept": "While it was quiet: {text}",
  "digest.kept.remote": "Kept back by your quiet hours until now.",
  "quiet.whole-week":
    "These cover the whole week: what is not critical would never be told. Leave a time free in which it can be.",
  "quiet.until": "Quiet until {moment}",
  "quiet.until.what":
    "Critical alerts and warnings that nothing is watched still sound. Other alerts are in the history, and told together at {moment}.",
  "quiet.delivery.until": "kept back until {moment}",
  "quiet.delivery.is": "kept back by your quiet hours",
  "quiet.delivery.was": "{text}, kept back until {moment}",
  "quiet.settings": "Quiet hours",
  "quiet.settings.on": "Keep alerts back at these times",
  "quiet.settings.what":
    "They make no sound, are in the history at once, and are told in one message when the time is over. What passes at any time: alerts that you marked critical, warnings that nothing is watched, and what Pricebell says of its own trouble.",
  "quiet.settings.none": "No times yet: nothing is kept back.",
  "quiet.settings.period": "Quiet time {nth}",
  "quiet.settings.days": "Days on which it begins",
  "quiet.settings.from": "From",
  "quiet.settings.to": "Until",
  "quiet.settings.next-day": "on the next day",
  "quiet.settings.whole-day": "a whole day, to the same time on the next",
  "quiet.settings.add": "Add a time",
  "quiet.settings.remove": "Remove quiet time {nth}",
  "quiet.settings.most": "{most} times at most.",
} as const satisfies Record<string, Message>;
