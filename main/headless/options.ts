/** The command line of the headless host. */
import { parseArgs } from "node:util";
import { languages } from "../../preload/contract/messages/language.ts";
import type { Settings } from "../../preload/contract/settings.ts";
import type { FixedVenues } from "../app/venues/venue-config.ts";
import { readVenueOptions, venueOptionsHelp } from "../app/venues/venue-options.ts";
import { venues } from "../market/venues/index.ts";
import { unnamedVenueOf } from "../market/venues/venue-list.ts";

export interface HeadlessOptions {
  /** Null: the system's place for app data. */
  readonly dataDir: string | null;
  /** 0: any free port. */
  readonly port: number;
  /** One JSON object a line on stdout. */
  readonly json: boolean;
  /** What this run fixes of venues. */
  readonly fixedVenues: FixedVenues;
  /** Put on the watchlist: `SYMBOL` or `VENUE:SYMBOL`. */
  readonly symbols: readonly string[];
  /** A file with the API key of the venue that is meant without a name, for its owner alone. */
  readonly keyFile: string | null;
  /** Make a new token; every page and script needs it then. */
  readonly newToken: boolean;
  /** Put this backup in place of the database before the start: its name, or `latest`; null: none. */
  readonly restoreBackup: string | null;
  /** Of this run; without it, what the settings say. */
  readonly language: Settings["language"] | undefined;
}

export type CommandLine =
  | { readonly kind: "run"; readonly options: HeadlessOptions }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  /** `message` names the option and what it takes. */
  | { readonly kind: "invalid"; readonly message: string };

const keyedVenue = unnamedVenueOf(venues)?.nameInText ?? "the venue";

export const helpText = `Pricebell, without a window of its own: watches prices, keeps your alerts, and shows its page in any browser on this machine.

npm run headless -- [options]

  --data-dir DIR     where alerts, history and the token are kept
  --port N           port on 127.0.0.1; 0 (the default) takes any free one
  --demo             the demo exchange inside the app, whatever the settings say
${venueOptionsHelp()}
  --language TAG     language of all that is said: system (the default), ${languages.join(", ")}
  --key-file FILE    file with the API key of ${keyedVenue}; only its owner may read it (chmod 600)
  --new-token        make a new access token; pages and scripts that used the old one must be let in again
  --restore-backup NAME
                     first put this backup in place of the database, which is kept under aside/; NAME is one of those named
                     when the database cannot be opened, or latest
  --json             print one JSON object a line: first where it listens, then events, feed, warnings and errors
  --help             this text
  --version          the version

The API key of ${keyedVenue} can be given in the environment variable PRICEBELL_API_KEY; it is never printed.
SIGINT (Ctrl+C) and SIGTERM end it cleanly.
`;

const optionTypes = {
  "data-dir": { type: "string" },
  port: { type: "string" },
  demo: { type: "boolean" },
  venue: { type: "string" },
  "venue-url": { type: "string", multiple: true },
  "rest-url": { type: "string", multiple: true },
  symbols: { type: "string" },
  language: { type: "string" },
  "key-file": { type: "string" },
  "new-token": { type: "boolean" },
  "restore-backup": { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

const invalid = (message: string): CommandLine => ({ kind: "invalid", message });

/** Reads it; `argv` is without the executable and the script. Nothing is looked up on the disk. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  let values;
  try {
    ({ values } = parseArgs({ args: [...argv], options: optionTypes, strict: true, allowPositionals: false }));
  } catch (error) {
    if (error instanceof TypeError)
      return invalid(`${error.message.split(". ", 1)[0] ?? ""}. --help lists the options.`);
    throw error;
  }
  if (values.help === true) return { kind: "help" };
  if (values.version === true) return { kind: "version" };
  for (const [name, value] of Object.entries(values))
    if ([value].flat().includes("")) return invalid(`--${name} is empty.`);

  const port = values.port ?? "0";
  if (!/^\d{1,5}$/u.test(port) || Number(port) > 65_535)
    return invalid(`--port takes a number from 0 to 65535, not ${port}.`);
  const read = readVenueOptions({
    demo: values.demo === true,
    venue: values.venue ?? "",
    venueUrls: values["venue-url"] ?? [],
    restUrls: values["rest-url"] ?? [],
    symbols: values.symbols ?? "",
  });
  if (!read.ok) return invalid(read.message);

  const language = (["system", ...languages] as const).find((each) => each === values.language);
  if (values.language !== undefined && language === undefined)
    return invalid(`--language takes one of system, ${languages.join(", ")}, not ${values.language}.`);

  return {
    kind: "run",
    options: {
      dataDir: values["data-dir"] ?? null,
      port: Number(port),
      json: values.json === true,
      fixedVenues: read.fixed,
      symbols: read.symbols,
      keyFile: values["key-file"] ?? null,
      newToken: values["new-token"] === true,
      restoreBackup: values["restore-backup"] ?? null,
      language,
    },
  };
}
