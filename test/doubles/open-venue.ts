/** A venue as the app opens it, for tests that ask it something themselves. */
import { systemClock } from "../../main/lib/clock.ts";
import { HttpRestGate } from "../../main/market/feed/rest-gate.ts";
import type { OpenedVenue, OpenOptions } from "../../main/market/venues/session.ts";
import type { VenueKind } from "../../main/market/venues/venue.ts";

type Given = Pick<OpenOptions, "wsUrl" | "restUrl"> & Partial<OpenOptions>;

export function openVenue(kind: VenueKind, given: Given): OpenedVenue {
  const gate = new HttpRestGate({
    clock: systemClock,
    restUrls: [given.restUrl],
    limit: kind.traits.limits.rest,
    takesKey: kind.needsKey,
  });
  return kind.open({ apiKey: null, values: {}, gate, listed: () => [], ...given });
}
