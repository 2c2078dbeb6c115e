/** The state of the feeds in the fewest words that are true: top bar, tray, headless log. */
import { formatMoment, formatStopwatch } from "../format.ts";
import { message } from "../messages/message.ts";
import type { FeedStatus, InstrumentHealth, VenueStatus } from "../feed.ts";
import { otherReasons } from "../health.ts";
import { venueSummary, worstVenue, type FeedSummary } from "../feed-summary.ts";
import type { VenueId } from "../instrument.ts";

/**
 * `Live`, `Reconnecting, blind for 0:42`, `Kraken: Key refused`: where several are on, the one that is worst off is named.
 * `now` is wall milliseconds; `venueLabel`: a venue's name as a label, where it has one.
 */
export function formatFeedState(
  status: FeedStatus,
  now: number,
  venueLabel: (venue: VenueId) => string | undefined = () => undefined,
): string {
  const state = formatFeedSummary(status, now, venueLabel);
  if (status.store.state === "failing") return message("feed.store-failing", { state });
  return otherReasons(status.health).length > 0 ? message("feed.not-well", { state }) : state;
}

/** One venue's state, as if it were the only one. */
export function formatVenueState(venue: VenueStatus, now: number): string {
  return formatSummary(venueSummary(venue, now), venue, now);
}

/** Whether an alert on this instrument could fire now, in words, and what else is known of it. `now`: moments of today without a day. */
export function formatHealth(
  { health, detail }: Pick<InstrumentHealth, "health" | "detail">,
  now: number | null = null,
): string {
  const state = message(`health.${health}`);
  if (detail === null) return state;
  const told = withLocalMoments(detail, now);
  if (health === "live") return told;
  // What explains the state, and what is so beside it.
  const explains = health === "stale" || health === "disconnected" || health === "rejected";
  return explains ? `${state}: ${told}` : `${state}. ${told}`;
}

/** Main tells moments as every program reads them; a person reads the time of where they are. */
function withLocalMoments(text: string, now: number | null): string {
  return text.replace(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/gu, (iso) => formatMoment(Date.parse(iso), now));
}

function formatFeedSummary(
  { summary, venues }: FeedStatus,
  now: number,
  venueLabel: (venue: VenueId) => string | undefined,
): string {
  const worst = worstVenue(venues, now);
  if (worst === undefined) return message(`feed.${summary}`);
  const state = formatSummary(summary, worst, now);
  const isOneOfSeveral = venues.length > 1 && worst.state !== "live" && worst.state !== "idle";
  return isOneOfSeveral ? message("feed.of-venue", { venue: venueLabel(worst.venue) ?? worst.venue, state }) : state;
}

function formatSummary(summary: FeedSummary, venue: VenueStatus, now: number): string {
  const { blindSince, lastFrameAt, lastError } = venue;
  // Nothing to come back to: to say "reconnecting" of a venue that has never answered would be a promise.
  if (lastFrameAt === null && lastError !== null && (summary === "connecting" || summary === "reconnecting"))
    return message("feed.never-answered");
  const time = blindSince === null ? null : formatStopwatch(now - Date.parse(blindSince));
  if (time !== null && summary === "reconnecting") return message("feed.reconnecting-blind", { time });
  if (time !== null && summary === "blind") return message("feed.blind-for", { time });
  return message(`feed.${summary}`);
}
