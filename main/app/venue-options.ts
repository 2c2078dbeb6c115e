/** The venue as a command line gives it; both hosts read theirs by this. */
import { addressProblem } from "../../preload/contract/address.ts";
import type { VenueId } from "../../preload/contract/instrument.ts";
import type { Settings } from "../../preload/contract/settings.ts";
import { venues } from "../market/venues/index.ts";
import { unnamedVenueOf, demoVenueOf } from "../market/venues/venue-list.ts";
import type { VenueKind } from "../market/venues/venue.ts";

/**
 * The key goes to both addresses: a REST address that was not given is taken from the host of the other, never from somewhere
 * else. Addresses, and the venue's id, are valid by now. An address without a venue is that of the first that has one.
 */
export function venueSettings(
  given: {
    readonly demo: boolean;
    readonly venue: VenueId | null;
    readonly wsUrl: string | null;
    readonly restUrl: string | null;
  },
  list: readonly VenueKind[] = venues,
): Partial<Settings> {
  const { wsUrl, restUrl } = given;
  if (given.demo) return fixedVenue(demoVenueOf(list)?.id);
  if (wsUrl === null) return { ...fixedVenue(given.venue), ...(restUrl === null ? {} : { restUrl }) };
  const { protocol, host } = new URL(wsUrl);
  return {
    ...fixedVenue(given.venue ?? unnamedVenueOf(list)?.id),
    wsUrl,
    restUrl: restUrl ?? `${protocol === "wss:" ? "https" : "http"}://${host}`,
  };
}

function fixedVenue(venue: VenueId | null | undefined): Pick<Settings, "venue"> | Record<string, never> {
  return venue == null ? {} : { venue };
}

/**
 * Why a start with these addresses is refused, in words that name the option and never repeat the address, which may hold a
 * password; null where they can be used. The window refuses the same ones.
 */
export function venueAddressProblem(given: {
  readonly wsUrl: string | null;
  readonly restUrl: string | null;
}): string | null {
  for (const [option, field] of [
    ["--venue-url", "wsUrl"],
    ["--rest-url", "restUrl"],
  ] as const) {
    const address = given[field];
    const problem = address === null ? null : addressProblem(field, address);
    if (problem !== null) return `${option}: ${problem}`;
  }
  return null;
}
