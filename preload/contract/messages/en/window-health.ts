/** The window: whether all is well, and who outside notices when it is not. */
import type { Message } from "../message-types.ts";

export const windowHealth = {
  "feed.not-well": "{state}, not well",
  "health-view.well": "All is well",
  "health-view.starting": "Starting",
  "health-view.not-well": "Not all is well",
  "health-view.nobody": "Nobody outside notices if Pricebell stops.",
  "health-view.set-up": "Set up",
  "health-view.ping": "{host} was last told {age}",
  "health-view.ping-none": "{host} has not been told yet",
  "health-view.message": "The message “Pricebell has stopped” was last put off {age}",
  "health-view.message-none": "The message “Pricebell has stopped” does not wait yet",
  "tray.not-well": "Not all is well: {words}",
  "tray.ping": "Told outside that all is well at {time}",
  "tray.ping-trouble": "Nobody outside hears Pricebell",
  "banner.not-well": "Alerts may not fire in time",

  "settings.dead-man": "If Pricebell stops",
  "settings.dead-man.what":
    "A program that is dead cannot say so. A service outside can: it hears from Pricebell while all is well, and tells you when it no longer does. Asleep, a computer is silent too.",
  "settings.dead-man.never": "Not told yet in this run.",
  "settings.dead-man.last": "Last taken: {moment}.",
  "settings.dead-man.try": "Try it now",
  "settings.dead-man.trying": "Asking …",
  "settings.dead-man.tried.sent": "It was taken.",
  "settings.dead-man.tried.shown": "It was taken.",
  "settings.dead-man.tried.failed": "It was not taken.",
  "settings.dead-man.tried.unknown": "It is not known whether it was taken.",
  "settings.dead-man.tried.skipped": "Nothing was sent.",
  "settings.ping.address": "Address to ping",
  "settings.ping.address-what":
    "From healthchecks.io, a push monitor of uptime-kuma, or any service that expects a call again and again. It is kept like a key and never shown again.",
  "settings.ping.address-kept": "An address at {host} is saved, and never shown again.",
  "settings.ping.address-forgotten": "An address at {host} is used until Pricebell ends: it could not be kept.",
  "settings.ping.replace": "Paste another one",
  "settings.ping.paste": "https://hc-ping.com/…",
  "settings.ping.api-key": "API key of the project (optional)",
  "settings.ping.api-key-what":
    "For healthchecks.io: with a read-write key the check is paused when you quit Pricebell, and goes on with the next start.",
  "settings.ping.save": "Save",
  "settings.ping.forget": "Forget it",
  "settings.ping.form": "Kind of service",
  "settings.ping.form.auto": "As the address looks",
  "settings.ping.form.found": "As the address looks: {form}",
  "settings.ping.form.healthchecks": "Healthchecks",
  "settings.ping.form.uptime-kuma": "uptime-kuma, push",
  "settings.ping.form.plain": "Any other",
  "settings.ping.period": "Ping every",
  "settings.ping.period-limit": "Between 10 s and 1 h. It is as it was.",
  "settings.ping.does.healthchecks":
    "It is told at once when something is wrong, and why. Quitting Pricebell is written into its log; after its period and grace it raises an alarm all the same. Pause the check there if you do not want that.",
  "settings.ping.does.paused":
    "It is told at once when something is wrong, and why. Quitting Pricebell pauses the check, so that no alarm comes; the next start takes it up again.",
  "settings.ping.does.uptime-kuma":
    "It is told at once when something is wrong, and why. It cannot be told that you quit Pricebell: it raises an alarm then too. Its interval has to be longer than the period here.",
  "settings.ping.does.plain":
    "It is called while all is well, and not otherwise. It cannot be told why, or that you quit Pricebell: it raises an alarm then too.",
  "settings.stopped-message": "Message at your ntfy server",
  "settings.stopped-message.none": "None",
  "settings.stopped-message.what":
    "Needs no account: the message “Pricebell has stopped watching” waits at the server, always 30 min ahead, and comes if Pricebell no longer puts it off. Quitting takes it back. It takes 96 messages a day of the 250 that ntfy.sh allows, and a server of ntfy 2.16 or newer.",
  "settings.stopped-message.no-ntfy": "Add an ntfy destination above first.",
  "settings.stopped-message.due": "It comes if nothing more is heard by {moment}.",
} as const satisfies Record<string, Message>;
