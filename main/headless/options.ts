/** The command line of the headless host. */
import { message as text } from "../../preload/contract/messages/message.ts";
import { parseArgs } from "node:util";
import { languages } from "../../preload/contract/messages/language.ts";
import type { Settings } from "../../preload/contract/settings.ts";
import type { FixedVenues } from "../app/venues/venue-config.ts";
import { readVenueOptions } from "../app/venues/venue-options.ts";

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
  /** A file with the address that is pinged while all is well, for its owner alone. */
  readonly pingFile: string | null;
  /** Commands that destinations may start: `/path/of/program ARGUMENT ...`. */
  readonly allowedPrograms: readonly string[];
  /** Make a new token; every page and script needs it then. */
  readonly newToken: boolean;
  /** Put this backup in place of the database before the start: its name, or `latest`; null: none. */
  readonly restoreBackup: string | null;
  /** Of this run; without it, what the settings say. */
  readonly language: Settings["language"] | undefined;
}

export type CommandLine =
  | { readonly kind: "run"; readonly options: HeadlessOptions }
  | { readonly kind: "help"; readonly language: Settings["language"] | undefined }
  | { readonly kind: "version" }
  /** `message` names the option and what it takes. */
  | { readonly kind: "invalid"; readonly message: string };

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
  "ping-file": { type: "string" },
  "allow-program": { type: "string", multiple: true },
  "new-token": { type: "boolean" },
  "restore-backup": { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

/** Every option, without its dashes. */
export const optionNames = Object.keys(optionTypes);

const invalid = (message: string): CommandLine => ({ kind: "invalid", message });

/** Reads it; `argv` is without the executable and the script. Nothing is looked up on the disk. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  let values;
  try {
    ({ values } = parseArgs({ args: [...argv], options: optionTypes, strict: true, allowPositionals: false }));
  } catch (error) {
    if (error instanceof TypeError) return invalid(syntaxProblem(error));
    throw error;
  }
  const language = (["system", ...languages] as const).find((each) => each === values.language);
  if (values.help === true) return { kind: "help", language };
  if (values.version === true) return { kind: "version" };
  for (const [name, value] of Object.entries(values))
    if ([value].flat().includes("")) return invalid(text("options.empty", { option: `--${name}` }));

  const port = values.port ?? "0";
  if (!/^\d{1,5}$/u.test(port) || Number(port) > 65_535) return invalid(text("options.port", { port }));
  const read = readVenueOptions({
    demo: values.demo === true,
    venue: values.venue ?? "",
    venueUrls: values["venue-url"] ?? [],
    restUrls: values["rest-url"] ?? [],
    symbols: values.symbols ?? "",
  });
  if (!read.ok) return invalid(read.message);

  if (values.language !== undefined && language === undefined)
    return invalid(text("options.language", { languages: languages.join(", "), language: values.language }));

  return {
    kind: "run",
    options: {
      dataDir: values["data-dir"] ?? null,
      port: Number(port),
      json: values.json === true,
      fixedVenues: read.fixed,
      symbols: read.symbols,
      keyFile: values["key-file"] ?? null,
      pingFile: values["ping-file"] ?? null,
      allowedPrograms: (values["allow-program"] ?? []).map((command) => command.trim()),
      newToken: values["new-token"] === true,
      restoreBackup: values["restore-backup"] ?? null,
      language,
    },
  };
}

/** What Node's own words say of a line that does not follow the rules; they begin with what they are about, in quotes. */
function syntaxProblem(error: TypeError): string {
  const about = /'([^']+)'/.exec(error.message)?.[1] ?? error.message;
  const code = "code" in error ? error.code : null;
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") return text("options.unknown", { option: about });
  if (code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL") return text("options.stray", { text: about });
  return text("options.value", { option: about });
}
