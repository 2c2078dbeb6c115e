/** What the app answers to calls, tells of its database, and prints where it has no window. */
import type { Message } from "../message-types.ts";

export const service = {
  "answer.no-event": "There is no such event.",
  "answer.no-alert": "There is no such alert (any more).",
  "answer.which-alert": "Which alert? An id is wanted.",
  "answer.which-alerts": "Which alerts? A list of 1 to {most} of them is wanted.",
  "answer.in-list": "Alert {number} of {count}: {why} None of them was made.",
  "answer.too-many-alerts": "There may be {most} alerts at most; remove some first.",
  "answer.list-full": "The list holds {most} instruments at most.",
  "answer.fixed": "This was given on the command line and stays until Pricebell is started without it.",
  "answer.key-shape": "A key is one word of letters, digits and signs, without spaces.",
  "answer.takes-no-key": "This venue takes no API key.",
  "answer.no-venue-setting": "This venue has no such setting.",
  "answer.no-venue-setting-known": "This venue has no such setting; it has {known}.",
  "answer.only-venue":
    "It is the only venue that is on. Switch another one on first: without any, no alert could fire.",
  "answer.no-address": "This venue runs inside Pricebell and has no address to set.",
  "answer.database-busy": "The database is busy. Try again in a moment.",
  "answer.tried-again": "It is tried again.",
  "answer.bug": "Something went wrong inside Pricebell. Your alerts go on; the log says more.",

  "database.failing": "The database cannot be written. Alerts still fire, but are not remembered.",
  "database.waiting": {
    one: "{text} {count} decision waits to be written.",
    other: "{text} {count} decisions wait to be written.",
  },
  "database.not-saved": "Not saved yet: Pricebell cannot write its database.",
  "database.trouble": "Pricebell cannot write its database",
  "database.last-backup": "The last backup is from {moment}.",
  "database.over": "Pricebell can write its database again",
  "database.over.could-not": "It could not for {duration}.",
  "database.over.saved": {
    one: "{count} alert of that time is saved now.",
    other: "{count} alerts of that time are saved now.",
  },
  "database.over.lost": {
    one: "{count} alert more could not be kept, and is not in the history.",
    other: "{count} alerts more could not be kept, and are not in the history.",
  },
  "database.no-backup": "Pricebell cannot make a backup",
  "database.damaged": "Part of Pricebell's data cannot be read",

  "damaged.rules": {
    one: "The alert on {named} cannot be read ({reasons}) and is not watched: make it anew.",
    other: "{count} alerts ({named}) cannot be read ({reasons}) and are not watched: make them anew.",
  },
  "damaged.events": {
    one: "An entry of the history ({named}) cannot be read and is left out.",
    other: "{count} entries of the history ({named}) cannot be read and are left out.",
  },
  "damaged.deliveries": {
    one: "A notification cannot be read and may not have been shown: look into the history.",
    other: "{count} notifications cannot be read and may not have been shown: look into the history.",
  },
  "damaged.settings": {
    one: "The setting {named} cannot be read and is at the default again: check the settings.",
    other: "The settings {named} cannot be read and are at the default again: check the settings.",
  },
  "damaged.destinations": {
    one: "The destination {named} cannot be read and is gone: rules that name it alone are told on the desktop. Set it up again.",
    other:
      "The destinations {named} cannot be read and are gone: rules that name them alone are told on the desktop. Set them up again.",
  },
  "damaged.venues":
    "What was set of the venue {named} cannot be read: whether it is on, and its addresses, are as it comes. Check the settings.",
  "damaged.watchlist": {
    one: "An entry of the watchlist cannot be read and is gone from it: add what is missing again.",
    other: "{count} entries of the watchlist cannot be read and are gone from it: add what is missing again.",
  },
  "damaged.last_ticks":
    "The last price of {named} cannot be read: what it did while Pricebell was not running is not known.",
  "damaged.minutes": {
    one: "A minute of the chart of {named} cannot be read.",
    other: "{count} minutes of the chart of {named} cannot be read.",
  },
  "damaged.heartbeat": "When Pricebell was last started cannot be read.",
  "damaged.watched_venues":
    "Until when {named} was last watched cannot be read: a gap may begin at the last price instead.",
  "damaged.awaited_histories":
    "Which time of {named} was still being read from the venue cannot be read: an alert that was touched in it is not told.",
  "damaged.kept":
    "{lines}\nWhat was there is kept in {file}, table damaged_rows. If more is missing than this, restore a backup.",
  "damaged.more": "{named} and {more} more",

  "headless.running":
    "Pricebell is running. Open this address in a browser on this machine:\n\n  {address}\n\nCtrl+C ends it.",
  "headless.event": "{moment}: {title}. {body}",
  "headless.event-unsaved": "{moment}: {title}. {body} (Not saved yet: the database cannot be written.)",
  "headless.backups": "Backups, newest first:",
  "headless.backup": {
    one: "{name}  of {moment}, with {count} alert",
    other: "{name}  of {moment}, with {count} alerts",
  },
  "headless.restore-how":
    "Start with --restore-backup latest, or with one of these names. What stands there now is kept.",
  "headless.restored": "The backup {name} is in place. What stood there is kept in {folder}.",
  "headless.key-other-addresses":
    "The API key of {venue} is not sent, for it was not given for the addresses in the settings: the venue may send no prices, and alerts do not fire then. Start with --venue-url (and --rest-url) to send it to the address named there, or save it again in the settings.",
  "headless.no-notifications":
    "Without its own window Pricebell cannot show notifications on this system. Alerts are kept in the history; start the desktop app to be notified.",
  "headless.port-in-use": "Port {port} is in use. Choose another one with --port, or 0 for any free one.",
  "headless.port-refused":
    "This user may not use port {port}. Choose one above 1023 with --port, or 0 for any free one.",

  "venue.demo": "Demo exchange",
  "venue.demo.in-text": "the demo exchange",
} as const satisfies Record<string, Message>;
