/** The app cannot start on its data: says why, and where a backup can take the place of a damaged file, offers it. */
import { languageInUse } from "../../preload/contract/messages/language.ts";
import { message } from "../../preload/contract/messages/message.ts";
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
      : `\n\n${message("box.backup-offer", {
          moment: new Date(newest.at).toLocaleString(languageInUse().locale),
          count: newest.rules,
        })}`;
  const { response } = await deps.dialog.showMessageBox({
    type: "error",
    message: message("box.cannot-start"),
    detail: error.message + offer,
    buttons: newest === undefined ? [message("box.quit")] : [message("box.restore"), message("box.quit")],
    defaultId: 0,
    cancelId: newest === undefined ? 0 : 1,
  });
  if (newest === undefined || response !== 0) return "quit";
  const failed = restoreBackup(deps.dataDir, newest.name, deps.nowMs());
  if (failed === null) return "start-again";
  deps.dialog.showErrorBox(message("box.not-restored"), failed.message);
  return "quit";
}
