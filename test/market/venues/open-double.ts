/** A venue opened at a fake of it, with a gate between that holds nothing back: its limits are tested by themselves. */
import { HttpRestGate } from "../../../main/market/feed/rest-gate.ts";
import type { ListedInstrument, OpenedVenue } from "../../../main/market/venues/session.ts";
import type { VenueKind } from "../../../main/market/venues/venue.ts";
import type { Clock } from "../../../main/lib/clock.ts";
import { openVenue } from "../../doubles/open-venue.ts";
import type { FakeVenue } from "../../doubles/venues/fake-venue.ts";

export function openDouble(
  kind: VenueKind,
  { wsUrl, restUrl }: FakeVenue,
  clock: Clock,
  listed: readonly ListedInstrument[] = [],
): OpenedVenue {
  const limit = { max: 1_000, perMs: 1_000 };
  const gate = new HttpRestGate({ clock, restUrls: [restUrl], limit, takesKey: kind.needsKey });
  return openVenue(kind, { wsUrl, restUrl, gate, listed: () => listed });
}
