/** The venues that the conformance suite runs over: a new one is a row here, with a driver of its own. */
import { binance } from "./binance.ts";
import { coinbase } from "./coinbase.ts";
import { demo } from "./demo.ts";
import { kraken } from "./kraken.ts";
import { securityPro } from "./securitypro.ts";
import type { VenueUnderTest } from "./venue-under-test.ts";

export const venuesUnderTest: readonly VenueUnderTest[] = [securityPro, coinbase, kraken, binance, demo];
