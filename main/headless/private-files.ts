/** Files with a secret that the command line names: of their owner alone, and what is wrong with one. */
import { statSync } from "node:fs";
import { message } from "../../preload/contract/messages/message.ts";
import { keyFile } from "../app/api-key-store.ts";
import { addressProblem } from "../app/dead-man-switch/ping-forms.ts";
import { storageFailure } from "../store/storage-failure.ts";

/** Options that name such a file, and what is said where others can read it. */
const whenOpen = { "--key-file": "options.key-file-open", "--ping-file": "options.ping-file-open" } as const;

/** Why a file that the command line names by this option cannot be used; null where it can. */
export function fileProblem(option: keyof typeof whenOpen, file: string): string | null {
  let stat;
  try {
    stat = statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    const failure = storageFailure(error);
    if (failure === null) throw error;
    return message("options.file-unreadable", { option, file, reason: failure.words, code: failure.code });
  }
  if (stat === undefined || !stat.isFile()) return message("options.no-file", { option, file });
  if (process.platform === "win32" || (stat.mode & 0o077) === 0) return null;
  return message(whenOpen[option], { option, file });
}

type PingFile =
  | { readonly ok: true; readonly address: string | null }
  | { readonly ok: false; readonly message: string };

/** The address in this file; null: no file is named. */
export async function readPingFile(file: string | null): Promise<PingFile> {
  if (file === null) return { ok: true, address: null };
  const problem = fileProblem("--ping-file", file);
  if (problem !== null) return { ok: false, message: problem };
  const state = await keyFile(file).load();
  const address = state.kind === "key" ? state.key : "";
  // What is in it is a secret even where it is wrong.
  return addressProblem(address) === null
    ? { ok: true, address }
    : { ok: false, message: message("options.ping-file", { file }) };
}
