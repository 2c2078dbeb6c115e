/**
 * The wall clock is set back and forth under the app. That cannot be done to a process from outside without privileges, so
 * here the whole app runs on a clock of the test's, on a real exchange, socket and database.
 */
import { afterEach, expect, it } from "vitest";
import { systemClock } from "../../main/lib/clock.ts";
import { startStaticExchange } from "../doubles/exchange/static-exchange.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { venueAt } from "../doubles/fixed-venues.ts";
import { ManualClock } from "../doubles/clock.ts";
import { eventually } from "../doubles/eventually.ts";
import { InProcessApp } from "../e2e/in-process-app.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const hourMs = 3_600_000;

it("an alert fires once for each crossing, whatever the wall clock does", async () => {
  const exchange = await startStaticExchange({ clock: systemClock, heartbeatMs: 100 });
  ends.push(() => exchange.stop());
  const clock = new ManualClock(Date.now());
  const { wsUrl, restUrl } = exchange;
  const app = new InProcessApp({
    clock,
    fixedVenues: venueAt("securitypro", { wsUrl, restUrl }),
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

  // Set forward with prices flowing, nobody has slept: no connection is given up, and what is crossed is crossed now.
  const dials = exchange.accepted;
  clock.stepWall(3 * hourMs);
  await goTo("45003.00");
  await fires(3);
  expect(exchange.accepted).toBe(dials);
  await goTo("44000.00");
  await goTo("45004.00");
  await fires(4);

  const all = await events();
  expect(all.map(({ generation }) => generation)).toEqual([1, 2, 3, 4]);
  expect(all.map(({ tick }) => tick?.price)).toEqual(["45001.00", "45002.00", "45003.00", "45004.00"]);
  expect(all.map(({ gap }) => gap === null)).toEqual([true, true, true, true]);
  expect((await app.value("history.list", {})).filter(({ kind }) => kind === "blind")).toEqual([]);
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

it("what happened while the clock was ahead is not told as something to come", async () => {
  const exchange = await startStaticExchange({ clock: systemClock, heartbeatMs: 100 });
  ends.push(() => exchange.stop());
  const dayMs = 24 * hourMs;
  const clock = new ManualClock(Date.now() + dayMs);
  const { wsUrl, restUrl } = exchange;
  const app = new InProcessApp({
    clock,
    fixedVenues: venueAt("securitypro", { wsUrl, restUrl }),
    symbols: ["BTC-USD"],
  });
  ends.push(() => app.dispose());
  const sees = (price: string): Promise<void> =>
    eventually(`the price ${price}`, async () => {
      clock.advance(100);
      const [quote] = await app.value("market.snapshot", {});
      return quote?.last === price && !quote.stale;
    });
  await app.start();
  exchange.setPrice("BTC-USD", "44000.00");
  await sees("44000.00");
  await app.value("rules.create", {
    instrument: { symbol: "BTC-USD" },
    condition: { kind: "crosses-up", level: "45000" },
  });
  await app.stop();

  // Right again but for 20 s, for a second start; and the price has crossed in between.
  clock.stepWall(-dayMs);
  clock.advance(20_000);
  exchange.setPrice("BTC-USD", "45001.00");
  await app.start();
  await sees("45001.00");
  await eventually("an event", async () => (await app.value("history.list", {})).some(({ kind }) => kind === "fired"));
  const events = await app.value("history.list", {});
  for (const { kind, gap, tick, previous, receivedAt, decidedAt, blind } of events) {
    for (const at of [gap?.from, gap?.to, tick?.at, previous?.at, receivedAt, blind?.from])
      if (at != null) expect(at <= decidedAt, `${kind}: ${at} is after ${decidedAt}`).toBe(true);
    if (kind === "fired") expect(Date.parse(gap?.to ?? "")).toBeGreaterThan(Date.parse(gap?.from ?? ""));
  }
});
