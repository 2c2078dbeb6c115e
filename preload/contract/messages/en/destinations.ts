/** Destinations: what is said of them, and why something about them is refused. */
import type { Message } from "../message-types.ts";

export const destinations = {
  "refusal.notify-to": 'Say where it is told: "default", or a list of ids of destinations.',
  "refusal.notify-many": "A rule names at most {most} destinations.",
  "refusal.notify-id": "This is no id of a destination.",
  "refusal.notify-unknown": "There is no destination {id}; known are {known}.",
  "destination.no-such": "There is no such destination.",
  "destination.own": "This destination is the app's own: it is neither changed nor removed here.",
  "destination.no-channel": "There is no such channel; known are {known}.",
  "destination.no-field": 'This channel has no field "{field}"; known are {known}.',
  "destination.field-missing": '"{field}" is needed.',
  "destination.field-long": '"{field}" has at most {most} characters.',
  "destination.field-number": '"{field}" is a whole number.',
  "destination.field-choice": '"{field}" is one of {values}.',
  "destination.field-file":
    "A program is allowed at the computer that Pricebell runs on, and by no page or request. Start Pricebell there with --allow-program and this command.",
  "destination.program-not-chosen": "Choose the program with the button: a path that is typed alone starts nothing.",
  "destination.program-declined": "You did not allow these words. Nothing was changed.",
  "destination.name": "A name is needed.",
  "destination.name-taken": "Another destination has this name.",
  "destination.told-instead":
    "None of its destinations is there and on: it is told on the desktop and in the history. Choose another destination.",
  "destination.enter-again":
    "Enter again what is secret ({fields}): it is kept for the server and the way to it (port, encryption, certificate authority) that it was entered for.",
  "destination.missing": "{field} is missing. Enter it again.",
  "notify.remote.late": "{duration} late: it could not be sent before.",
  "notify.remote.answer": "To acknowledge it, open Pricebell and press Acknowledge.",
  "notify.remote.zone": "Times are {zone}.",
  "destination.no-answer": "The service did not answer: it may have taken the message.",
  "destination.not-reached": "Nothing could reach this destination for 24 hours.",
  "destination.test.body": "This is how an alert arrives here.",
  "destination.test.history": "Written to the history.",
  "destination.trouble": "{name} cannot be reached",
  "destination.trouble.waits": {
    one: "{count} alert waits for it, and is told here meanwhile: {titles}",
    other: "{count} alerts wait for it, and are told here meanwhile: {titles}",
  },
  "destination.given-up": {
    one: "{name} did not get an alert",
    other: "{name} did not get {count} alerts",
  },
  "destination.given-up.titles": "Nothing more is tried; the history has it. Not told there: {titles}",
  "destination.unknown": {
    one: "{name} may not have got an alert",
    other: "{name} may not have got {count} alerts",
  },
  "destination.unknown.titles": {
    one: "It was sent twice without a clear answer, and is not sent a third time. Look there whether it has arrived; the history has it. Not known: {titles}",
    other:
      "They were sent twice without a clear answer, and are not sent a third time. Look there whether they have arrived; the history has them. Not known: {titles}",
  },
  "destination.trouble.none": "Nothing waits for it. Alerts are told here meanwhile.",
  "destination.gone": "Its channel is not there any more.",
} as const satisfies Record<string, Message>;
