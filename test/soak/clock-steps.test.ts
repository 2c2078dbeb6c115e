/**
 * The wall clock is set back and forth under the app. That cannot be done to a process from outside without privileges, so
 * here the whole app runs on a clock of the test's, on a real exchange, socket and database.
 */
import { afterEach, expect, it } from "vitest";
import { systemClock } from "../../main/clock.ts";
import { startStillExchange } from "../doubles/still-exchange.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { defaultSettings } from "../../preload/contract/settings.ts";
import { ManualClock } from "../doubles/clock.ts";
import { eventually } from "../doubles/eventually.ts";
import { Inside } from "../e2e/inside.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const hourMs = 3_600_000;

it("an alert fires once for each crossing, whatever the wall clock does", async () => {
  const exchange = await startStillExchange({ clock: systemClock, heartbeatMs: 100 });
  ends.push(() => exchange.stop());
  const clock = new ManualClock(Date.now());
  const { wsUrl, restUrl } = exchange;
  const app = new Inside({
    clock,
    fixed: { ...defaultSettings, venue: "securitypro", wsUrl, restUrl },
    symbols: ["BTC-USD"],
  });
  await app.start();
  ends.push(() => app.dispose());
  const sees = (price: string): Promise<void> =>
    eventually(`the price ${price}`, async () => {
      clock.advance(100);
      const [quote] = await app.value("market.snapshot", {});
      return quote?.last === price && !quote.stale;
    });
  const goTo = async (price: string): Promise<void> => {
    exchange.setPrice("BTC-USD", price);
    await sees(price);
  };
  let ruleId = "";
  const events = async (): Promise<AlertEvent[]> => (await app.value("history.list", { ruleId })).reverse();
  const fires = (count: number): Promise<void> =>
    eventually(`${count} events`, async () => (await events()).length === count);

  await goTo("44000.00");
  const rule = await app.value("rules.create", {
    instrument: { symbol: "BTC-USD" },
    condition: { kind: "crosses-up", level: "45000" },
    repeat: "always",
    rearmBy: { amount: "100" },
  });
  ruleId = rule.id;

  clock.stepWall(-hourMs);
  await goTo("45001.00");
  await fires(1);
  await goTo("44000.00");
  clock.stepWall(-hourMs);
  await goTo("45002.00");
  await fires(2);
  await goTo("44000.00");

  // Set forward, it looks as if the machine had slept: what came meanwhile is not "now", and is told as a gap.
  const dials = exchange.accepted;
  clock.stepWall(3 * hourMs);
  await goTo("45003.00");
  await fires(3);
  expect(exchange.accepted).toBe(dials + 1);
  await goTo("44000.00");
  await goTo("45004.00");
  await fires(4);

  const all = await events();
  expect(all.map(({ generation }) => generation)).toEqual([1, 2, 3, 4]);
  expect(all.map(({ tick }) => tick?.price)).toEqual(["45001.00", "45002.00", "45003.00", "45004.00"]);
  expect(all.map(({ gap }) => gap === null)).toEqual([true, true, false, true]);
  expect(
    exchange.crossings("BTC-USD", "45000").filter(({ direction }) => direction === "up").length,
  ).toBeGreaterThanOrEqual(4);

  // A stop and a start with the clock set back in between: the price before is still the last one that was seen.
  await app.stop();
  clock.stepWall(-2 * hourMs);
  exchange.setPrice("BTC-USD", "44000.00");
  await app.start();
  await sees("44000.00");
  await goTo("45005.00");
  await fires(5);
});
