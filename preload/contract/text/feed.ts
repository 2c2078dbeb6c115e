/** The state of the feed in the fewest words that are true: top bar, tray, headless log. */
import { formatStopwatch } from "../format.ts";
import { message } from "../messages/message.ts";
import type { FeedStatus, InstrumentHealth } from "../feed.ts";

/** `Live`, `Reconnecting, blind for 0:42`, `Key refused`. `now` is wall milliseconds. */
export function formatFeedState(status: FeedStatus, now: number): string {
  const state = formatFeedSummary(status, now);
  return status.store.state === "failing" ? message("feed.store-failing", { state }) : state;
}

/** Whether an alert on this instrument could fire now, in words. */
export function formatHealth({ health, detail }: InstrumentHealth): string {
  const state = message(`health.${health}`);
  const explained = health === "stale" || health === "disconnected" || health === "rejected";
  return explained && detail !== null ? `${state}: ${detail}` : state;
}

function formatFeedSummary(status: FeedStatus, now: number): string {
  const time = blindTime(status, now);
  if (time !== null && status.summary === "reconnecting") return message("feed.reconnecting-blind", { time });
  if (time !== null && status.summary === "blind") return message("feed.blind-for", { time });
  return message(`feed.${status.summary}`);
}

/** `0:42`, from the venue that has been out longest; null while none is out. */
function blindTime(status: FeedStatus, now: number): string | null {
  const since = status.venues.flatMap((venue) => (venue.blindSince === null ? [] : [Date.parse(venue.blindSince)]));
  return since.length === 0 ? null : formatStopwatch(now - Math.min(...since));
}
