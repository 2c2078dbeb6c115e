/** What a person has set, joined with what this run was told on its command line. The key goes in and never comes out. */
import { addressProblem } from "../../preload/contract/address.ts";
import type { VenueId } from "../../preload/contract/instrument.ts";
import { noSuchVenue } from "../../preload/contract/parse-rule.ts";
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import type { Settings, SettingsPatch, SettingsView } from "../../preload/contract/settings.ts";
import type { Store } from "../store/store-interface.ts";
import { cleanKey } from "./clean-api-key.ts";
import { addressesOf, mayBeSent } from "./api-key-addresses.ts";
import type { KeyAddresses } from "./venues/key-addresses.ts";
import type { ApiKeyStore, KeyState } from "./api-key-store.ts";
import type { Redactor } from "../lib/redaction.ts";
import { Signal } from "../lib/signal.ts";

export interface SettingsOptions {
  readonly store: Store;
  readonly apiKeyStore: ApiKeyStore;
  readonly key: KeyState;
  readonly stored: Settings;
  /** Given on the command line: they win over what is stored, and cannot be changed while this run lasts. */
  readonly fixed: Partial<Settings>;
  /** Learns every key that was ever in use, so that it can be taken out of words from outside. */
  readonly redactor: Redactor;
  /** Every venue that there is. */
  readonly venueIds: readonly VenueId[];
}

export interface SettingsChange {
  readonly before: Settings;
  readonly now: Settings;
  readonly keyChanged: boolean;
}

export class SettingsService {
  readonly changed = new Signal<SettingsChange>();
  readonly #options: SettingsOptions;
  #stored: Settings;
  #key: KeyState;

  constructor(options: SettingsOptions) {
    this.#options = options;
    this.#stored = options.stored;
    this.#key = options.key;
    if (options.key.kind === "key") options.redactor.add(options.key.key);
  }

  /** In force now. */
  get current(): Settings {
    return { ...this.#stored, ...this.#options.fixed };
  }

  /** The key to send to the present addresses; null where there is none, or where it was entered for others. */
  get apiKey(): string | null {
    return this.#key.kind === "key" && !this.isKeyWithheld ? this.#key.key : null;
  }

  /** There is a key, and it was entered for other addresses than the present ones: it has to be entered again for these. */
  get isKeyWithheld(): boolean {
    return this.#key.kind === "key" && !mayBeSent(this.#key.enteredFor, this.current, this.#options.fixed);
  }

  view(): SettingsView {
    return {
      ...this.current,
      hasApiKey: this.apiKey !== null,
      isApiKeyWithheld: this.isKeyWithheld,
      apiKeyBackend: this.#backendWords(),
      fixed: Object.keys(this.#options.fixed),
    };
  }

  /** Checks addresses and what is fixed, writes, then tells. Nothing changes where one part is refused. */
  async set(patch: SettingsPatch): Promise<Result<SettingsView>> {
    const { apiKey: given, ...rest } = patch;
    const bad = this.#refusal(rest);
    if (bad !== null) return bad;
    const cleaned = given === undefined ? null : cleanKey(given);
    if (cleaned?.ok === false) return cleaned;
    const apiKey = cleaned?.value;
    // Before anything is done with it: an error on the way may quote it.
    this.#options.redactor.add(apiKey ?? null);
    const before = this.current;
    const keyBefore = this.apiKey;
    if (Object.keys(rest).length > 0) {
      const written = this.#options.store.settings.set(rest as Partial<Settings>);
      if (!written.ok) return written;
      this.#stored = written.value;
    }
    // Taken now: the addresses may be changed by another call while the person is asked where to keep the key.
    if (apiKey !== undefined) await this.#setKey(apiKey, addressesOf(this.current));
    this.changed.emit({ before, now: this.current, keyChanged: this.apiKey !== keyBefore });
    return ok(this.view());
  }

  /** Another database stands in place of the one that these were read from. */
  reload(stored: Settings): void {
    const keyBefore = this.apiKey;
    this.#stored = stored;
    this.changed.emit({ before: this.current, now: this.current, keyChanged: this.apiKey !== keyBefore });
  }

  async #setKey(key: string, enteredFor: KeyAddresses): Promise<void> {
    const saved = await this.#options.apiKeyStore.save(key, enteredFor);
    if (key === "") this.#key = { kind: "none" };
    else this.#key = { kind: "key", key, backend: saved.kind === "saved" ? saved.backend : "memory", enteredFor };
  }

  #backendWords(): string {
    if (this.#key.kind === "none") return "none";
    if (this.#key.kind === "unreadable") return `${this.#key.backend} (unreadable)`;
    return this.isKeyWithheld ? `${this.#key.backend} (entered for other addresses)` : this.#key.backend;
  }

  #refusal(patch: SettingsPatch): ReturnType<typeof fail> | null {
    const { fixed } = this.#options;
    for (const [name, value] of Object.entries(patch)) {
      if (name in fixed && fixed[name as keyof Settings] !== value) {
        return fail(
          "settings-invalid",
          "This was given on the command line and stays until Pricebell is started without it.",
          name,
        );
      }
    }
    const { venueIds } = this.#options;
    if (patch.venue !== undefined && !venueIds.includes(patch.venue))
      return fail("settings-invalid", noSuchVenue(venueIds), "venue");
    return addressRefusal("wsUrl", patch.wsUrl) ?? addressRefusal("restUrl", patch.restUrl);
  }
}

function addressRefusal(field: "wsUrl" | "restUrl", text: string | undefined): ReturnType<typeof fail> | null {
  const problem = text === undefined ? null : addressProblem(field, text);
  return problem === null ? null : fail("settings-invalid", problem, field);
}
