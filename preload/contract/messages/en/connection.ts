/** Why prices do not come, and how telling people is going: said of venues, connections, proxies and notification services. */
import type { Message } from "../message-types.ts";

export const connection = {
  "lost.address-invalid": "The venue's address is not a WebSocket address.",
  "lost.no-answer": "The venue did not answer within {seconds} s.",
  "lost.slept": "The machine was asleep.",
  "lost.stopped": "Nothing is watched.",
  "lost.silent": "The venue was silent for {seconds} s.",
  "lost.settings-changed": "The address or the key was changed.",
  "lost.key-refused": "The venue refused the key ({reason}).",
  "lost.http": "The venue answered HTTP {status}.",
  "lost.closed-for-key": "The venue closed the connection because of the key ({reason}).",
  "lost.means.rate-limited": "The venue was sent too much and ended the connection ({reason}).",
  "lost.means.banned": "The venue has banned this network address for a while ({reason}).",
  "lost.means.region": "The venue is not available in your region ({reason}).",
  "lost.means.forbidden": "A firewall in front of the venue refused the connection; no key is needed there ({reason}).",
  "lost.means.maintenance": "The venue is not in service at the moment ({reason}).",
  "lost.means.unknown-symbol": "The venue does not know an instrument that it was asked for ({reason}).",
  "lost.means.unreachable": "The venue cannot be reached ({reason}).",
  "lost.means.invalid": "The venue did not understand what it was sent ({reason}).",
  "lost.broke-off": "The connection broke off.",
  "lost.closed": "The venue closed the connection ({reason}).",
  "lost.frame-unreadable": "The venue sent a frame that cannot be read.",
  "lost.unreachable": "The venue cannot be reached ({reason}).",

  "watch.trades-silent":
    "The venue's stream of its trades is silent though it trades. They are read over HTTP instead: alerts may come some seconds late.",
  "watch.stalled": "The venue trades it but sends us nothing.",
  "watch.dropping":
    "Its prices arrive, but their trade ids are ones from before: alerts on it wait until it is clear that the venue counts anew, 30 s at most.",
  "watch.catching-up": "Reading what happened during the outage.",
  "watch.history-awaited":
    "What was traded from {from} to {to} is still being read: alerts that it touched are told when it is here.",
  "watch.history-incomplete":
    "Not all that was traded from {from} to {to} could be read: an alert that was touched only then may be missing.",
  "watch.no-price-yet": "No price since the connection came back.",
  "watch.not-connected": "Not connected yet.",
  "watch.out-since": "Out since {time}.",
  "watch.needs-key": "The venue needs a key.",
  "watch.not-listed":
    "The venue does not list {symbol}: it was delisted or renamed, or never was there. Alerts on it cannot fire.",
  "watch.refuses-key": "The venue refuses the key.",

  "channel.desktop": "Desktop notification",
  "channel.history": "History",
  "notify.late": "While you were away: {text}",
  "notify.open": "Open",
  "notify.acknowledge": "Acknowledge",
  "notify.snooze": "Snooze 15 min",
  "notify.pause": "Pause",
  "notify.test": "Pricebell can reach you",
  "notify.test.what": "This is how an alert will look.",
  "notify.off": "Notifications are turned off in the settings; alerts are still written to the history.",
  "notify.connecting": "Connecting to this desktop's notifications.",
  // {meanwhile} is the next one: in the middle of each that says what is wrong and what to do.
  "notify.meanwhile": "Alerts are kept in the history and shown as soon as it works again.",
  "notify.no-bus":
    "Pricebell was not started inside a desktop session, so it cannot show notifications. {meanwhile} Start it from the desktop; where there is none, add a destination, such as a phone or mail.",
  "notify.bus-unreachable":
    "This desktop's notifications cannot be reached ({reason}). {meanwhile} It is tried again by itself; if that does not help, log out and in.",
  "notify.no-service":
    "No notification service is running on this desktop. {meanwhile} Start one, for example dunst or mako.",
  "notify.no-answer":
    "The notification service did not answer within {seconds} s. {meanwhile} Restart it, or log out and in.",
  "notify.refused":
    "This desktop refused the last notification ({reason}). {meanwhile} It is tried again by itself; if that does not help, log out and in.",
  // Why one notification was not shown, as the history says it behind a colon.
  "notify.why.turned-off": "notifications are turned off",
  "notify.why.channel-failed": "the channel failed: {reason}",
  "notify.why.bus-lost": "the connection to the desktop was lost before it answered",
  "notify.why.not-ready": "the notification service is not ready",
  "notify.why.no-answer": "the notification service did not answer within {seconds} s; it may have been shown",
  // {reason} of desktop notifications that cannot be reached.
  "bus.closed": "the connection was closed",
  "bus.garbage": "it sent something that cannot be read: {fault}",
  "bus.other-protocol": "something else answers there",
  "bus.refuses-user": "it does not accept this user",
  "bus.not-connected": "not connected",
  "bus.no-address": 'no usable address in "{address}"',
  "bus.no-answer": "no answer within {seconds} s",
  "bus.answer-too-long": "the answer was longer than 1 MiB",
  "notify.system.none": "This system shows no notifications; alerts still appear in the history.",
  "notify.system.none-short": "This system shows no notifications.",
  "notify.system.ended": "The app ended before the system answered.",
  "notify.system.no-answer": "The system did not say within 10 s whether it was shown.",
  "notify.system.refused": "The system refused it.",
  "notify.system.refused-one": "The system refused a notification. Alerts still appear in the history.",
  "notify.allow.darwin": "Allow Pricebell in System Settings, Notifications.",
  "notify.allow.win32": "Turn Pricebell on in Settings, System, Notifications.",
} as const satisfies Record<string, Message>;
