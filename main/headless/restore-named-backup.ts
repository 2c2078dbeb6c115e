/** `--restore-backup`: a backup in place of a database that may not even open. */
import { message as text } from "../../preload/contract/messages/message.ts";
import path from "node:path";
import type { Backup } from "../../preload/contract/contract.ts";
import type { StoreErrorCode } from "../store/store-interface.ts";
import { listBackupsIn, restoreBackup } from "../store/store.ts";

export type Restored =
  | { readonly ok: true; readonly name: string; readonly keptIn: string }
  | {
      readonly ok: false;
      readonly code: StoreErrorCode | "usage-invalid";
      readonly message: string;
      readonly backups: readonly Backup[];
    };

/** `name` as the list of backups has it, or `latest`. What stood there is kept; where it fails nothing is changed. */
export function restoreNamed(dataDir: string, name: string, nowMs: number): Restored {
  const backups = listBackupsIn(dataDir, nowMs);
  const chosen = name === "latest" ? backups[0]?.name : backups.find((backup) => backup.name === name)?.name;
  if (chosen === undefined) {
    const folder = path.join(dataDir, "backups");
    const isNone = backups.length === 0;
    const message = isNone
      ? text("options.no-backups", { folder })
      : text("options.no-backup", { folder, name: JSON.stringify(name) });
    return { ok: false, code: "usage-invalid", message, backups };
  }
  const error = restoreBackup(dataDir, chosen, nowMs);
  if (error !== null) return { ok: false, code: error.code, message: error.message, backups };
  return { ok: true, name: chosen, keptIn: path.join(dataDir, "aside") };
}
