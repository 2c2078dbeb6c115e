/** The venue of the settings as the only one that is on, until `VenueSettings` takes the place of these. */
import type { VenueId } from "../../../preload/contract/instrument.ts";
import { Signal } from "../../lib/signal.ts";
import { venueOf } from "../../market/venues/venue-list.ts";
import type { VenueKind } from "../../market/venues/venue.ts";
import type { VenuesOn } from "../feeds.ts";
import type { SettingsService } from "../settings-service.ts";
import type { VenueConfig } from "./venue-config.ts";

export class OneVenueOn implements VenuesOn {
  readonly changed = new Signal<void>();
  current: ReadonlyMap<VenueId, VenueConfig>;
  readonly #settings: SettingsService;
  readonly #venues: readonly VenueKind[];

  constructor(settings: SettingsService, venues: readonly VenueKind[]) {
    this.#settings = settings;
    this.#venues = venues;
    this.current = this.#read();
    settings.changed.listen(() => {
      this.current = this.#read();
      this.changed.emit();
    });
  }

  #read(): ReadonlyMap<VenueId, VenueConfig> {
    const { venue, wsUrl, restUrl, keyPlacement, sendPong } = this.#settings.current;
    const kind = venueOf(this.#venues, venue);
    const config: VenueConfig = {
      venue,
      addresses: kind.addresses === null ? null : { wsUrl, restUrl },
      isOtherServer: false,
      values: { keyPlacement, sendPong },
      apiKey: kind.needsKey ? this.#settings.apiKey : null,
    };
    return new Map([[venue, config]]);
  }
}
