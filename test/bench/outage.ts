/**
 * A thousand instruments over three exchanges, an armed rule waiting for each, come back together after an outage in which each was traded
 * more than a venue tells again by itself. By the clock of fakes that count and answer as those venues do: what is measured is what the
 * venues' limits allow, not this machine.
 */
import { ManualClock } from "../doubles/clock.ts";
import { binance } from "../market/venues/conformance/binance.ts";
import { coinbase } from "../market/venues/conformance/coinbase.ts";
import { kraken } from "../market/venues/conformance/kraken.ts";
import type { VenueUnderTest } from "../market/venues/conformance/venue-under-test.ts";
import { WatchedVenue } from "../market/venues/conformance/watched-venue.ts";
import type { Row } from "./print-rows.ts";

const instruments = [334, 333, 333] as const;
const tradesMissed = 60;
const touched = "115";
const stepMs = 100;

export async function benchOutage(): Promise<Row[]> {
  const venues: readonly VenueUnderTest[] = [coinbase, kraken, binance];
  const rows: Row[] = [];
  for (const [at, venue] of venues.entries()) rows.push(...(await benchVenue(venue, instruments[at] ?? 0)));
  return rows;
}

async function benchVenue(underTest: VenueUnderTest, count: number): Promise<Row[]> {
  const clock = new ManualClock();
  const watched = await WatchedVenue.start(underTest, clock);
  const { venue } = watched;
  try {
    const symbols = venue.list(count);
    watched.watch(...symbols);
    await watched.subscribed(...symbols);
    for (const symbol of symbols) venue.trade(symbol, "100");
    await passes(clock, symbols, (symbol) => watched.lasts(symbol).at(-1) === "100");
    clock.advance(1_000);
    while (venue.openSockets() > 0) {
      venue.cut();
      await watched.waitFor(() => watched.losses > 0, "the loss");
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const symbol of symbols)
      for (let at = 0; at < tradesMissed; at++) venue.trade(symbol, at === 0 ? touched : "101");
    const fromMs = clock.now().wallMs;
    const seconds = (): number => (clock.now().wallMs - fromMs) / 1_000;
    await watched.subscribed(...symbols);
    for (const symbol of symbols) venue.trade(symbol, "102");
    await passes(clock, symbols, (symbol) => watched.lasts(symbol).at(-1) === "102");
    const pricedS = seconds();
    await passes(clock, symbols, (symbol) => watched.touched(symbol).includes(Number(touched)));
    const judgedS = seconds();
    const { label } = underTest.kind;
    const share = venue.frames().busiest / venue.frames().max;
    return [
      {
        name: `${label}, ${count} armed instruments back: a price of now of each`,
        value: pricedS,
        unit: "s",
        target: 30,
      },
      { name: `${label}, ${count} armed instruments back: every gap judged`, value: judgedS, unit: "s", target: null },
      { name: `${label}: frames of the busiest span, of its limit`, value: share, unit: "x", target: 1 },
      { name: `${label}: requests of the busiest span, of its limit`, value: venue.restShare(), unit: "x", target: 1 },
    ];
  } finally {
    await watched.stop();
  }
}

/** The clock goes on until it is so of each, one after the other: what is so stays so. */
async function passes(
  clock: ManualClock,
  symbols: readonly string[],
  isSo: (symbol: string) => boolean,
): Promise<void> {
  for (const symbol of symbols) {
    while (!isSo(symbol)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      clock.advance(stepMs);
    }
  }
}

if (import.meta.main) {
  const { printRows } = await import("./print-rows.ts");
  printRows("Outage", await benchOutage());
}
