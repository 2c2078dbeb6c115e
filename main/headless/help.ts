/** The page of help of the headless host's command line. */
import type { CallName } from "../../preload/contract/contract.ts";
import { languages } from "../../preload/contract/messages/language.ts";
import { message } from "../../preload/contract/messages/message.ts";
import { venueOptionsHelp } from "../app/venues/venue-options.ts";
import { venues } from "../market/venues/index.ts";
import { unnamedVenueOf } from "../market/venues/venue-list.ts";

/** Columns of a line; what an option does begins at {@link textColumn}. */
const width = 120;
const textColumn = 21;

/** By which calls a script sets what has no option. */
const calls = {
  create: "destinations.create",
  channels: "channels.list",
  set: "settings.set",
  stops: "deadManSwitch.setAddress",
} as const satisfies Record<string, CallName>;

/** In the language in use. */
export function helpText(): string {
  const venue = unnamedVenueOf(venues)?.nameInText ?? message("network.the-venue");
  const options: readonly (readonly [string, string])[] = [
    ["--data-dir DIR", message("help.data-dir")],
    ["--port N", message("help.port")],
    ["--demo", message("help.demo")],
    ...venueOptionsHelp(),
    ["--language TAG", message("help.language", { languages: languages.join(", ") })],
    ["--key-file FILE", message("help.key-file", { venue })],
    ["--ping-file FILE", message("help.ping-file")],
    ["--allow-program COMMAND", message("help.allow-program")],
    ["--new-token", message("help.new-token")],
    ["--restore-backup NAME", message("help.restore-backup")],
    ["--json", message("help.json")],
    ["--help", message("help.help")],
    ["--version", message("help.version")],
  ];
  return [
    `${message("help.what")}\n`,
    // eslint-disable-next-line house/words-in-messages -- a command
    `npm run headless -- [${message("help.options")}]\n`,
    ...options.map(([option, does]) => optionLines(option, does)),
    `\n${wrapped(message("help.elsewhere", calls), "").join("\n")}`,
    `\n${message("help.key", { venue })}\n`,
  ].join("\n");
}

/** `  --port N           port on 127.0.0.1 ...`; a long option has a line of its own. */
function optionLines(option: string, does: string): string {
  const indent = " ".repeat(textColumn);
  const head = `  ${option}`;
  const [first = "", ...others] = wrapped(does, indent);
  const lines = head.length < textColumn ? [head.padEnd(textColumn) + first.trimStart()] : [head, first];
  return [...lines, ...others].join("\n");
}

/** Lines of at most {@link width} columns, each of them indented. */
function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line === undefined || line.length + word.length + 1 > width) lines.push(indent + word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
