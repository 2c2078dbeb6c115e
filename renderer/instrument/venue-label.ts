/** A venue's name as a label stands alone. */
import type { VenueId } from "../../preload/contract/instrument.ts";

export const venueLabel: Record<VenueId, string> = { demo: "Demo exchange", securitypro: "SecurityPro" };
