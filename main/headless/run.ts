/** The headless host from its command line to its end. */
import { message } from "../../preload/contract/messages/message.ts";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { openKeyWarning } from "../../preload/contract/address.ts";
import type { Backup } from "../../preload/contract/contract.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { languageFor, takeLanguageFrom } from "../../preload/contract/messages/language.ts";
import type { Settings } from "../../preload/contract/settings.ts";
import { startApp, type App } from "../app.ts";
import { cleanKey } from "../app/clean-api-key.ts";
import { takeKey } from "../app/api-key-environment.ts";
import { givenKey, keyFile } from "../app/api-key-store.ts";
import { apiKeyFileStem, type ApiKeyStores } from "../app/venues/venue-keys.ts";
import { createBridge, type Bridge } from "../bridge/create-bridge.ts";
import { startHttpServer, type HttpServer } from "../bridge/http-server.ts";
import { createRegistrar } from "../bridge/registrar.ts";
import { readPageFiles } from "../bridge/static-files.ts";
import { loadToken, tokenFileName } from "../bridge/token-file.ts";
import { helpText } from "./help.ts";
import { readCommandLine, type CommandLine, type HeadlessOptions } from "./options.ts";
import { systemClock as clock } from "../lib/clock.ts";
import { defaultDataDir } from "../lib/data-dir.ts";
import { timeZoneWarning } from "../lib/time-zone.ts";
import { DbusChannel } from "../delivery/dbus.ts";
import { Redactor } from "../lib/redaction.ts";
import { storageFailure } from "../store/storage-failure.ts";
import { linesTo } from "./print-lines.ts";
import { newEventsOnly } from "./new-events.ts";
import { noChannel } from "./no-notification-channel.ts";
import { venues } from "../market/venues/index.ts";
import { findVenue } from "../market/venues/venue-list.ts";
import { systemLanguages } from "./system-languages.ts";
import { createOutput, type Output } from "./output.ts";
import { fileProblem, readPingFile } from "./private-files.ts";
import { restoreNamed } from "./restore-named-backup.ts";

/** What the process ends with. A supervisor may restart on 1; the others need a person. */
export const exitCodes = {
  ended: 0,
  bug: 1,
  "usage-invalid": 2,
  "store-corrupt": 3,
  "store-locked": 4,
  "store-newer": 5,
  "store-unwritable": 6,
  "port-unavailable": 7,
  "folder-refused": 8,
  "token-unwritable": 9,
} as const;

const root = path.join(import.meta.dirname, "../..");
const catchUpEvents = 500;

export interface HeadlessHost {
  /** Ends everything: windows told, what is decided written, the database closed. */
  stop(): Promise<void>;
}

