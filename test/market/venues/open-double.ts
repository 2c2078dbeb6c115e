/** A venue opened at a fake of it, with the real gate in between. */
import { HttpRestGate } from "../../../main/market/feed/rest-gate.ts";
import type { ListedInstrument, OpenedVenue, OpenOptions } from "../../../main/market/venues/session.ts";
import type { Clock } from "../../../main/lib/clock.ts";
import type { FakeVenue } from "../../doubles/venues/fake-venue.ts";

export function openDouble(
  open: (options: OpenOptions) => OpenedVenue,
  { wsUrl, restUrl }: FakeVenue,
  clock: Clock,
  listed: readonly ListedInstrument[] = [],
): OpenedVenue {
  const gate = new HttpRestGate({
    clock,
    restUrls: [restUrl],
    limit: { max: 1_000, perMs: 1_000 },
    takesKey: false,
  });
  return open({ wsUrl, restUrl, apiKey: null, values: {}, gate, listed: () => listed });
}
