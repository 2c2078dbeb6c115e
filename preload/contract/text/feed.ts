/** The state of the feed in the fewest words that are true: top bar, tray, headless log. */
import { formatStopwatch } from "../format.ts";
import type { FeedStatus, InstrumentHealth } from "../feed.ts";

/** `Live`, `Reconnecting, blind for 0:42`, `Key refused`. `now` is wall milliseconds. */
export function formatFeedState(status: FeedStatus, now: number): string {
  const words = formatFeedSummary(status, now);
  return status.store.state === "failing" ? `${words}, cannot remember` : words;
}

/** Whether an alert on this instrument could fire now, in words. */
export function formatHealth(health: InstrumentHealth): string {
  const detail = health.detail === null ? "" : `: ${health.detail}`;
  switch (health.health) {
    case "waiting":
      return "Waiting for the first price";
    case "live":
      return "Live";
    case "quiet":
      return "Quiet: the venue is live, nothing is traded";
    case "stale":
      return `Stale${detail}`;
    case "disconnected":
      return `Disconnected${detail}`;
    case "key-refused":
      return "Key refused";
    case "rejected":
      return `Rejected by the venue${detail}`;
  }
}

function formatFeedSummary(status: FeedStatus, now: number): string {
  const blind = formatBlind(status, now);
  switch (status.summary) {
    case "live":
      return "Live";
    case "connecting":
      return "Connecting";
    case "reconnecting":
      return blind === null ? "Reconnecting" : `Reconnecting, ${blind}`;
    case "blind":
      return blind === null ? "Blind" : `B${blind.slice(1)}`;
    case "key-missing":
      return "Key missing";
    case "key-refused":
      return "Key refused";
    case "idle":
      return "Nothing watched";
  }
}

/** `blind for 0:42`, from the venue that has been out longest; null while none is out. */
function formatBlind(status: FeedStatus, now: number): string | null {
  const since = status.venues.flatMap((venue) => (venue.blindSince === null ? [] : [Date.parse(venue.blindSince)]));
  return since.length === 0 ? null : `blind for ${formatStopwatch(now - Math.min(...since))}`;
}
