/** Services outside that tell a person when Pricebell itself has stopped. */
import type { Message } from "../message-types.ts";

export const deadManSwitch = {
  "ping.answered": "{host} answered with HTTP {status}.",
  "ping.answered-words": "{host} answered with HTTP {status}: “{quote}”.",
  "ping.not-taken": "That is not how it says that it took a ping. Check the address and the kind of service.",
  "ping.refused": "It did not take the ping. Check the address and the kind of service.",
  "ping.silent": "Nothing was sent: not all is well, and this service is told nothing then, so that it notices.",
  "ping.no-address": "There is no address yet.",
  "help.ping-file":
    "file with the address of a service that is pinged while all is well; only its owner may read it (chmod 600)",
  "options.ping-file": "--ping-file: {file} holds no address to ping: one line, as https://hc-ping.com/UUID.",
  "ping.given": "The address was given with --ping-file: change it there, and start again.",
  "ping.cannot-pause":
    "Only a check at healthchecks.io, or at its software on another server, can be paused, and only by an address that ends in its UUID. Leave the key empty.",
  "ping.stopping": "Pricebell was ended on purpose. No alert is watched until it is started again.",
  "ping.trouble": "The watch over Pricebell does not hear it",
  "ping.trouble.what":
    "Alerts go on. The service that you set up will raise an alarm though Pricebell runs. Look into the settings, under “If Pricebell stops”.",
  "stopped-message.title": "Pricebell has stopped watching",
  "stopped-message.body":
    "No sign of life since {moment}. It was ended or cannot watch, or its computer is asleep, off or offline. No alert fires until it is back.",
  "stopped-message.waits":
    "{service} keeps the message and has it alone. It comes in 30 min if nothing more is heard from here.",
  "stopped-message.too-old":
    "{service} cannot replace a message that waits: it needs ntfy 2.16 or newer. Nothing waits there, and nobody is told if Pricebell stops.",
  "stopped-message.not-listed":
    "{service} took the message and does not list it among those that wait. It is tried again.",
  "stopped-message.none": "No ntfy destination is chosen.",
  "stopped-message.gone":
    "The ntfy destination for it is gone, off, or lacks a secret. Nothing waits there, and nobody is told if Pricebell stops. Choose another one.",
  "stopped-message.not-ntfy": "This has to be one of your ntfy destinations.",
  "stopped-message.trouble": "The message “Pricebell has stopped” cannot be put off",
  "stopped-message.trouble.what":
    "Alerts go on. The message will arrive on your phone though Pricebell runs. Look into the settings, under “If Pricebell stops”.",
} as const satisfies Record<string, Message>;
