/** The app's own history: shown by being written, and never off. */
import type { ChannelDescription } from "./channel-description.ts";

export const history: ChannelDescription = {
  id: "history",
  label: "History",
  whenOff: null,
  make: null,
  isOn: () => true,
};
