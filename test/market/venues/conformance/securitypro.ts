import { securityPro as kind } from "../../../../main/market/venues/securitypro/venue.ts";
import { FakeSecurityPro } from "../../../doubles/venues/securitypro/securitypro-venue.ts";
import { venueOf, type FakeDriver } from "./venue-under-test.ts";

const driver: FakeDriver<FakeSecurityPro> = {
  kind,
  tellsLoss: false,
  acknowledges: false,
  bases: ["BTC", "PEPE", "KEY"],
  quote: "USD",
  startFake: (clock) => FakeSecurityPro.start({ clock }),
  add: (fake, base, quote) => fake.add(`${base}-${quote}`, { base, quote }),
  tradeFrame: (fake, instrument, price) => ({
    ...fake.tradeFrame(instrument.wireSymbol, instrument.trade("1", fake.clock.now().wallMs)),
    price,
  }),
};

export const securityPro = venueOf(driver);
