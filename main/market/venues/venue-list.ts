/** Looking things up in a list of venues; which list, the caller says: the app's own or a test's. */
import type { VenueId } from "../../../preload/contract/instrument.ts";
import type { VenueDescription } from "../../../preload/contract/venue.ts";
import type { VenueKind } from "./venue.ts";

export function findVenue(venues: readonly VenueKind[], id: VenueId): VenueKind | undefined {
  return venues.find((venue) => venue.id === id);
}

/** The same, where the id was checked before: no such venue is a bug then. */
export function venueOf(venues: readonly VenueKind[], id: VenueId): VenueKind {
  const found = findVenue(venues, id);
  if (found === undefined) throw new Error(`There is no venue ${JSON.stringify(id)}.`);
  return found;
}

export function venueIdsOf(venues: readonly VenueKind[]): readonly VenueId[] {
  return venues.map(({ id }) => id);
}

/** The venue that is meant where an address or a key is given and no venue. */
export function unnamedVenueOf(venues: readonly VenueKind[]): VenueKind | undefined {
  return venues.find(({ isDefault }) => isDefault === true);
}

/** The venue inside the app whose prices are made up. */
export function demoVenueOf(venues: readonly VenueKind[]): VenueKind | undefined {
  return venues.find(({ demo }) => demo);
}

/** What of a venue crosses the bridge: values alone. */
export function describeVenue(venue: VenueKind): VenueDescription {
  const { id, label, nameInText, demo, addresses, fallbackAddresses, needsKey, keyHosts } = venue;
  const { capabilities, tellsEveryTrade, settings } = venue;
  return {
    id,
    label,
    nameInText,
    demo,
    addresses,
    fallbackAddresses,
    needsKey,
    keyHosts,
    capabilities,
    tellsEveryTrade,
    settings,
  };
}
