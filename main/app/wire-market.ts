/** Prices in: what is watched, and the feeds that bring it. Nothing is dialled before the feeds are started. */
import type { Engine } from "../alerts/engine.ts";
import { venueIdsOf } from "../market/venues/venue-list.ts";
import type { VenueKind } from "../market/venues/venue.ts";
import { openMarketDatabase } from "../store/market-database.ts";
import type { AppOptions } from "./app-interface.ts";
import { CandleService } from "./candle-service.ts";
import { Feeds } from "./feeds.ts";
import { InstrumentLists } from "./instrument-lists.ts";
import { AwaitedHistories } from "./persistence/awaited-histories.ts";
import { MarketService } from "./market-service.ts";
import type { Storage } from "./wire-storage.ts";

export interface Market {
  readonly market: MarketService;
  readonly feeds: Feeds;
  readonly awaitedHistories: AwaitedHistories;
  readonly lists: InstrumentLists;
  readonly candles: CandleService;
  /** Ends what is kept of the market beside the prices. */
  readonly stop: () => void;
}

export function wireMarket(
  { clock, dataDir, redactor }: AppOptions,
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
  const marketDatabase = openMarketDatabase(dataDir);
  const lists = new InstrumentLists({ clock, kept: marketDatabase.instruments });
  const formatVenueText = redactor.formatOutsideText;
  const awaitedHistories = new AwaitedHistories({ store, engine });
  const feeds = new Feeds({
    ...{ clock, store, settings, venueSettings, market, lists, awaitedHistories, venues, formatVenueText },
  });
  const candles = new CandleService({
    ...{ clock, store, formatVenueText, kept: marketDatabase.candles },
    watched: (key) => market.watched(key),
    serverOf: (venue) => feeds.serverOf(venue),
  });
  return {
    market,
    feeds,
    awaitedHistories,
    lists,
    candles,
    stop() {
      candles.stop();
      lists.stop();
      marketDatabase.close();
    },
  };
}
