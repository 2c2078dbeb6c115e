/** What a person has set of each venue, joined with what this run was told on its command line; and which venues are on. */
import { noSuchVenue } from "../../../preload/contract/parse-rule.ts";
import { fail, ok, type Result } from "../../../preload/contract/result.ts";
import type { VenueId } from "../../../preload/contract/instrument.ts";
import type { VenueDescription } from "../../../preload/contract/venue.ts";
import type { VenuePatch, VenueView } from "../../../preload/contract/venue-settings.ts";
import { describeVenue } from "../../market/venues/venue-list.ts";
import type { VenueKind } from "../../market/venues/venue.ts";
import type { Redactor } from "../../lib/redaction.ts";
import { Signal } from "../../lib/signal.ts";
import type { Store, StoredVenue, StoredVenues } from "../../store/store-interface.ts";
import { cleanKey } from "../clean-api-key.ts";
import { keyAddressesOf, type KeyAddresses } from "./key-addresses.ts";
import { configOf, venuesOn, type FixedVenues, type VenueConfig } from "./venue-config.ts";
import { VenueKeys, type ApiKeyStores } from "./venue-keys.ts";
import { venueRefusal } from "./venue-refusal.ts";

export interface VenueSettingsOptions {
  /** Every venue that there is, in the order in which they are offered. */
  readonly venues: readonly VenueKind[];
  readonly store: Store;
  readonly stored: StoredVenues;
  readonly fixed: FixedVenues;
  readonly apiKeyStores: ApiKeyStores;
  /** Learns every key that was ever in use, so that it can be taken out of words from outside. */
  readonly redactor: Redactor;
  /** Absent where nobody can be asked (the headless host): there the command line names the address. */
  readonly confirmKeyAddresses?: ConfirmKeyAddresses;
}

/**
 * Asks the person, by other means than the page, whether the key of a venue is to be sent to other addresses than those that it was
 * entered for. False where they do not answer.
 */
export type ConfirmKeyAddresses = (venue: VenueDescription, addresses: KeyAddresses) => Promise<boolean>;

/** The venues that are on, before and now. A venue of which nothing changed has the same value in both. */
export interface VenueChange {
  readonly before: ReadonlyMap<VenueId, VenueConfig>;
  readonly now: ReadonlyMap<VenueId, VenueConfig>;
}

/** Everything of a venue that a window may know but its health. */
export type VenueSettingsView = Omit<VenueView, "health">;

export class VenueSettings {
  /** After every change, also of a venue that is off. */
  readonly changed = new Signal<VenueChange>();
  readonly #options: VenueSettingsOptions;
  readonly #venues: readonly VenueDescription[];
  readonly #keys: VenueKeys;
  #stored: StoredVenues;
  #current: ReadonlyMap<VenueId, VenueConfig>;
  /** A page that asks again and again would cover the screen with questions. */
  #isAsking = false;

  private constructor(options: VenueSettingsOptions, keys: VenueKeys) {
    this.#options = options;
    this.#venues = options.venues.map(describeVenue);
    this.#keys = keys;
    this.#stored = options.stored;
    this.#current = this.#read(new Map());
  }

  /** Reads the keys first, which may take as long as a keyring waits for its password. */
  static async load(options: VenueSettingsOptions): Promise<VenueSettings> {
    const keys = new VenueKeys(options.fixed, options.redactor);
    await keys.load(options.venues, options.apiKeyStores);
    return new VenueSettings(options, keys);
  }

  /** Those that are on, in the order in which venues are offered; never empty. */
  get current(): ReadonlyMap<VenueId, VenueConfig> {
    return this.#current;
  }

  /** Every venue with what is in force for it, in the order in which venues are offered. */
  views(): readonly VenueSettingsView[] {
    return this.#venues.map((venue) => this.#view(venue));
  }

