/** Until when the run before this one is known to have been watching. A gap begins there. */
import type { Store } from "../../store/store-interface.ts";

/** Wall milliseconds; null on the very first start. A time it was already blind itself does not count as watching. */
export function lastWatchedMs(store: Store): number | null {
  const beatMs = store.heartbeat.last()?.lastWatchedMs ?? null;
  const ticks = store.ticks.all();
  const lastTickMs = ticks.ok ? Math.max(-Infinity, ...ticks.value.map(({ tick }) => tick.receivedWallMs)) : -Infinity;
  const lastWatchedMs = Math.max(beatMs ?? -Infinity, lastTickMs);
  if (!Number.isFinite(lastWatchedMs)) return null;
  const open = store.events.openBlind();
  const blindFromMs = (open.ok ? open.value : [])
    .filter((event) => event.instrument === null && event.blind !== null)
    .map((event) => Date.parse(event.blind?.from ?? ""))
    // One that a beat came after was over, though nobody was left to say so.
    .filter((fromMs) => beatMs === null || fromMs >= beatMs);
  return Math.min(lastWatchedMs, ...blindFromMs);
}
