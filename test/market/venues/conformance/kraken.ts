import { kraken as kind } from "../../../../main/market/venues/kraken/venue.ts";
import { FakeKraken } from "../../../doubles/venues/kraken/kraken-venue.ts";
import { venueOf, type FakeDriver } from "./venue-under-test.ts";

export const krakenDriver: FakeDriver<FakeKraken> = {
  kind,
  tellsLoss: true,
  acknowledges: true,
  bases: ["BTC", "DOGE", "AAPLx"],
  quote: "USD",
  startFake: (clock) => FakeKraken.start({ clock }),
  add: (fake, base, quote) => fake.list(`${base}/${quote}`, { isTokenized: base === "AAPLx" }),
  tradeFrame: (fake, instrument, price) =>
    fake
      .trades("update", [[instrument, instrument.trade("7777777", fake.clock.now().wallMs)]])
      .replace("7777777", JSON.stringify(price)),
  sayMaintenance(fake) {
    fake.system = "maintenance";
    fake.sayStatus(fake.socket);
  },
};

export const kraken = venueOf(krakenDriver);
