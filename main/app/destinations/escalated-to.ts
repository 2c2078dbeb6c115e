/** Where a critical alert goes that nobody has acknowledged in time. */
import { ownDestinations, type DestinationId } from "../../../preload/contract/destination.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";

const [desktop, history] = ownDestinations;

/**
 * The destinations of the second step that did not have it before. `toldAt`: those that stand for the second step at this moment, the
 * desktop among them where it has to stand in; one that is off gets nothing. Never none: where nothing new is left, the desktop says
 * that nobody has answered.
 */
export function escalatedTo(
  event: Pick<AlertEvent, "deliveries">,
  toldAt: readonly DestinationId[],
  isOn: (id: DestinationId) => boolean,
): DestinationId[] {
  const had = new Set(
    event.deliveries.filter(({ state }) => state !== "skipped").map(({ destination }) => destination),
  );
  const further = toldAt.filter((id) => id !== history && !had.has(id) && isOn(id));
  return further.length === 0 ? [desktop] : further;
}
