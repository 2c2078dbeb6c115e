/** The desktop channel where plain Node has none (macOS, Windows): it says so, and the history keeps everything. */
import { message } from "../../preload/contract/messages/message.ts";
import type { Channel, ChannelStatus } from "../delivery/channel.ts";

export function noChannel(): Channel {
  const detail = (): string => message("headless.no-notifications");
  return {
    id: "desktop",
    show: () => Promise.resolve({ state: "failed", reason: detail(), retryable: false }),
    onAction: () => () => undefined,
    onStatus: () => () => undefined,
    status: (): ChannelStatus => ({ state: "unavailable", detail: detail() }),
    stop: () => Promise.resolve(),
  };
}
