/**
 * What the page may ask of the system: nothing, but to save a table of its own. Electron grants everything by default.
 * Notifications come from main, the page reaches the network through main, so every permission is refused in all handlers, and
 * every request of the page is cancelled that goes neither to its own scheme nor to data that it holds itself (`data:`, its own `blob:`).
 */
import type { Session } from "electron";
import { isOwnPage } from "./navigation.ts";

/** Made by the page itself, of what it shows. */
function isOwnBlob(url: string): boolean {
  return url.startsWith("blob:") && isOwnPage(url.slice("blob:".length));
}

/** The history as a table is what the page may save, and the person is asked where: it has no address to fetch from. */
function isOwnTable(url: string, fileName: string): boolean {
  return isOwnBlob(url) && fileName.endsWith(".csv");
}

/** `onRefused` is told what was asked for, for the log. */
export function denyEverything(
  session: Pick<
    Session,
    | "setPermissionRequestHandler"
    | "setPermissionCheckHandler"
    | "setDevicePermissionHandler"
    | "setSpellCheckerEnabled"
    | "allowNTLMCredentialsForDomains"
    | "webRequest"
    | "on"
  >,
  allowDevTools: boolean,
  onRefused: (what: string) => void,
): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    onRefused(`permission ${permission}`);
    callback(false);
  });
  // Asked often and silently (navigator.permissions.query): refused without a word.
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  // Chromium fetches dictionaries from a server of its maker.
  session.setSpellCheckerEnabled(false);
  session.allowNTLMCredentialsForDomains("");
  session.on("will-download", (event, item) => {
    if (isOwnTable(item.getURL(), item.getFilename())) return;
    event.preventDefault();
    // eslint-disable-next-line house/words-in-messages -- for the log
    onRefused(`download of ${item.getURL().slice(0, 200)}`);
  });
  session.webRequest.onBeforeRequest((details, callback) => {
    const allowed =
      isOwnPage(details.url) ||
      details.url.startsWith("data:") ||
      isOwnBlob(details.url) ||
      (allowDevTools && details.url.startsWith("devtools:"));
    // eslint-disable-next-line house/words-in-messages -- for the log
    if (!allowed) onRefused(`request for ${details.url.slice(0, 200)}`);
    callback({ cancel: !allowed });
  });
}
