/** Settings as main has them, and the ways to change them. Those of venues are in `venues.svelte.ts`. */
import type { Api } from "../../preload/api.ts";
import type { Backup, TestOutcome } from "../../preload/contract/contract.ts";
import type { Failure } from "../../preload/contract/result.ts";
import type { Settings, SettingsPatch } from "../../preload/contract/settings.ts";

type Testing =
  | { readonly state: "idle" }
  | { readonly state: "sending" }
  | { readonly state: "done"; readonly outcome: TestOutcome };

export class SettingsState {
  view = $state.raw<Settings | null>(null);
  /** Refusals by the name of the setting. */
  failures = $state.raw<Readonly<Record<string, Failure>>>({});
  savedName = $state<string | null>(null);
  testing = $state.raw<Testing>({ state: "idle" });
  backups = $state.raw<readonly Backup[] | null>(null);
  backupsFailure = $state.raw<Failure | null>(null);
  restored = $state<string | null>(null);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Saves one thing at once. True when main took it. */
  async set<N extends keyof SettingsPatch & string>(
    name: N,
    value: Exclude<SettingsPatch[N], undefined>,
  ): Promise<boolean> {
    this.savedName = null;
    const done = await this.#api.settings.set({ [name]: value });
    const { [name]: _gone, ...others } = this.failures;
    if (!done.ok) {
      this.failures = { ...others, [name]: done.error };
      return false;
    }
    this.failures = others;
    this.view = done.value;
    this.savedName = name;
    return true;
  }

  async test(): Promise<void> {
    this.testing = { state: "sending" };
    const done = await this.#api.notifications.test({});
    const outcome: TestOutcome = done.ok ? done.value : { state: "failed", detail: done.error.message };
    this.testing = { state: "done", outcome };
  }

  async loadBackups(): Promise<void> {
    const done = await this.#api.store.backups({});
    this.backups = done.ok ? done.value : null;
    this.backupsFailure = done.ok ? null : done.error;
  }

  async restore(name: string): Promise<boolean> {
    const done = await this.#api.store.restore({ name });
    this.backupsFailure = done.ok ? null : done.error;
    this.restored = done.ok ? name : null;
    return done.ok;
  }
}
