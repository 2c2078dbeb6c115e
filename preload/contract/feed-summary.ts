/** A venue's health in one word, and the worst of several: the host, the tray and the window go by the same. */
import type { FeedStatus, VenueStatus } from "./feed.ts";

export type FeedSummary = FeedStatus["summary"];

/** `blind` rather than `reconnecting` from here on: a person should be able to tell a short interruption from an outage. */
const blindFromMs = 10_000;

/** The worst first: what keeps alerts from firing, then what may be over in a moment. */
const worstFirst: readonly FeedSummary[] = [
  "key-refused",
  "key-missing",
  "blind",
  "reconnecting",
  "connecting",
  "live",
  "idle",
];

/** `nowMs` is wall time. */
export function venueSummary({ state, blindSince }: VenueStatus, nowMs: number): FeedSummary {
  if (state !== "connecting" && state !== "reconnecting") return state;
  const blindMs = blindSince === null ? 0 : nowMs - Date.parse(blindSince);
  return blindMs >= blindFromMs ? "blind" : state;
}

/** The venue that is worst off, and of several the one that is out longest; undefined where there is none. */
export function worstVenue(venues: readonly VenueStatus[], nowMs: number): VenueStatus | undefined {
  const rank = (venue: VenueStatus): number => worstFirst.indexOf(venueSummary(venue, nowMs));
  const sinceMs = ({ blindSince }: VenueStatus): number => (blindSince === null ? Infinity : Date.parse(blindSince));
  return [...venues].sort((a, b) => rank(a) - rank(b) || Math.sign(sinceMs(a) - sinceMs(b) || 0))[0];
}
