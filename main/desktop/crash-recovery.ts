/** When a page dies or main meets a bug: bring the window back, or write down what happened and start anew, never in a loop. */
import { message } from "../../preload/contract/messages/message.ts";
import { readdirSync, writeFileSync, openSync, fsyncSync, closeSync } from "node:fs";
import { join } from "node:path";
import type { App } from "electron";
import { withKey } from "../app/api-key-environment.ts";
import type { Clock } from "../lib/clock.ts";
import { makeFolder } from "../lib/make-folder.ts";

/** So many in so long: past it something is wrong that starting again does not mend. */
export const attempts = { most: 3, withinMs: 5 * 60_000 } as const;

/** Counts attempts within a sliding time. */
export class AttemptGuard {
  readonly #times: number[] = [];

  /** True where another attempt may be made; counts it. `nowMs` on one clock throughout. */
  tryAt(nowMs: number): boolean {
    while (this.#times[0] !== undefined && nowMs - this.#times[0] >= attempts.withinMs) this.#times.shift();
    if (this.#times.length >= attempts.most) return false;
    this.#times.push(nowMs);
    return true;
  }
}

/** Brings the window back when its page's process is gone. `onGivenUp` after the third time within five minutes. */
export function setupRendererRecovery(deps: {
  readonly app: Pick<App, "on">;
  readonly clock: Clock;
  readonly recreate: () => void;
  readonly onGivenUp: (reason: string) => void;
  readonly log: (line: string) => void;
}): void {
  const guard = new AttemptGuard();
  deps.app.on("render-process-gone", (_event, _contents, details) => {
    if (details.reason === "clean-exit") return;
    deps.log(`The window's page ended (${details.reason}, code ${String(details.exitCode)}); alerts go on.`);
    if (guard.tryAt(deps.clock.now().monoMs)) deps.recreate();
    else deps.onGivenUp(details.reason);
  });
  deps.app.on("child-process-gone", (_event, details) => {
    if (details.reason !== "clean-exit") deps.log(`A helper process ended: ${details.type}, ${details.reason}.`);
  });
}

const reportName = (wallMs: number): string => `crash-${String(wallMs)}.txt`;

/** When the reports in a folder were written, oldest first. The names say it: clocks of file systems differ. */
export function reportTimes(folder: string): number[] {
  try {
    return readdirSync(folder)
      .flatMap((name) => /^crash-(\d+)\.txt$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  } catch {
    // No folder yet: nothing has ever crashed.
    return [];
  }
}

/** Writes what happened and makes sure that it is on the disk, for the process ends right after. Returns the file. */
export function writeReport(folder: string, wallMs: number, text: string, about: string): string {
  makeFolder(folder);
  const file = join(folder, reportName(wallMs));
  writeFileSync(file, `${about}\n${new Date(wallMs).toISOString()}\n\n${text}\n`, { mode: 0o600 });
  const handle = openSync(file, "r+");
  fsyncSync(handle);
  closeSync(handle);
  return file;
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Has the app started anew once it has ended. Inside an AppImage the program lies in a mount that ends with it: the file is started. `keyGiven`: the API key that this run's environment had. */
export function startAgain(app: Pick<App, "relaunch">, keyGiven: string): void {
  const image = process.env["APPIMAGE"];
  const options = image === undefined ? {} : { execPath: image, args: process.argv.slice(1) };
  withKey(process.env, keyGiven, () => app.relaunch(options));
}

/**
 * After an error that nobody caught nothing in memory can be trusted: the report is written, the app ends, and is started
 * again unless it has crashed three times within five minutes. What was committed is in the database; the next start tells
 * of the gap.
 */
export function setupCrashRecovery(deps: {
  readonly process: Pick<NodeJS.Process, "on">;
  readonly app: Pick<App, "relaunch" | "exit" | "getVersion">;
  readonly folder: string;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** Takes secrets out of the report: an error may quote what it failed on. */
  readonly redact: (words: string) => string;
  /** The API key that this run was given in its environment, for the next; empty where there was none. */
  readonly keyGiven: string;
  /** Told why it is not started again: the person has to know that nothing is watched. */
  readonly giveUp: (why: string) => void;
}): void {
  let crashing = false;
  const crash = (error: unknown): void => {
    // A second error while the first is being written must not start a second relaunch.
    if (crashing) return;
    crashing = true;
    const { wallMs } = deps.clock.now();
    try {
      const recent = reportTimes(deps.folder).filter((time) => wallMs - time < attempts.withinMs && time <= wallMs);
      const file = writeReport(
        deps.folder,
        wallMs,
        deps.redact(textOf(error)),
        `Pricebell ${deps.app.getVersion()} on ${process.platform}`,
      );
      deps.log(`An error ended the app; the report is in ${file}.`);
      if (recent.length < attempts.most) {
        startAgain(deps.app, deps.keyGiven);
      } else {
        deps.log("It has ended four times within five minutes and is not started again.");
        deps.giveUp(message("box.stopped.often", { file }));
      }
    } catch (failed) {
      // A full disk, most likely. Without reports nothing counts the starts, and one that ends at once would go on for ever.
      deps.log(`The report could not be written: ${failed instanceof Error ? failed.message : String(failed)}`);
      deps.giveUp(message("box.stopped.no-report", { folder: deps.folder }));
    } finally {
      deps.app.exit(1);
    }
  };
  deps.process.on("uncaughtException", crash);
  deps.process.on("unhandledRejection", crash);
}
