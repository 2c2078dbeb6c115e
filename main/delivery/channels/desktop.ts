/** Notifications on the desktop that the app runs on. How they are shown is the host's. */
import type { ChannelDescription } from "./channel-description.ts";

export const desktop: ChannelDescription = {
  id: "desktop",
  label: "Desktop notification",
  whenOff: "Notifications are turned off in the settings; alerts are still written to the history.",
  make: (host) => host.desktop,
  isOn: (settings) => settings.desktopNotifications,
};
