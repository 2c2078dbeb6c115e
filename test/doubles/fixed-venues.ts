/** What a command line fixes, for tests that start the app in their own process: one venue, and where it is reached. */
import type { VenueId } from "../../preload/contract/instrument.ts";
import type { VenueAddresses } from "../../preload/contract/venue.ts";
import type { FixedVenues } from "../../main/app/venues/venue-config.ts";

/** That venue alone, at its own addresses. */
export const onlyVenue = (venue: VenueId): FixedVenues => ({ on: [venue], addresses: new Map() });

/** That venue alone, at these addresses. */
export function venueAt(venue: VenueId, { wsUrl, restUrl }: VenueAddresses): FixedVenues {
  return { on: [venue], addresses: new Map([[venue, { wsUrl, restUrl }]]) };
}
