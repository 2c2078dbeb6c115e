/**
 * THE list of venues, in the order in which they are offered; the first is used until a person chooses. To add one: a folder
 * beside this file, and a line here. Everything else learns of it from what it says of itself; see `main/market/README.md`.
 */
import { binance } from "./binance/venue.ts";
import { coinbase } from "./coinbase/venue.ts";
import { demoVenue } from "./demo/venue.ts";
import { kraken } from "./kraken/venue.ts";
import { securityPro } from "./securitypro/venue.ts";
import type { VenueKind } from "./venue.ts";

export const venues: readonly VenueKind[] = [demoVenue, securityPro, coinbase, kraken, binance];