/** Starts; a number is the exit code of a process that has nothing more to do. */
export async function runHeadless(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<HeadlessHost | number> {
  const wanted = systemLanguages(env);
  // Until the settings are read.
  takeLanguageFrom(() => languageFor("system", wanted));
  const out = linesTo(process.stdout);
  const err = linesTo(process.stderr);
  const commandLine = readCommandLine(argv);
  const language = languageOf(commandLine);
  if (language !== undefined) takeLanguageFrom(() => languageFor(language, wanted));
  if (commandLine.kind === "help") out(helpText());
  else if (commandLine.kind === "version") out(version());
  if (commandLine.kind === "help" || commandLine.kind === "version") return exitCodes.ended;
  if (commandLine.kind === "invalid") {
    err(commandLine.message);
    return exitCodes["usage-invalid"];
  }
  const { options } = commandLine;
  const redactor = new Redactor();
  const given = takeKey(env);
  redactor.add(given);
  const output = createOutput(options.json, out, err, redactor.redact, (id) => findVenue(venues, id)?.nameInText);
  const dataDir = path.resolve(options.dataDir ?? defaultDataDir(process.platform, env, homedir()));
  const apiKeyStores = createApiKeyStores(options, dataDir, given);
  if (typeof apiKeyStores === "string") {
    output.error("usage-invalid", apiKeyStores);
    return exitCodes["usage-invalid"];
  }

  const pinged = await readPingFile(options.pingFile);
  if (!pinged.ok) {
    output.error("usage-invalid", pinged.message);
    return exitCodes["usage-invalid"];
  }

  if (options.restoreBackup !== null) {
    const restored = restoreNamed(dataDir, options.restoreBackup, clock.now().wallMs);
    if (!restored.ok) {
      output.error(restored.code, restored.message, restorableBackups(restored.code, restored.backups));
      return exitCodes[restored.code];
    }
    output.restored(restored.name, restored.keptIn);
  }

  const desktop = process.platform === "linux" ? new DbusChannel({ clock }) : noChannel();
  const started = await startApp({
    version: version(),
    host: "headless",
    dataDir,
    clock,
    apiKeyStores,
    redactor,
    desktop,
    systemLanguages: wanted,
    ...(language === undefined ? {} : { language }),
    fixedVenues: options.fixedVenues,
    symbols: options.symbols,
    allowedPrograms: options.allowedPrograms,
    pingAddress: pinged.address,
  });
  if (!started.ok) {
    // It may have begun to look for the bus, which would keep the process from ending.
    await desktop.stop();
    output.error(
      started.error.code,
      started.error.message,
      restorableBackups(started.error.code, started.error.backups),
    );
    return exitCodes[started.error.code];
  }
  return serve(started.value, dataDir, options, output);
}

/** What the command line asks for; undefined where it does not say. */
function languageOf(commandLine: CommandLine): Settings["language"] | undefined {
  if (commandLine.kind === "run") return commandLine.options.language;
  return commandLine.kind === "help" ? commandLine.language : undefined;
}

/** Nothing is wrong with a database that is in use: who put a backup in its place would lose alerts for nothing. */
function restorableBackups(code: string, backups: readonly Backup[]): readonly Backup[] {
  return code === "store-locked" ? [] : backups;
}

/** Makes an app that runs reachable; where that fails, the app is ended again. */
async function serve(
  app: App,
  dataDir: string,
  options: HeadlessOptions,
  output: Output,
): Promise<HeadlessHost | number> {
  const onBug = (error: unknown): void => {
    output.error("internal", error instanceof Error ? (error.stack ?? error.message) : String(error));
  };
  const bridge = createBridge(app, { clock, onBug });
  const token = readToken(dataDir, options.newToken);
  if (!token.ok) {
    bridge.stop();
    await app.stop();
    output.error("token-unwritable", token.message);
    return exitCodes["token-unwritable"];
  }
  let server: HttpServer;
  try {
    server = await startHttpServer({
      port: options.port,
      token: token.value,
      pageFiles: readPageFiles(path.join(root, "dist", "renderer")),
      registrar: createRegistrar(bridge.handlers, {
        // eslint-disable-next-line house/words-in-messages -- a bug, with its stack: for developers
        onBug: (call, text) => output.error("internal", `${call} went wrong: ${text}`),
      }),
      publisher: bridge.publisher,
      clock,
      onClientGone: (clientId) => bridge.removeClient(clientId),
      onBug,
    });
    output.listening(server.url, token.value);
    for (const venue of app.venues().filter(({ isOn }) => isOn)) {
      const warning = openKeyWarning(venue);
      if (warning !== null) output.warning(warning);
      if (venue.isApiKeyForOtherAddresses)
        output.warning(message("headless.key-other-addresses", { venue: venue.description.nameInText }));
    }
    const zoneWarning = timeZoneWarning(process.env["TZ"], new Date().getTimezoneOffset());
    if (zoneWarning !== null) output.warning(zoneWarning);
  } catch (error) {
    bridge.stop();
    await app.stop();
    const unavailable = portTrouble(error, options.port);
    if (unavailable === null) throw error;
    output.error("port-unavailable", unavailable);
    return exitCodes["port-unavailable"];
  }
  const endReport = report(app, bridge, output);
  return {
    async stop() {
      endReport();
      await server.stop();
      bridge.stop();
      await app.stop();
    },
  };
}

/** Prints events and the feed's changes. Events of this run from before the printing began are caught up on first. */
function report(app: App, bridge: Bridge, output: Output): () => void {
  const isNew = newEventsOnly();
  const tell = (event: AlertEvent): void => output.event(event, isNew(event));
  const end = bridge.publisher.subscribe(
    (push) => {
      if (push.name === "history.changed") tell(push.value);
      else if (push.name === "feed.changed") output.feed(push.value);
    },
    ["history.changed", "feed.changed"],
  );
  const past = app.history.list({ limit: catchUpEvents });
  const startedMs = Date.parse(app.info().startedAt);
  for (const event of past.ok ? past.value.toReversed() : []) {
    if (Date.parse(event.decidedAt) >= startedMs) tell(event);
    else isNew(event);
  }
  output.feed(app.feedStatus());
  return end;
}

/** A string is why the key cannot be had. `given`: what the environment had of it. Both are of the venue that is meant without a name. */
function createApiKeyStores(options: HeadlessOptions, dataDir: string, given: string): ApiKeyStores | string {
  const key = cleanKey(given);
  if (!key.ok) return message("options.variable", { variable: "PRICEBELL_API_KEY", problem: key.error.message });
  const named = options.keyFile;
  const problem = named === null || given !== "" ? null : fileProblem("--key-file", named);
  if (problem !== null) return problem;
  return (venue) => {
    if (venue.isDefault === true && key.value !== "") return givenKey(key.value, "environment");
    if (venue.isDefault === true && named !== null) return keyFile(named);
    return keyFile(path.join(dataDir, apiKeyFileStem(venue)));
  };
}

type TokenResult = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly message: string };

/** Without a token that a restart keeps, every page and script would have to be let in again each time. */
function readToken(dataDir: string, rotate: boolean): TokenResult {
  try {
    return { ok: true, value: loadToken(dataDir, { rotate }) };
  } catch (error) {
    const failure = storageFailure(error);
    if (failure === null) throw error;
    const about = { file: path.join(dataDir, tokenFileName), reason: failure.words, code: failure.code };
    return { ok: false, message: message("headless.token-unwritable", about) };
  }
}

function portTrouble(error: unknown, port: number): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "EADDRINUSE") return message("headless.port-in-use", { port });
  if (code === "EACCES") return message("headless.port-refused", { port });
  return null;
}

function version(): string {
  const { version: text } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
  return text;
}
