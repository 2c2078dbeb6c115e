/** Until when a venue is known to have been watched before this run. A gap there begins then. */
import { instrumentOf, type VenueId } from "../../../preload/contract/instrument.ts";
import type { Store } from "../../store/store-interface.ts";

/**
 * Wall milliseconds; null where it was not, or was switched off since. A time in which the venue was already blind does not count
 * as watching; one in which another venue was says nothing of this one.
 */
export function lastWatchedMs(store: Store, venue: VenueId): number | null {
  const beatMs = store.heartbeat.watchedUntil().get(venue) ?? null;
  const ticks = store.ticks.all();
  const tickMs = (ticks.ok ? ticks.value : [])
    .filter(({ tick, blindSinceMs }) => blindSinceMs == null && instrumentOf(tick.instrument).venue === venue)
    .map(({ tick }) => tick.receivedWallMs);
  const watchedMs = Math.max(beatMs ?? -Infinity, ...tickMs);
  if (!Number.isFinite(watchedMs)) return null;
  const open = store.events.openBlind();
  const blindFromMs = (open.ok ? open.value : [])
    .filter(({ instrument, blind }) => instrument === null && blind !== null && (blind.venue ?? venue) === venue)
    .map(({ blind }) => Date.parse(blind?.from ?? ""))
    // One that a beat came after was over, though nobody was left to say so.
    .filter((fromMs) => beatMs === null || fromMs >= beatMs);
  return Math.min(watchedMs, ...blindFromMs);
}
