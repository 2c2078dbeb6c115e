import { binance as kind } from "../../../../main/market/venues/binance/venue.ts";
import { FakeBinance } from "../../../doubles/venues/binance/binance-venue.ts";
import { venueOf, type FakeDriver } from "./venue-under-test.ts";

export const binanceDriver: FakeDriver<FakeBinance> = {
  kind,
  tellsLoss: true,
  acknowledges: true,
  bases: ["BTC", "币安人生", "1INCH"],
  quote: "USDT",
  startFake: (clock) => FakeBinance.start({ clock }),
  add: (fake, base, quote) => fake.list(base, quote),
  tradeFrame: (fake, instrument, price) => ({
    ...fake.aggTrade(instrument.wireSymbol, instrument.trade("1", fake.clock.now().wallMs)),
    p: price,
  }),
  restShare: (fake) => fake.rest.busiestWeight / 6_000,
  sayGoodbye: (fake) => fake.sayShutdown(fake.socket, "raw"),
};

export const binance = venueOf(binanceDriver);
