/** Which desktop channel this system gets. Linux over D-Bus: Electron's own call there can hold up the whole process. */
import { Notification } from "electron";
import type { Clock } from "../lib/clock.ts";
import type { Channel } from "../delivery/channel.ts";
import { DbusChannel } from "../delivery/dbus.ts";
import { NativeChannel } from "./notifications.ts";

export function createDesktopChannel(deps: {
  readonly clock: Clock;
  readonly icon: string;
  readonly onOpenApp: () => void;
}): Channel {
  if (process.platform === "linux") return new DbusChannel({ clock: deps.clock });
  return new NativeChannel({
    native: {
      create: (options) => new Notification(options),
      isSupported: () => Notification.isSupported(),
      getHistory: () => Notification.getHistory(),
      remove: (id) => Notification.remove(id),
      handleActivation: (callback) => Notification.handleActivation(callback),
    },
    platform: process.platform,
    clock: deps.clock,
    // macOS shows the app's own icon by itself, and a second one beside it where it is given one.
    icon: process.platform === "win32" ? deps.icon : null,
    onOpenApp: deps.onOpenApp,
  });
}
