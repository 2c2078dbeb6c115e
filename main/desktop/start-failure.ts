/** The app cannot start on its data: says why, and where a backup can take the place of a damaged file, offers it. */
import type { Dialog } from "electron";
import { restoreBackup } from "../store/store.ts";
import type { StoreError } from "../store/store-interface.ts";

export interface CannotStartDeps {
  readonly dialog: Pick<Dialog, "showMessageBox" | "showErrorBox">;
  readonly dataDir: string;
  readonly nowMs: () => number;
}

/** `start-again` where a backup has taken the place of the damaged file, which is kept aside. */
export async function explainStartFailure(error: StoreError, deps: CannotStartDeps): Promise<"quit" | "start-again"> {
  const newest = error.code === "store-corrupt" ? error.backups[0] : undefined;
  const offer =
    newest === undefined
      ? ""
      : `\n\nThe last good backup is from ${new Date(newest.at).toLocaleString()}, with ${newest.rules} ${newest.rules === 1 ? "alert" : "alerts"}. The damaged file is kept.`;
  const { response } = await deps.dialog.showMessageBox({
    type: "error",
    message: "Pricebell cannot start, and watches nothing",
    detail: error.message + offer,
    buttons: newest === undefined ? ["Quit"] : ["Restore that backup", "Quit"],
    defaultId: 0,
    cancelId: newest === undefined ? 0 : 1,
  });
  if (newest === undefined || response !== 0) return "quit";
  const failed = restoreBackup(deps.dataDir, newest.name, deps.nowMs());
  if (failed === null) return "start-again";
  deps.dialog.showErrorBox("The backup could not be restored", failed.message);
  return "quit";
}