  /** Checks everything, writes, then tells. Nothing changes where one part is refused. */
  async set(patch: VenuePatch): Promise<Result<VenueSettingsView>> {
    const venue = this.#venues.find(({ id }) => id === patch.venue);
    if (venue === undefined) return fail("settings-invalid", noSuchVenue(this.#venues.map(({ id }) => id)), "venue");
    const isOn = this.#current.has(venue.id);
    const now = { fixed: this.#options.fixed, isOn, isOnly: isOn && this.#current.size === 1 };
    const refused = venueRefusal(venue, patch, now);
    if (refused !== null) return refused;
    const cleaned = patch.apiKey === undefined ? null : cleanKey(patch.apiKey);
    if (cleaned?.ok === false) return cleaned;
    const apiKey = cleaned?.value;
    // Before anything is done with it: an error on the way may quote it.
    this.#options.redactor.add(apiKey ?? null);
    const written = this.#write(venue, patch);
    if (!written.ok) return written;
    this.#stored = written.value;
    if (apiKey !== undefined) {
      // Taken now: the addresses may be changed by another call while the person is asked where to keep the key.
      const enteredFor = keyAddressesOf(venue, this.#configOf(venue));
      await this.#keys.set(venue.id, apiKey, enteredFor);
    }
    this.#tell();
    if (apiKey === undefined && this.#keys.isForOtherAddresses(venue, this.#configOf(venue)))
      await this.#askForKey(venue);
    return ok(this.#view(venue));
  }

  /** The new addresses are in use by now, without the key; it follows where the person wants that. */
  async #askForKey(venue: VenueDescription): Promise<void> {
    const { confirmKeyAddresses } = this.#options;
    if (confirmKeyAddresses === undefined || this.#isAsking) return;
    this.#isAsking = true;
    try {
      const asked = keyAddressesOf(venue, this.#configOf(venue));
      if (!(await confirmKeyAddresses(venue, asked))) return;
      // What was agreed to is what was asked, whatever the page has set meanwhile.
      await this.#keys.rebind(venue.id, asked);
    } finally {
      this.#isAsking = false;
    }
    this.#tell();
  }

  /** Another database stands in place of the one that these were read from. */
  reload(stored: StoredVenues): void {
    this.#stored = stored;
    this.#tell();
  }

  #write(venue: VenueDescription, { isOn, wsUrl, restUrl, values }: VenuePatch): Result<StoredVenues> {
    const before = this.#storedOf(venue.id);
    const own = venue.addresses;
    const next: StoredVenue = {
      isOn: isOn ?? before.isOn,
      wsUrl: wsUrl === undefined ? before.wsUrl : wsUrl === own?.wsUrl ? null : wsUrl,
      restUrl: restUrl === undefined ? before.restUrl : restUrl === own?.restUrl ? null : restUrl,
      values: { ...before.values, ...values },
    };
    return JSON.stringify(next) === JSON.stringify(before)
      ? ok(this.#stored)
      : this.#options.store.venues.save(venue.id, next);
  }

  /** What is stored of it, or would be if nothing but its defaults were. */
  #storedOf(id: VenueId): StoredVenue {
    return this.#stored.get(id) ?? { isOn: this.#venues[0]?.id === id, wsUrl: null, restUrl: null, values: {} };
  }

  #tell(): void {
    const before = this.#current;
    this.#current = this.#read(before);
    this.changed.emit({ before, now: this.#current });
  }

  /** Values of `before` stay the same objects where nothing changed. */
  #read(before: ReadonlyMap<VenueId, VenueConfig>): ReadonlyMap<VenueId, VenueConfig> {
    const on = new Set(venuesOn(this.#venues, this.#stored, this.#options.fixed));
    const configs = this.#venues
      .filter(({ id }) => on.has(id))
      .map((venue): [VenueId, VenueConfig] => {
        const config = this.#configOf(venue);
        const next = { ...config, apiKey: this.#keys.keyFor(venue, config) };
        const kept = before.get(venue.id);
        return [venue.id, JSON.stringify(kept) === JSON.stringify(next) && kept !== undefined ? kept : next];
      });
    return new Map(configs);
  }

  #configOf(venue: VenueDescription): Omit<VenueConfig, "apiKey"> {
    return configOf(venue, this.#stored.get(venue.id), this.#options.fixed.addresses.get(venue.id));
  }

  #view(venue: VenueDescription): VenueSettingsView {
    const { addresses, isOtherServer, values } = this.#configOf(venue);
    const { fixed } = this.#options;
    return {
      description: venue,
      isOn: this.#current.has(venue.id),
      addresses,
      isOtherServer,
      values: { ...values },
      ...this.#keys.view(venue, this.#configOf(venue)),
      fixed: [...(fixed.on === null ? [] : ["isOn"]), ...Object.keys(fixed.addresses.get(venue.id) ?? {})],
    };
  }
}
