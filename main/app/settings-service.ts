/** What a person has set of the app. Of its venues: see `venues/venue-settings.ts`. */
import { ok, type Refused, type Result } from "../../preload/contract/result.ts";
import type { Settings, SettingsPatch } from "../../preload/contract/settings.ts";
import { Signal } from "../lib/signal.ts";
import type { Store } from "../store/store-interface.ts";

export interface SettingsChange {
  readonly before: Settings;
  readonly now: Settings;
}

export class SettingsService {
  readonly changed = new Signal<SettingsChange>();
  /** Further checks of what is to be set, by those who know what it is about; null where it may be. */
  readonly checks: ((patch: SettingsPatch) => Refused | null)[] = [];
  readonly #store: Store;
  #current: Settings;

  constructor(store: Store, stored: Settings) {
    this.#store = store;
    this.#current = stored;
  }

  /** In force now. */
  get current(): Settings {
    return this.#current;
  }

  /** Writes, then tells. Nothing changes where the database refuses. */
  set(patch: SettingsPatch): Result<Settings> {
    for (const check of this.checks) {
      const refused = check(patch);
      if (refused !== null) return refused;
    }
    const written = this.#store.settings.set(patch as Partial<Settings>);
    if (!written.ok) return written;
    this.#take(written.value);
    return ok(this.#current);
  }

  /** Another database stands in place of the one that these were read from. */
  reload(stored: Settings): void {
    this.#take(stored);
  }

  #take(now: Settings): void {
    const before = this.#current;
    this.#current = now;
    this.changed.emit({ before, now });
  }
}
