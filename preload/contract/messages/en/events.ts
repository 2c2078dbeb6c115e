/** What happened, as a title and a body; how it was told; and how durations and ages are written. */
import type { Message } from "../message-types.ts";

export const events = {
  "event.expired": "Alert on {symbol} expired",
  "event.alert": "Alert on {symbol}",
  "event.held": "{title}, held for {duration}",
  "event.ended": "It ended at {moment} and is no longer watched.",
  "event.was": "It was: {sentence}.",
  "event.gap.between": "some time between {from} and {to}, while disconnected",
  "event.gap.before": "some time before {to}, while disconnected",
  "event.gap.first-price": "{gap}. The first price afterwards was {price}",
  // {price} is a spread or a size as it is, or `event.price`.
  "event.price": "Price {price}",
  "event.price-at": "{price} at {moment}",
  "event.price-held": "{price} at {moment}, and it stayed so until {until}",

  "event.blind.nothing": "Pricebell could not watch",
  "event.blind.was": "Pricebell could not watch {watched} for {duration}: {reason}",
  "event.blind.is": "Pricebell has been unable to watch {watched} for {duration}: {reason}",
  "event.blind.since": "Since {from}. Alerts there cannot fire until it is back.",
  "event.blind.over": "From {from} to {to}. It is being watched again.",
  // What {watched} is.
  "event.watched.instrument": "{symbol} on {venue}",
  "event.watched.prices": "prices",
  // What {reason} is.
  "blind.disconnected": "disconnected",
  "blind.not-running": "Pricebell was not running",
  "blind.asleep": "this computer was asleep",
  "blind.key-refused": "the key was refused",
  "blind.venue-silent": "the venue sent nothing",

  "group.fired": { one: "{count} alert fired", other: "{count} alerts fired" },
  "group.mixed": { one: "{count} alert", other: "{count} alerts" },
  "group.further": { one: "{count} more alert", other: "{count} more alerts" },
  "group.of-one-tick": { one: "{symbol}: {count} alert fired", other: "{symbol}: {count} alerts fired" },
  "group.more": "and {more} more",
  "group.line": "{title} ({detail})",

  "delivery.pending": "waiting to be shown",
  "delivery.pending-why": "not shown yet: {reason}",
  "delivery.sending": "being shown",
  "delivery.shown": "shown",
  "delivery.sent": "sent",
  "delivery.acknowledged": "acknowledged there",
  "delivery.again": "{text}, sent once more because it may have arrived before",
  "delivery.failed": "failed",
  "delivery.failed-why": "failed: {reason}",
  "delivery.unknown": "perhaps shown",
  "delivery.unknown-why": "perhaps shown: {reason}",
  "delivery.skipped": "not shown",
  "delivery.skipped-why": "not shown: {reason}",

  "duration.d": "{n} d",
  "duration.h": "{n} h",
  "duration.min": "{n} min",
  "duration.s": "{n} s",
  "duration.ms": "{n} ms",
  "age.now": "now",
  "age.d": { other: "{count} d ago" },
  "age.h": { other: "{count} h ago" },
  "age.min": { other: "{count} min ago" },
  "age.s": { other: "{count} s ago" },
} as const satisfies Record<string, Message>;
