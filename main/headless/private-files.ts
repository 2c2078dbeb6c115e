/** Files with a secret that the command line names: of their owner alone, and what is wrong with one. */
import { statSync } from "node:fs";
import { message } from "../../preload/contract/messages/message.ts";
import { keyFile } from "../app/api-key-store.ts";
import { addressProblem } from "../app/dead-man-switch/ping-forms.ts";
import { storageFailure } from "../store/storage-failure.ts";

/** Why a file that the command line names cannot be used; null where it can. */
export function keyFileProblem(file: string): string | null {
  let stat;
  try {
    stat = statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    const failure = storageFailure(error);
    if (failure === null) throw error;
    return message("options.key-file-unreadable", { file, reason: failure.words, code: failure.code });
  }
  if (stat === undefined || !stat.isFile()) return message("options.no-key-file", { file });
  if (process.platform === "win32" || (stat.mode & 0o077) === 0) return null;
  return message("options.key-file-open", { file });
}

type PingFile =
  { readonly ok: true; readonly address: string | null } | { readonly ok: false; readonly message: string };

/** The address in this file; null: no file is named. */
export async function readPingFile(file: string | null): Promise<PingFile> {
  if (file === null) return { ok: true, address: null };
  const problem = keyFileProblem(file);
  if (problem !== null) return { ok: false, message: problem };
  const state = await keyFile(file).load();
  const address = state.kind === "key" ? state.key : "";
  // What is in it is a secret even where it is wrong.
  return addressProblem(address) === null
    ? { ok: true, address }
    : { ok: false, message: message("options.ping-file", { file }) };
}
