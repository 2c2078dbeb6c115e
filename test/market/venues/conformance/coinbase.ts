import { coinbase as kind } from "../../../../main/market/venues/coinbase/venue.ts";
import { FakeCoinbase } from "../../../doubles/venues/coinbase/coinbase-venue.ts";
import { venueOf } from "./venue-under-test.ts";

export const coinbase = venueOf<FakeCoinbase>({
  kind,
  tellsLoss: true,
  acknowledges: true,
  bases: ["BTC", "ETH", "1INCH"],
  quote: "USD",
  startFake: (clock) => FakeCoinbase.start({ clock }),
  add: (fake, base, quote) => fake.list(`${base}-${quote}`),
  tradeFrame: (fake, instrument, price) => ({
    ...fake.match("match", instrument, instrument.trade("1", fake.clock.now().wallMs)),
    price,
  }),
  sayGoodbye: (fake) => fake.socket.send({ type: "error", message: "ErrSlowConsume" }),
});
