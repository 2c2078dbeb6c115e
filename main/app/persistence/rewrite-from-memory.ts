/**
 * After the database was overwritten and could be put back in part only: what the app holds in memory is written over what came
 * from a backup, or alerts of an earlier day would be watched after the next start, and newer ones be gone.
 */
import type { Engine } from "../../alerts/engine.ts";
import type { Store } from "../../store/store-interface.ts";
import type { SettingsService } from "../settings-service.ts";

export interface RewriteOptions {
  readonly store: Pick<Store, "rules" | "settings" | "onPartlyRestored">;
  readonly engine: Pick<Engine, "all">;
  readonly settings: Pick<SettingsService, "current">;
}

export class RewriteFromMemory {
  readonly #options: RewriteOptions;
  #isDue = false;

  constructor(options: RewriteOptions) {
    this.#options = options;
    options.store.onPartlyRestored(() => (this.#isDue = true));
  }

  /** To be called once a second: writing may be refused for a while, and is tried until it works. */
  run(): void {
    if (this.#isDue && this.#write()) this.#isDue = false;
  }

  #write(): boolean {
    const { store, engine, settings } = this.#options;
    const watched = engine.all();
    const known = new Set(watched.map(({ id }) => id));
    const stored = store.rules.all();
    if (!stored.ok) return false;
    const removedSince = stored.value.map(({ id }) => id).filter((id) => !known.has(id));
    return (
      store.rules.save(...watched).ok &&
      store.rules.remove(...removedSince).ok &&
      store.settings.set(settings.current).ok
    );
  }
}
