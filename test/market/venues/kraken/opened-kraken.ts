/** Kraken opened at its double, which lists pairs. What is started ends with the test. */
import { onTestFinished } from "vitest";
import { kraken } from "../../../../main/market/venues/kraken/venue.ts";
import type { OpenedVenue } from "../../../../main/market/venues/session.ts";
import { ManualClock } from "../../../doubles/clock.ts";
import { FakeKraken } from "../../../doubles/venues/kraken/kraken-venue.ts";
import { openDouble } from "../open-double.ts";
import { SessionClient } from "../session-client.ts";

export interface OpenedKraken {
  readonly clock: ManualClock;
  readonly venue: FakeKraken;
  readonly opened: OpenedVenue;
}

/** With BTC/USD and ETH/BTC; for requests, of which the double answers as many as a test may make. */
export async function openKraken(): Promise<OpenedKraken> {
  const { clock, venue } = await startVenue(10_000);
  venue.list("BTC/USD", { tickSize: "0.1" });
  venue.list("ETH/BTC", { tickSize: "0.000001" });
  return { clock, venue, opened: openDouble(kraken, venue, clock) };
}

/** With BTC/USD and ETH/USD, and a session over a socket. */
export async function dialKraken(): Promise<OpenedKraken & { readonly client: SessionClient }> {
  const { clock, venue } = await startVenue(100);
  venue.list("BTC/USD");
  venue.list("ETH/USD");
  const opened = openDouble(kraken, venue, clock);
  const client = await SessionClient.dial(opened.session(), venue.wsUrl);
  onTestFinished(() => client.stop());
  return { clock, venue, opened, client };
}

/** Subscribes, and waits until so many symbols are confirmed. */
export async function subscribed(
  client: SessionClient,
  symbols: Parameters<SessionClient["subscribe"]>[0],
): Promise<void> {
  client.subscribe(symbols);
  await client.has("subscribed", Object.keys(symbols).length);
}

async function startVenue(requestsPerSecond: number): Promise<Pick<OpenedKraken, "clock" | "venue">> {
  const clock = new ManualClock();
  const venue = await FakeKraken.start({ clock, limits: { rest: { max: requestsPerSecond, perMs: 1_000 } } });
  onTestFinished(() => venue.stop());
  return { clock, venue };
}
