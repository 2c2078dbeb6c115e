/** A log for people whose app has no terminal: lines in a file that is kept small. Secrets are taken out of every line. */
import { appendFileSync, lstatSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../lib/make-folder.ts";
import { withoutControls } from "../lib/plain-text.ts";

/** Beyond this the file becomes `.old` and a new one begins. Bytes. */
export const logLimitBytes = 1_048_576;

/** Returns the function that writes a line. Where the file cannot be written the line still goes to stderr. */
export function createLog(
  file: string,
  nowMs: () => number,
  redact: (words: string) => string,
): (line: string) => void {
  // The terminal or program that started us may end first. Unheard, the next line would be an error that ends the app, at every start anew.
  process.stderr.on("error", () => undefined);
  return (line) => {
    const text = `${new Date(nowMs()).toISOString()} ${withoutControls(redact(line).replaceAll("\n", " | "))}\n`;
    process.stderr.write(text);
    try {
      makeFolder(dirname(file));
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > logLimitBytes) renameSync(file, `${file}.old`);
      // Never through a link: what it leads to is another program's.
      if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true) throw new Error(`${file} is a link`);
      appendFileSync(file, text, { mode: 0o600 });
    } catch (error) {
      // eslint-disable-next-line house/words-in-messages -- the log's own last word
      process.stderr.write(`the log cannot be written: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  };
}
