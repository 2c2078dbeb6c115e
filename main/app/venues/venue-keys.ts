/** The API keys of this run, one a venue, each with the addresses that it may be sent to. */
import type { VenueId } from "../../../preload/contract/instrument.ts";
import type { VenueAddresses, VenueDescription } from "../../../preload/contract/venue.ts";
import type { Redactor } from "../../lib/redaction.ts";
import type { VenueKind } from "../../market/venues/venue.ts";
import type { ApiKeyStore, KeyState } from "../api-key-store.ts";
import { keyAddressesOf, mayBeSent, type KeyAddresses } from "./key-addresses.ts";
import type { FixedVenues, VenueConfig } from "./venue-config.ts";

/** Where the key of a venue is kept. */
export type ApiKeyStores = (venue: VenueKind) => ApiKeyStore;

/**
 * The name of what holds the key of a venue in the data folder, without its ending. That of the venue that was the only one with
 * a key has no id in it.
 */
export const apiKeyFileStem = ({ id, isDefault }: VenueKind): string =>
  isDefault === true ? "api-key" : `api-key-${id}`;

type Keyless = Omit<VenueConfig, "apiKey">;

/** What is known of a venue's key, never the key. */
export interface KeyView {
  readonly hasApiKey: boolean;
  readonly isApiKeyForOtherAddresses: boolean;
  readonly apiKeyBackend: string;
}

interface Kept {
  readonly store: ApiKeyStore;
  readonly state: KeyState;
}

export class VenueKeys {
  readonly #fixed: FixedVenues;
  readonly #redactor: Redactor;
  readonly #kept = new Map<VenueId, Kept>();

  constructor(fixed: FixedVenues, redactor: Redactor) {
    this.#fixed = fixed;
    this.#redactor = redactor;
  }

  /** Reads the key of every venue that takes one, side by side: a keyring may wait for its password. */
  async load(venues: readonly VenueKind[], stores: ApiKeyStores): Promise<void> {
    const keyed = venues.filter(({ needsKey }) => needsKey);
    const loaded = keyed.map(async (venue) => {
      const store = stores(venue);
      const state = await store.load();
      this.#take(venue.id, { store, state });
    });
    await Promise.all(loaded);
  }

  /** The key to send to the present addresses; null where there is none, or where it was entered for others. */
  keyFor(venue: VenueDescription, config: Keyless): string | null {
    const state = this.#stateOf(venue.id);
    return state.kind === "key" && !this.isForOtherAddresses(venue, config) ? state.key : null;
  }

  view(venue: VenueDescription, config: Keyless): KeyView {
    const state = this.#stateOf(venue.id);
    const isForOtherAddresses = this.isForOtherAddresses(venue, config);
    return {
      hasApiKey: state.kind === "key" && !isForOtherAddresses,
      isApiKeyForOtherAddresses: isForOtherAddresses,
      apiKeyBackend: backendText(state, isForOtherAddresses),
    };
  }

  /** Keeps a key for these addresses; an empty one forgets. */
  async set(venue: VenueId, key: string, enteredFor: KeyAddresses): Promise<void> {
    const kept = this.#kept.get(venue);
    if (kept === undefined) throw new Error(`A key for ${JSON.stringify(venue)}, which takes none.`);
    const saved = await kept.store.save(key, enteredFor);
    const backend = saved.kind === "saved" ? saved.backend : "memory";
    const state: KeyState = key === "" ? { kind: "none" } : { kind: "key", key, backend, enteredFor };
    this.#take(venue, { store: kept.store, state });
  }

  /** Sends the key that is kept to these addresses from now on: a person has said so, and not by way of the page. */
  async rebind(venue: VenueId, enteredFor: KeyAddresses): Promise<void> {
    const state = this.#stateOf(venue);
    if (state.kind === "key") await this.set(venue, state.key, enteredFor);
  }

  /** It was entered for other addresses than the present ones: it has to be entered again for these. */
  isForOtherAddresses(venue: VenueDescription, config: Keyless): boolean {
    const state = this.#stateOf(venue.id);
    if (state.kind !== "key") return false;
    const fixed: Partial<VenueAddresses> | undefined = this.#fixed.addresses.get(venue.id);
    return !mayBeSent(state.enteredFor, keyAddressesOf(venue, config), venue.addresses, fixed);
  }

  #take(venue: VenueId, kept: Kept): void {
    this.#kept.set(venue, kept);
    this.#redactor.keep(`venue ${venue}`, kept.state.kind === "key" ? [kept.state.key] : []);
  }

  #stateOf(venue: VenueId): KeyState {
    return this.#kept.get(venue)?.state ?? { kind: "none" };
  }
}

function backendText(state: KeyState, isForOtherAddresses: boolean): string {
  if (state.kind === "none") return "none";
  if (state.kind === "unreadable") return `${state.backend} (unreadable)`;
  // eslint-disable-next-line house/words-in-messages -- a code: the window has words of its own for it
  return isForOtherAddresses ? `${state.backend} (entered for other addresses)` : state.backend;
}
