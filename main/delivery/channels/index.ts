/** THE list of channels. Who adds one writes a file beside this one and a line here; everything else learns it from the list. */
import type { ChannelId } from "../../../preload/contract/destination.ts";
import type { ChannelDescription } from "./channel-description.ts";
import { desktop } from "./desktop.ts";
import { history } from "./history.ts";

/** The app's own two, in the order in which an event's deliveries, and the states of channels, are listed. */
export const channelList: readonly ChannelDescription[] = [desktop, history];

/** Of these, those that are handed nothing: a delivery of theirs is shown by being written. */
export function shownByWriting(list: readonly ChannelDescription[]): readonly ChannelId[] {
  return list.filter(({ make }) => make === null).map(({ id }) => id);
}
