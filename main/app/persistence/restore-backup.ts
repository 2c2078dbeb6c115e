/** A backup takes the place of the database while the app runs: everything read before is out of date and read again. */
import { ok, type Result } from "../../../preload/contract/result.ts";
import type { Decision, RuleSnapshot } from "../../alerts/decision.ts";
import type { Engine } from "../../alerts/engine.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Store } from "../../store/store-interface.ts";
import type { DestinationService } from "../destinations/destination-service.ts";
import type { Feeds } from "../feeds.ts";
import type { CommitQueue } from "./commit-queue.ts";
import type { MarketService } from "../market-service.ts";
import type { SettingsService } from "../settings-service.ts";
import type { VenueSettings } from "../venues/venue-settings.ts";
import { readStoredState } from "./stored-state.ts";
import type { InMemoryFallback } from "./in-memory-fallback.ts";

export interface RestoreParts {
  readonly clock: Clock;
  readonly store: Store;
  readonly feeds: Pick<Feeds, "stop" | "resume">;
  readonly inMemoryFallback: InMemoryFallback;
  readonly commitQueue: CommitQueue;
  readonly settings: SettingsService;
  readonly venueSettings: VenueSettings;
  readonly destinations: Pick<DestinationService, "reload">;
  readonly market: MarketService;
  readonly engine: Engine;
  readonly loaded: (decisions: readonly Decision[]) => void;
  readonly changed: (snapshot: RuleSnapshot) => void;
  readonly removed: (id: string) => void;
  readonly done: () => void;
}

/** A backup that cannot be used changes nothing; with or without it, watching goes on. */
export async function restoreBackup(name: string, parts: RestoreParts): Promise<Result<Record<string, never>>> {
  const { clock, store, feeds } = parts;
  await feeds.stop();
  const restored = store.backups.restore(name, clock.now().wallMs);
  const loaded = restored.ok ? reload(parts) : restored;
  // Last: their secrets are read from elsewhere, and nothing may be decided by half of the backup meanwhile.
  if (loaded.ok) await parts.destinations.reload();
  await feeds.resume();
  parts.done();
  return loaded.ok ? ok({}) : loaded;
}

/** Nothing is changed where the backup cannot be read. */
function reload({
  clock,
  store,
  inMemoryFallback,
  commitQueue,
  settings,
  venueSettings,
  market,
  engine,
  loaded,
  changed,
  removed,
}: RestoreParts): Result<null> {
  inMemoryFallback.replaced();
  // Before the rules are read: what was decided in the meantime holds for the rules of the backup too.
  commitQueue.flush();
  const stored = readStoredState(store);
  if (!stored.ok) return stored;
  settings.reload(stored.value.settings);
  venueSettings.reload(stored.value.venues);
  market.reload(stored.value.watchlist);
  const lives = stored.value.rules;
  const kept = new Set(lives.map((snapshot) => snapshot.id));
  for (const snapshot of engine.all()) {
    engine.remove(snapshot.id);
    if (!kept.has(snapshot.id)) removed(snapshot.id);
  }
  loaded(engine.load(lives, clock.now()));
  for (const snapshot of lives) changed(snapshot);
  return ok(null);
}
