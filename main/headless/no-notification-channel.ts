/** The desktop channel where plain Node has none (macOS, Windows): it says so, and the history keeps everything. */
import type { Channel, ChannelStatus } from "../delivery/channel.ts";

const detail =
  "Without its own window Pricebell cannot show notifications on this system. Alerts are kept in the history; " +
  "start the desktop app to be notified.";

export function noChannel(): Channel {
  const status: ChannelStatus = { state: "unavailable", detail };
  return {
    id: "desktop",
    show: () => Promise.resolve({ state: "failed", reason: detail, retryable: false }),
    onAction: () => () => undefined,
    onStatus: () => () => undefined,
    status: () => status,
    stop: () => Promise.resolve(),
  };
}
