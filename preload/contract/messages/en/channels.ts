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
  "ntfy.quota":
    "The messages of today that {service} takes from this address are used up. It is tried again after midnight UTC; for more, use a server of your own or a paid account there, with its access token.",
  "ntfy.no-attachments": "{service} refuses the message because it is too long.",
  "ntfy.answers-lost": "Answers from the phone cannot be heard: {why}",

  "telegram.label": "Telegram",
  "telegram.summary": "A bot of your own on Telegram: ask @BotFather for one, and tell it to write to you.",
  "telegram.token": "Bot token",
  "telegram.token-help": "What @BotFather answers to /newbot: digits, a colon and 35 characters.",
  "telegram.token-invalid": "A bot token looks like 123456789:AAE... (digits, a colon, 35 characters).",
  "telegram.chat": "Chat",
  "telegram.chat-help":
    "The number of the chat. Leave it empty, save, and send a test: you are told where to press Start. Press it, test once more, and the chat is found.",
  "telegram.chat-invalid": "A chat is a number (of a group: with a minus), or @name of a channel.",
  "telegram.press-start":
    "The chat is not known yet. Open https://t.me/{bot}?start={code} on your phone, press Start, then test this destination again.",
  "telegram.found": "The chat with {name} was found, and alerts go there.",
  "telegram.chat-unknown":
    "Telegram does not know this chat, or the bot may not write there. Open the bot in Telegram, press Start, then test again.",
  "telegram.blocked": "The bot may not write to this chat any more. Unblock it or add it to the group again.",
  "telegram.heard": "Pricebell has your answer.",
  "telegram.other-reader":
    "Answers cannot be heard: another program reads this bot's messages too. Give Pricebell a bot of its own.",
  "telegram.answers-lost": "Answers from Telegram cannot be heard: {why}",

  "discord.label": "Discord",
  "discord.summary": "A channel of a Discord server, by a webhook that you make in its settings under Integrations.",
  "discord.url": "Webhook address",
  "discord.url-help": "Channel settings, Integrations, Webhooks, New webhook, Copy webhook URL.",
  "discord.url-invalid": "The address of a Discord webhook begins with https://discord.com/api/webhooks/.",
  "discord.deleted": "The webhook was deleted in Discord. Make a new one and enter its address in this destination.",

  "slack.label": "Slack",
  "slack.summary": "A channel in Slack, by an incoming webhook of a Slack app that you make at api.slack.com/apps.",
  "slack.url": "Webhook address",
  "slack.url-help": "In your Slack app under Incoming Webhooks, Add New Webhook to Workspace.",
  "slack.url-invalid": "The address of a Slack webhook begins with https://hooks.slack.com/services/.",
  "slack.revoked":
    "Slack does not know this webhook any more, or its channel is closed. Make a new one and enter its address in this destination.",

  "pushover.label": "Pushover",
  "pushover.summary":
    "The Pushover app on a phone. What is critical is repeated by Pushover itself until it is answered.",
  "pushover.token": "Application token",
  "pushover.token-help": "Register an application of your own at pushover.net/apps/build: 30 letters and digits.",
  "pushover.user": "User key",
  "pushover.user-help": "Shown at pushover.net after signing in: 30 letters and digits; a group's key works too.",
  "pushover.key-invalid": "30 letters and digits are wanted.",
  "pushover.device": "Device",
  "pushover.device-help": "Its name in Pushover, where not all of them shall ring.",
  "pushover.device-invalid": "The name of a device has up to 25 letters, digits, hyphens and underscores.",
  "pushover.quota":
    "The messages that Pushover takes from this account in a month are used up. Buy more at pushover.net, or use another service until the month is over; what waits is tried again by itself.",
  "pushover.keys-refused":
    "Pushover does not accept the application token, the user key or the device. Enter them again.",
  "pushover.answers-lost": "Answers from Pushover cannot be heard: {why}",

  "webhook.label": "Webhook",
  "webhook.summary":
    "A program of yours that takes HTTP: each alert is posted there as JSON, signed as Standard Webhooks says.",
  "webhook.url": "Address",
  "webhook.url-help": "Where it listens. Any answer from 200 to 299 means that it has the alert.",
  "webhook.secret": "Signing secret",
  "webhook.secret-help":
    "whsec_ and 24 to 64 bytes in base64; the receiver checks by it that the message is from here. Empty: not signed.",
  "webhook.secret-invalid": "whsec_ and 24 to 64 bytes in base64 are wanted.",

  "program.label": "Program",
  "program.summary": "A program on this computer: it is started for each message and reads it as a line of JSON.",
  "program.command": "Command",
  "program.command-help":
    "The whole path of a program, and fixed words for it behind that; double quotes hold one with spaces together. It runs without a shell, as the user that Pricebell runs as, and has the message on its standard input.",
  "program.not-runnable":
    "{file} cannot be started: it is not a program, may not be executed, or has a double quote in its path. Choose another file, or make it executable.",
  "program.file-invalid": "The whole path of a program is wanted.",
  "program.file-batch":
    "Windows runs .bat and .cmd only by a shell. Take the .exe, or the interpreter with the script as an argument.",
  "program.quote-open": "A double quote has no end.",
  "program.missing":
    "The program {file} is not there or cannot be run ({reason}). Choose it again in this destination.",
  "program.failed": "The program {file} ended with {code} and did not take the message.",
  "program.later": "The program {file} asks to be tried again later (exit code 75).",
  "program.late": "The program {file} did not end within {seconds} s, and was ended.",
  "program.killed": "The program {file} was ended by a signal.",
  "program.stopped": "The program {file} was ended with Pricebell.",

  "sound.label": "Sound",
  "sound.summary":
    "A sound in an open window of Pricebell. While no window is open, or the browser lets none play, alerts wait here.",
  "sound.sound": "Sound",
  "sound.chime": "Chime",
  "sound.bell": "Bell",
  "sound.alarm": "Alarm",
  "sound.volume": "Volume",
  "sound.volume-help": "From 1 to 100.",
  "sound.volume-invalid": "A whole number from 1 to 100 is wanted.",
  "sound.played": "An open window played the sound.",
  "sound.no-window": "No window of Pricebell is open that could play a sound. Open a window, or a page in a browser.",
  "sound.blocked": "The open window may not play sounds yet. Press “Enable sound” at its top.",
  "sound.no-answer": "No window said that it played the sound.",

  "mail.label": "E-mail",
  "mail.summary": "E-mail to one address, through the mail server of an account of yours.",
  "mail.server": "Mail server",
  "mail.server-help": "The server that your mail program sends by, such as smtp.example.com.",
  "mail.server-invalid": "The name of a mail server is wanted, without smtp:// before it.",
  "mail.security": "Encryption",
  "mail.security-help": "Without encryption only to a server within your own network.",
  "mail.tls": "TLS (port 465)",
  "mail.starttls": "STARTTLS (port 587)",
  "mail.no-tls": "None",
  "mail.port": "Port",
  "mail.port-help": "465 for TLS, 587 for STARTTLS.",
  "mail.port-invalid": "A number from 1 to 65535 is wanted.",
  "mail.user": "User name",
  "mail.user-help": "Often the whole address. Empty: the server asks for none.",
  "mail.password": "Password",
  "mail.password-help": "Gmail, Outlook and others want a password made for this one program (an app password).",
  "mail.password-missing": "A user name needs its password.",
  "mail.from": "From",
  "mail.from-help": "An address that this account may send as.",
  "mail.to": "To",
  "mail.to-help": "One address; for another one set up another destination.",
  "mail.address-invalid": "One e-mail address is wanted, such as ann@example.com.",
  "mail.tls-failed":
    "{service} does not speak TLS as it should: its certificate is not known here, or it offers no STARTTLS. Check encryption, port and certificate authority.",
  "mail.login-refused": "{service} does not accept the user name or password. Enter them again in this destination.",
  "mail.address-refused": "{service} does not take mail from or to these addresses. Check them in this destination.",
  "mail.later": "{service} takes no mail at the moment (SMTP {code}). It is tried again.",
  "mail.refused": "{service} refuses this mail (SMTP {code}). The alert is in the history.",
} as const satisfies Record<string, Message>;
