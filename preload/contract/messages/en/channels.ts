/** How telling people through services outside goes, and what setting one up takes. */
import type { Message } from "../message-types.ts";

export const channels = {
  "send.stopped": "Sending to {host} was stopped.",
  "send.no-answer": "{host} did not answer within {seconds} s.",
  "send.address-refused":
    "{host} is an address that no service has (link-local, multicast or none), and is not connected to. Check the address.",
  "send.plain-http":
    "{host} is a public address, and over http:// anybody on the way could read the alert and its token. Use https://.",
  "send.host-not-found": "There is no host {host}, or this computer is offline. Check the address and the connection.",
  "send.connection-refused": "Nothing answers at {host}. Check the address, and whether the service runs there.",
  "send.broke-off": "{host} ended the connection without an answer.",
  "send.unreachable": "{host} cannot be reached from here ({reason}).",

  "outcome.maybe-sent": "{why} Whether the message was taken is not known.",
  "outcome.later": "{service} takes no messages at the moment (HTTP {status}). It is tried again.",
  "outcome.rate-limited": "{service} was sent too many messages and takes them again later.",
  "outcome.gateway": "A server in front of {service} got no answer from it (HTTP {status}).",
  "outcome.refused": "{service} refuses this message (HTTP {status}). It is in the history.",
  "outcome.unauthorized":
    "{service} does not accept the key, token or password (HTTP {status}). Enter it again in this destination.",
  "outcome.gone": "{service} does not know this address any more (HTTP {status}). Set this destination up again.",
  "outcome.redirected":
    "{service} sends on to another address (HTTP {status}), which is not followed. Enter the address that it leads to.",
  "outcome.not-understood": "{service} answered with something that is not an answer of it. Check the address.",
  "outcome.says": "{words} Its words: {quote}",

  "field.address-invalid": "An address that begins with https:// (or http:// inside your own network) is wanted.",
  "field.address-login": "A name and password do not belong into the address; there are fields of their own for them.",
  "field.address-query": "The address ends before a ? or #.",
  "field.missing": "This is needed.",
  "field.authority": "Certificate authority",
  "field.authority-help":
    "Only for an own server whose certificate no known authority has signed: the authority's certificate (PEM). It alone is believed there.",
  "field.authority-invalid": "A certificate in PEM form is wanted: it begins with -----BEGIN CERTIFICATE-----.",

  "text.again": "(again) {title}",

  "ntfy.label": "ntfy",
  "ntfy.summary":
    "The ntfy app on a phone, through ntfy.sh or a server of your own. Needs a topic that nobody can guess.",
  "ntfy.server": "Server",
  "ntfy.server-help": "https://ntfy.sh, or the address of your own server.",
  "ntfy.topic": "Topic",
  "ntfy.topic-help":
    "The one that the app on the phone subscribes to. Whoever knows it can read along: take a long random one.",
  "ntfy.topic-invalid": "A topic has 1 to 64 letters, digits, hyphens and underscores.",
  "ntfy.topic-reserved": "Topics of up and 12 characters belong to UnifiedPush. Take another one.",
  "ntfy.token": "Access token",
  "ntfy.token-help": "Where the server asks for one; it begins with tk_.",
  "ntfy.user": "User name",
  "ntfy.user-help": "In place of a token, with a password.",
  "ntfy.password": "Password",
  "ntfy.password-missing": "A user name needs its password.",
  "ntfy.too-old":
    "{service} is older than ntfy 2.16: it cannot replace a message, and one that is sent again or grows is shown once more. Update the server.",
  "ntfy.quota": "The messages of today that {service} takes from this address are used up, until midnight UTC.",
  "ntfy.no-attachments": "{service} refuses the message because it is too long.",
  "ntfy.answers-lost": "Answers from the phone cannot be heard: {why}",
} as const satisfies Record<string, Message>;
