/** Instruments as a command line names them. */
import { instrumentKey, type InstrumentKey, type VenueId } from "../../preload/contract/instrument.ts";

/** `venue:symbol` for one of these venues; whatever else is a symbol of `otherwise`, for a symbol may have a colon too. */
export function instrumentsNamed(
  names: readonly string[],
  otherwise: VenueId,
  venues: readonly { readonly id: VenueId }[],
): InstrumentKey[] {
  return names.map((name) => {
    const at = name.indexOf(":");
    const venue = venues.find(({ id }) => id === name.slice(0, at))?.id;
    return instrumentKey(
      venue === undefined ? { venue: otherwise, symbol: name } : { venue, symbol: name.slice(at + 1) },
    );
  });
}
