/**
 * A crash within the second in which a price has come back over a level: the next start has to know on which side it was seen
 * last. The app runs on a clock of the test's, so that the once-a-second writing does not come to its help; what a crash
 * leaves is the folder as it stands at that moment.
 */
import { cpSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { systemClock } from "../../main/lib/clock.ts";
import { startStaticExchange } from "../doubles/exchange/static-exchange.ts";
import { venueAt } from "../doubles/fixed-venues.ts";
import { ManualClock } from "../doubles/clock.ts";
import { eventually } from "../doubles/eventually.ts";
import { InProcessApp } from "../e2e/in-process-app.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

it("a crossing in the gap after a crash is judged from the side that was seen last", async () => {
  const exchange = await startStaticExchange({ clock: systemClock, heartbeatMs: 100 });
  ends.push(() => exchange.stop());
  const clock = new ManualClock(Date.now());
  const fixedVenues = venueAt("securitypro", exchange);
  const make = (): InProcessApp => {
    const app = new InProcessApp({ clock, fixedVenues, symbols: ["BTC-USD"] });
    ends.push(() => app.dispose());
    return app;
  };
  const sees = (app: InProcessApp, price: string): Promise<void> =>
    eventually(`the price ${price}`, async () => {
      const [quote] = await app.value("market.snapshot", {});
      return quote?.last === price && !quote.stale;
    });

  const app = make();
  await app.start();
  exchange.setPrice("BTC-USD", "45010.00");
  await sees(app, "45010.00");
  // Armed above its level: that price is in the database with the rule.
  const { id: ruleId } = await app.value("rules.create", {
    instrument: { symbol: "BTC-USD" },
    condition: { kind: "crosses-up", level: "45000" },
  });
  exchange.setPrice("BTC-USD", "44990.00");
  await sees(app, "44990.00");
  clock.advance(50);

  const after = make();
  cpSync(app.dataDir, after.dataDir, { recursive: true, filter: (file) => !file.endsWith(".lock") });
  await app.stop();
  exchange.setPrice("BTC-USD", "45020.00");
  await after.start();
  await sees(after, "45020.00");
  const events = await after.value("history.list", { ruleId });
  expect(events).toMatchObject([{ kind: "fired", previous: { price: "44990.00" }, tick: { price: "45020.00" } }]);
  expect(events[0]?.gap).not.toBeNull();
});
