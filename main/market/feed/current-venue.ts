/** The venue as it is opened with the present settings and key, and the one gate to its REST. */
import type { Moment } from "../../../preload/contract/tick.ts";
import type { Clock } from "../../lib/clock.ts";
import type { ListedInstrument, OpenedVenue, OpenOptions, RestGate } from "../venues/session.ts";
import type { VenueKind } from "../venues/venue.ts";
import type { FeedSettings } from "./feed-types.ts";
import { HttpRestGate } from "./rest-gate.ts";

/** What a change of settings asks for: a new connection, another set of subscriptions, or nothing. */
export type SettingsChange = "another-connection" | "other-subscriptions" | "none";

export interface CurrentVenueOptions {
  readonly clock: Clock;
  readonly venue: VenueKind;
  readonly settings: FeedSettings;
  readonly apiKey: string | null;
  readonly listed?: () => readonly ListedInstrument[];
  /** Whether a rule waits for a price of one of these. */
  readonly isUrgent: (symbols: readonly string[]) => boolean;
  /** Told the time at which the venue says that it answered a request, and when the answer came. */
  readonly onDated: (atMs: number, now: Moment) => void;
}

export class CurrentVenue {
  readonly kind: VenueKind;
  readonly #options: CurrentVenueOptions;
  #settings: FeedSettings;
  #apiKey: string | null;
  #gate: RestGate;
  #opened: OpenedVenue;

  constructor(options: CurrentVenueOptions) {
    this.kind = options.venue;
    this.#options = options;
    this.#settings = options.settings;
    this.#apiKey = options.apiKey;
    this.#gate = this.#openGate();
    this.#opened = this.#open();
  }

  get opened(): OpenedVenue {
    return this.#opened;
  }

  /**
   * What is dialled, in the order in which it is tried. Null: a key is needed and there is none. The venue's further addresses are
   * never given a key, nor used in place of a person's own.
   */
  get dialUrls(): readonly string[] | null {
    const { dialUrl } = this.#opened;
    if (dialUrl === null) return null;
    return [
      dialUrl,
      ...this.#fallbacks()
        .map(({ dialUrl: fallback }) => fallback)
        .filter((url) => url !== null),
    ];
  }

  get settings(): FeedSettings {
    return this.#settings;
  }

  get apiKey(): string | null {
    return this.#apiKey;
  }

  /** Settings and key together, for a key must not be sent to an address that it is not for, not even once. */
  change(settings: FeedSettings, apiKey: string | null): SettingsChange {
    const before = { settings: this.#settings, apiKey: this.#apiKey, dialUrl: this.#opened.dialUrl };
    this.#settings = settings;
    this.#apiKey = apiKey;
    // Its REST limit goes on counting what was asked of it.
    if (before.settings.restUrl !== settings.restUrl) this.#gate = this.#openGate();
    this.#opened = this.#open();
    const isMoved =
      before.apiKey !== apiKey ||
      before.dialUrl !== this.#opened.dialUrl ||
      before.settings.wsUrl !== settings.wsUrl ||
      before.settings.restUrl !== settings.restUrl;
    if (isMoved) return "another-connection";
    return before.settings.tradesForAll === settings.tradesForAll ? "none" : "other-subscriptions";
  }

  #openGate(): RestGate {
    const { clock, isUrgent, onDated } = this.#options;
    const { addresses, fallbackAddresses, needsKey, traits } = this.kind;
    const { restUrl } = this.#settings;
    // A person's own server has no other address.
    const fallbacks = addresses?.restUrl === restUrl ? fallbackAddresses : [];
    return new HttpRestGate({
      clock,
      restUrls: [restUrl, ...fallbacks.map((fallback) => fallback.restUrl)],
      limit: traits.limits.rest,
      takesKey: needsKey,
      isUrgent,
      onDated,
    });
  }

  /** The venue at its further addresses, without a key. */
  #fallbacks(): readonly OpenedVenue[] {
    const { addresses, fallbackAddresses } = this.kind;
    if (addresses?.wsUrl !== this.#settings.wsUrl) return [];
    return fallbackAddresses.map(({ wsUrl }) => this.#open(wsUrl, null));
  }

  #open(wsUrl = this.#settings.wsUrl, apiKey = this.#apiKey): OpenedVenue {
    const { listed = () => [] } = this.#options;
    const { restUrl } = this.#settings;
    const valuesNow = (): OpenOptions["values"] => this.#settings.values;
    return this.kind.open({
      wsUrl,
      restUrl,
      apiKey,
      // What does not change how the venue is reached changes for the sockets that are open too.
      get values() {
        return valuesNow();
      },
      gate: this.#gate,
      listed,
    });
  }
}
