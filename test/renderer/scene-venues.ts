/** The venues of the scenes: how each is set up, and how its feed is. */
import { configOf } from "../../main/app/venues/venue-config.ts";
import { describeVenue } from "../../main/market/venues/venue-list.ts";
import type { VenueKind } from "../../main/market/venues/venue.ts";
import type { VenueStatus } from "../../preload/contract/feed.ts";
import type { VenueId } from "../../preload/contract/instrument.ts";
import type { VenueView } from "../../preload/contract/venue-settings.ts";
import { markets } from "./scene-quotes.ts";
import type { Scene } from "./scenes.ts";

const minuteMs = 60_000;

export function venueStatus(nowMs: number, more: Partial<VenueStatus> = {}): VenueStatus {
  return {
    venue: "demo",
    demo: true,
    state: "live",
    since: new Date(nowMs - 90 * minuteMs).toISOString(),
    blindSince: null,
    attempt: 0,
    nextDialAt: null,
    lastFrameAt: new Date(nowMs).toISOString(),
    lastError: null,
    url: "ws://127.0.0.1:9000/market/ws",
    heartbeatIntervalMs: 15_000,
    watchdogMs: 45_000,
    counts: { frames: 9000, ticks: 8800, rejected: {}, late: 0, duplicate: 0, heldBack: 0, absurd: 0, dials: 1 },
    instruments: markets.map(([symbol]) => ({
      symbol,
      subscription: "live",
      health: "live",
      lastTickAt: new Date(nowMs).toISOString(),
      detail: null,
      dropping: null,
      heldBack: [],
      dropped: null,
    })),
    ...more,
  };
}

/** A venue as it comes. */
export function venueView(venue: VenueKind, more: Partial<VenueView>): VenueView {
  return {
    description: describeVenue(venue),
    ...configOf(venue, undefined),
    isOn: false,
    hasApiKey: false,
    isApiKeyForOtherAddresses: false,
    apiKeyBackend: "none",
    fixed: [],
    health: null,
    ...more,
  };
}

/** Sets something of one venue of the scene. */
export function changeVenue(scene: Scene, id: VenueId, change: Partial<VenueView>): void {
  scene.venues = scene.venues.map((view) => (view.description.id === id ? { ...view, ...change } : view));
}
