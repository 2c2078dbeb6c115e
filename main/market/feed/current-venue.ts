/** The venue as it is opened with the present settings and key. */
import type { Venue, VenueKind } from "../venues/venue.ts";
import type { FeedSettings } from "./feed-types.ts";

/** What a change of settings asks for: a new connection, another set of subscriptions, or nothing. */
export type AccessChange = "another-connection" | "other-subscriptions" | "none";

export class CurrentVenue {
  readonly kind: VenueKind;
  #settings: FeedSettings;
  #apiKey: string | null;
  #opened: Venue;

  constructor(options: { venue: VenueKind; settings: FeedSettings; apiKey: string | null }) {
    this.kind = options.venue;
    this.#settings = options.settings;
    this.#apiKey = options.apiKey;
    this.#opened = this.#open();
  }

  get opened(): Venue {
    return this.#opened;
  }

  get settings(): FeedSettings {
    return this.#settings;
  }

  get apiKey(): string | null {
    return this.#apiKey;
  }

  /** Settings and key together, for a key must not be sent to an address that it is not for, not even once. */
  change(settings: FeedSettings, apiKey: string | null): AccessChange {
    const before = this.#settings;
    const isMoved =
      apiKey !== this.#apiKey ||
      before.wsUrl !== settings.wsUrl ||
      before.restUrl !== settings.restUrl ||
      before.keyPlacement !== settings.keyPlacement;
    this.#settings = settings;
    this.#apiKey = apiKey;
    this.#opened = this.#open();
    if (isMoved) return "another-connection";
    return before.tradesForAll === settings.tradesForAll ? "none" : "other-subscriptions";
  }

  #open(): Venue {
    const { wsUrl, restUrl, keyPlacement, sendPong } = this.#settings;
    return this.kind.open({ wsUrl, restUrl, apiKey: this.#apiKey, keyPlacement, sendPong });
  }
}
