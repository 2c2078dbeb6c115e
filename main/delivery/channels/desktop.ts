/** Notifications on the desktop that the app runs on. How they are shown is the host's. */
import { message } from "../../../preload/contract/messages/message.ts";
import type { ChannelDescription } from "./channel-description.ts";

export const desktop: ChannelDescription = {
  id: "desktop",
  get label() {
    return message("channel.desktop");
  },
  get whenOff() {
    return message("notify.off");
  },
  make: (host) => host.desktop,
  isOn: (settings) => settings.desktopNotifications,
};
