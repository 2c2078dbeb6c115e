/** The setting "start when I log in", carried out. */
import type { SettingsService } from "../app/settings-service.ts";
import { tellLogin } from "./dialogs.ts";
import { refreshStartAtLogin, setStartAtLogin, type LoginDeps } from "./start-at-login.ts";

export function followStartAtLogin(settings: SettingsService, login: LoginDeps): void {
  settings.changed.listen(({ before, now }) => {
    if (before.startAtLogin === now.startAtLogin) return;
    const outcome = setStartAtLogin(login, now.startAtLogin);
    if (now.startAtLogin || outcome === "failed") void tellLogin(outcome);
    // What could not be switched on is not shown as on.
    if (now.startAtLogin && (outcome === "not-packaged" || outcome === "failed")) settings.set({ startAtLogin: false });
  });
  if (settings.current.startAtLogin) refreshStartAtLogin(login);
}
