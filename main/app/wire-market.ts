/** Prices in: what is watched, and the feeds that bring it. Nothing is dialled before the feeds are started. */
import type { Engine } from "../alerts/engine.ts";
import { venueIdsOf } from "../market/venues/venue-list.ts";
import type { VenueKind } from "../market/venues/venue.ts";
import type { AppOptions } from "./app-interface.ts";
import { Feeds } from "./feeds.ts";
import { MarketService } from "./market-service.ts";
import type { Storage } from "./wire-storage.ts";

export interface Market {
  readonly market: MarketService;
  readonly feeds: Feeds;
}

export function wireMarket(
  { clock, redactor }: AppOptions,
  { store, stored, settings, venueSettings }: Storage,
  { engine, venues }: { readonly engine: Engine; readonly venues: readonly VenueKind[] },
): Market {
  const market = new MarketService(
    {
      clock,
      store,
      venueIds: venueIdsOf(venues),
      ruleInstruments: () => new Map(engine.instruments().map((key) => [key, engine.needsOf(key)])),
    },
    stored.watchlist,
  );
  const feeds = new Feeds({ clock, store, settings, venueSettings, market, venues, venueWords: redactor.venueWords });
  return { market, feeds };
}
