/** What the command line is told, and what it is refused for. Names of options and of variables are the same in every language. */
import type { Message } from "../message-types.ts";

export const commandLine = {
  "help.what":
    "Pricebell, without a window of its own: watches prices, keeps your alerts, and shows its page in any browser on this machine.",
  "help.options": "options",
  "help.data-dir": "where alerts, history and the token are kept",
  "help.port": "port on 127.0.0.1; 0 (the default) takes any free one",
  "help.demo": "the demo exchange inside the app, whatever the settings say",
  "help.venue": "where prices come from: {venues}",
  "help.venue-url": "another server of the same kind for that venue: its ws:// or wss:// address",
  "help.venue-url.unnamed":
    "another server of the same kind for that venue: its ws:// or wss:// address; without ID=, of the venue that --venue names, else of {venue}",
  "help.rest-url": "its http:// or https:// address; of the same host as --venue-url unless given",
  "help.symbols": "put these on the watchlist, e.g. BTC-USD,{venue}:ETH-USD",
  "help.language": "language of all that is said: system (the default), {languages}",
  "help.key-file": "file with the API key of {venue}; only its owner may read it (chmod 600)",
  "help.allow-program":
    "a program that destinations may start: its whole path and fixed words for it, in quotes; several times for several",
  "help.new-token": "make a new access token; pages and scripts that used the old one must be let in again",
  "help.restore-backup":
    "first put this backup in place of the database, which is kept under aside/; NAME is one of those named when the database cannot be opened, or latest",
  "help.json": "print one JSON object a line: first where it listens, then events, feed, warnings and errors",
  "help.help": "this text",
  "help.version": "the version",
  "help.elsewhere":
    "What has no option is set on the page, or by its calls: where alerts are told ({create}, and {channels} for what each channel needs), which of these places are told by default, quiet hours and where a critical alert goes when nobody acknowledges it ({set}), who notices if Pricebell stops ({stops}). README.md has an example of each.",
  "help.key":
    "The API key of {venue} can be given in the environment variable PRICEBELL_API_KEY; it is never printed.\nSIGINT (Ctrl+C) and SIGTERM end it cleanly.",

  "options.unknown": "There is no option {option}. --help lists the options.",
  "options.value":
    "The option {option} was given a value that it does not take, or lacks the one that it takes. --help lists the options.",
  "options.stray": "{text} belongs to no option. --help lists the options.",
  "options.empty": "{option} is empty.",
  "options.port": "--port takes a number from 0 to 65535, not {port}.",
  "options.language": "--language takes one of system, {languages}, not {language}.",
  "options.demo-and-venue": "--demo and --venue do not go together.",
  "options.demo-and-address": "--demo and a venue's address do not go together.",
  "options.no-demo": "There is no demo exchange.",
  "options.venue-unknown": "{option} knows the venues {venues}, not {venue}.",
  "options.no-address": "{option}: {venue} runs inside Pricebell and has no address.",
  "options.venue-not-named": "{option} is for {venue}, which --venue does not name.",
  "options.twice": "{option} is given twice for {venue}.",
  "options.problem": "{option}: {problem}",
  "options.which-venue": "{option}: say of which venue, e.g. {venue}=ADDRESS.",
  "options.symbol-venue": "--symbols names {venue}, which is watched only where --venue names it too.",
  "options.symbol":
    "--symbols takes symbols as the venue writes them, e.g. BTC-USD, with the venue before them where several are on, not {symbol}.",
  "options.variable": "{variable}: {problem}",
  "options.file-unreadable": "{option}: {file} cannot be read: {reason} ({code}).",
  "options.no-file": "{option}: there is no file {file}.",
  "options.key-file-open":
    "{option}: others can read {file}. Make it yours alone: chmod 600, and get a new key if it may have been seen.",
  "options.ping-file-open":
    "{option}: others can read {file}. Make it yours alone: chmod 600, and get a new address if it may have been seen.",
  "options.no-backups": "There is none in {folder}. Nothing was changed.",
  "options.no-backup": "There is no backup {name} in {folder}. Nothing was changed.",
  "headless.token-unwritable":
    "{file}, which holds the access token of the page, cannot be written: {reason} ({code}). Pricebell has ended and watches no alert: put that right, or move away what stands there, and start it again.",
  "headless.time-zone":
    "TZ is {setting}, which Pricebell cannot read as a time zone: the times it tells are those of {offset}, in summer and in winter. Alerts are not affected. Set TZ to a name such as Europe/Berlin.",

  "launch.in-browser": "Pricebell opens in your browser instead of its own window: {reason}.",
  "launch.no-display": "there is no display",
  "launch.fetching": "Fetching the Electron runtime (once)...",
  "launch.no-runtime": "the Electron runtime could not be downloaded",
  "launch.cannot-run": "Electron cannot run here ({how}; what it said is above)",
} as const satisfies Record<string, Message>;
