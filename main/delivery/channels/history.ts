/** The app's own history: shown by being written, and never off. */
import { message } from "../../../preload/contract/messages/message.ts";
import type { ChannelDescription } from "./channel-description.ts";

export const history: ChannelDescription = {
  id: "history",
  get label() {
    return message("channel.history");
  },
  whenOff: null,
  make: null,
  isOn: () => true,
};
