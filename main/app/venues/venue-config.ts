/** What is in force for a venue: what it comes with, what a person has set of it, and what this run's command line says. */
import type { VenueId } from "../../../preload/contract/instrument.ts";
import type { VenueAddresses, VenueDescription, VenueSetting } from "../../../preload/contract/venue.ts";
import type { VenueValues } from "../../../preload/contract/venue-settings.ts";
import type { StoredVenue, StoredVenues } from "../../store/store-interface.ts";

/** One venue as it is to be opened. The key stays inside main. */
export interface VenueConfig {
  readonly venue: VenueId;
  /** Null where the venue runs inside the app and brings its addresses itself. */
  readonly addresses: VenueAddresses | null;
  /** One of the addresses is not the venue's own: its fallback addresses are none of that server's. */
  readonly isOtherServer: boolean;
  /** Of each of its own settings, defaults filled in. */
  readonly values: VenueValues;
  /** To be sent to these addresses; null where there is none, or where it was entered for others. */
  readonly apiKey: string | null;
}

/** What the command line of this run says of venues. It wins over what is stored, and cannot be changed while the run lasts. */
export interface FixedVenues {
  /** These are on and no others; null: as stored. */
  readonly on: readonly VenueId[] | null;
  readonly addresses: ReadonlyMap<VenueId, Partial<VenueAddresses>>;
}

export const nothingFixed: FixedVenues = { on: null, addresses: new Map() };

/** Which are on, in the order of the list; never none: where everything is off, the first of the list is on. */
export function venuesOn(
  venues: readonly VenueDescription[],
  stored: StoredVenues,
  fixed: FixedVenues,
): readonly VenueId[] {
  const ids = venues.map(({ id }) => id);
  const on = ids.filter((id, at) => (fixed.on === null ? (stored.get(id)?.isOn ?? at === 0) : fixed.on.includes(id)));
  return on.length > 0 ? on : ids.slice(0, 1);
}

/** Everything but the key. */
export function configOf(
  venue: VenueDescription,
  stored: StoredVenue | undefined,
  fixed: Partial<VenueAddresses> = {},
): Omit<VenueConfig, "apiKey"> {
  const own = venue.addresses;
  const addresses = own && {
    wsUrl: fixed.wsUrl ?? stored?.wsUrl ?? own.wsUrl,
    restUrl: fixed.restUrl ?? stored?.restUrl ?? own.restUrl,
  };
  return {
    venue: venue.id,
    addresses,
    isOtherServer: addresses?.wsUrl !== own?.wsUrl || addresses?.restUrl !== own?.restUrl,
    values: valuesOf(venue.settings, stored?.values ?? {}),
  };
}

/** A value that the setting cannot have (any more) gives way to its default. */
function valuesOf(settings: readonly VenueSetting[], stored: VenueValues): VenueValues {
  return Object.fromEntries(
    settings.map((setting) => {
      const value = stored[setting.name];
      return [setting.name, value !== undefined && canBe(setting, value) ? value : defaultOf(setting)];
    }),
  );
}

function defaultOf(setting: VenueSetting): string | boolean {
  return setting.kind === "switch" ? false : (setting.choices[0]?.value ?? "");
}

export function canBe(setting: VenueSetting, value: string | boolean): boolean {
  return setting.kind === "switch"
    ? typeof value === "boolean"
    : setting.choices.some((choice) => choice.value === value);
}
