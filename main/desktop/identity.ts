import { desktopEntry } from "../lib/desktop-entry.ts";

/**
 * Who the app is to the three systems. Every value here is written into installers, shortcuts and keyrings: changing one
 * disconnects what an older version left behind (a taskbar pin, an autostart file, a toast that nobody answers any more).
 */
export const identity = {
  name: "Pricebell",
  /** Windows AppUserModelId and macOS bundle id; equals `appId` in electron-builder.yml. */
  appId: "app.pricebell.desktop",
  /**
   * COM class that Windows starts for a click on a toast of an app that is not running. Electron makes one up at each run
   * when it is not told one, and then clicks from the Action Center after a restart are lost.
   */
  toastActivatorClsid: "{7B0C1C5E-52E1-4C1B-9C57-3E0B7C1F2A64}",
  /** The desktop file that the deb installs, and the name of the autostart file. */
  desktopFile: `${desktopEntry}.desktop`,
  /** What the autostart file was called before the name was a reverse-DNS one. */
  formerDesktopFile: "pricebell.desktop",
} as const;

/**
 * Who the app is to Windows. Electron writes a Start-menu shortcut and a COM entry under this name, for whichever program runs:
 * a start from the sources must not point those of an installed app at a bare Electron.
 */
export function windowsIdentity(isPackaged: boolean): { name: string; appId: string; toastActivatorClsid: string } {
  const { name, appId, toastActivatorClsid } = identity;
  return isPackaged
    ? { name, appId, toastActivatorClsid }
    : {
        // eslint-disable-next-line house/words-in-messages -- a name that only developers see, and that Windows keeps
        name: `${name} from source`,
        appId: "app.pricebell.source",
        toastActivatorClsid: "{0E4B7C0A-93D5-4C5B-8B0E-6C2C5C7F4E19}",
      };
}
