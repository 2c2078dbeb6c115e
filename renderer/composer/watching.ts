/** Whether an instrument is watched, so that "watching" is said of nothing else. */
import type { HealthState } from "../../preload/contract/feed.ts";
import type { FeedStatus, InstrumentHealth, VenueStatus } from "../../preload/contract/feed.ts";
import type { Instrument } from "../../preload/contract/instrument.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { Rule } from "../../preload/contract/rule.ts";

export interface Watching {
  readonly instrument: Instrument;
  /** What the host said last; null: nothing yet. */
  readonly status: FeedStatus | null;
  /** Whether the host hears and is heard: what it said last may be from before. */
  readonly isHostConnected: boolean;
  /** A venue's name inside a sentence. */
  readonly venueName: string;
}

/** Why nothing of this instrument is seen, as part of a sentence; null where it is watched. */
export function whyNotWatched({ instrument, status, isHostConnected, venueName: venue }: Watching): string | null {
  if (!isHostConnected || status === null) return message("watching.host-lost");
  const state = status.venues.find((each) => each.venue === instrument.venue);
  if (state === undefined) return message("watching.venue-off", { venue });
  const symbol = instrument.symbol;
  const health = state.instruments.find((each) => each.symbol === symbol);
  if (state.state !== "live") return whyNotLive(state, venue);
  if (health === undefined) return message("watching.no-price-yet", { venue, symbol });
  return whyUnhealthy(health, { venue, symbol });
}

function whyNotLive({ state, lastFrameAt }: VenueStatus, venue: string): string {
  if (state === "key-missing" || state === "key-refused") return message(`watching.${state}`, { venue });
  return message(lastFrameAt === null ? "watching.never-answered" : "watching.disconnected", { venue });
}

function whyUnhealthy(
  { health }: InstrumentHealth,
  names: { readonly venue: string; readonly symbol: string },
): string | null {
  const why: Record<HealthState, string | null> = {
    live: null,
    // Confirmed by the venue, which trades it seldom.
    quiet: null,
    waiting: message("watching.no-price-yet", names),
    stale: message("watching.stale", names),
    disconnected: message("watching.disconnected", names),
    "key-refused": message("watching.key-refused", names),
    rejected: message("watching.rejected", names),
  };
  return why[health];
}

/** What is said of an alert that is being made where nothing of it is seen. `reason` as {@link whyNotWatched} gives it. */
export function formatWouldNotBeWatched(reason: string, isHostConnected: boolean): string {
  return message(isHostConnected ? "composer.would-not-be-watched" : "composer.cannot-be-saved", { reason });
}

export interface SavedText {
  readonly text: string;
  readonly isWatched: boolean;
}

/**
 * What is said of an alert that was just saved, as long as it is true. `notWatched` as {@link whyNotWatched} gives it. `isArmed`: saving
 * it armed it; else it may have fired or ended long ago.
 */
export function formatSaved(rule: Rule, notWatched: string | null, isArmed = true): SavedText {
  const isResting = rule.state !== "armed" && rule.state !== "holding";
  if (!isArmed && isResting) return { text: message("composer.saved-details"), isWatched: true };
  const reason = rule.state === "paused" ? message("watching.paused") : notWatched;
  if (rule.state === "done" || rule.state === "triggered")
    return { text: message("composer.saved-fired"), isWatched: true };
  if (rule.state === "expired") return { text: message("composer.saved-over"), isWatched: true };
  if (reason === null) return { text: message("composer.saved"), isWatched: true };
  return { text: message("composer.saved-not-watched", { reason }), isWatched: false };
}
