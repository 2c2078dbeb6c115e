/** What a start, or a restored backup, goes on from: everything that is read from the database at once. */
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import { ok, type Result } from "../../../preload/contract/result.ts";
import type { Settings } from "../../../preload/contract/settings.ts";
import type { RuleSnapshot } from "../../alerts/decision.ts";
import type { Store, StoredDestination, StoredVenues, StoreError } from "../../store/store-interface.ts";

export interface StoredState {
  readonly settings: Settings;
  readonly venues: StoredVenues;
  readonly destinations: readonly StoredDestination[];
  readonly watchlist: readonly InstrumentKey[];
  readonly rules: readonly RuleSnapshot[];
}

/** Rows that cannot be read are left out; a failure is about the file itself. */
export function readStoredState(store: Store): Result<StoredState> {
  const settings = store.settings.get();
  if (!settings.ok) return settings;
  const venues = store.venues.all();
  if (!venues.ok) return venues;
  const destinations = store.destinations.all();
  if (!destinations.ok) return destinations;
  const watchlist = store.watchlist.list();
  if (!watchlist.ok) return watchlist;
  const rules = store.rules.all();
  if (!rules.ok) return rules;
  return ok({
    settings: settings.value,
    venues: venues.value,
    destinations: destinations.value,
    watchlist: watchlist.value,
    rules: rules.value,
  });
}

/** The same for whoever starts: a file that opened and whose tables cannot be read, with the backups that could replace it. */
export function unreadableStore(store: Store, message: string, nowMs: number): StoreError {
  // Of reading, only damage counts as failing.
  const code = store.health().state === "failing" ? "store-corrupt" : "store-unwritable";
  return { code, message, file: store.file, backups: store.backups.list(nowMs) };
}
