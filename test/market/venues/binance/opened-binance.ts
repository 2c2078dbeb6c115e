/** Binance opened at its double, which lists three pairs; the session knows a fourth that is gone from there. */
import { HttpRestGate } from "../../../../main/market/feed/rest-gate.ts";
import type { ListedInstrument, OpenedVenue, RestOutcome } from "../../../../main/market/venues/session.ts";
import { binance } from "../../../../main/market/venues/binance/venue.ts";
import { ManualClock } from "../../../doubles/clock.ts";
import { FakeBinance } from "../../../doubles/venues/binance/binance-venue.ts";
import { listedAs } from "./listed.ts";

export const minuteMs = 60_000;

export interface OpenedBinance {
  readonly clock: ManualClock;
  /** The clock's wall time at the beginning. */
  readonly nowMs: number;
  /** Whoever takes it stops it. */
  readonly venue: FakeBinance;
  readonly opened: OpenedVenue;
  /** What the session knows of the list; may be replaced. */
  listed: readonly ListedInstrument[];
}

export async function openBinance(): Promise<OpenedBinance> {
  const clock = new ManualClock();
  const venue = await FakeBinance.start({ clock });
  venue.list("BTC", "USDT");
  venue.list("ETH", "USDT");
  venue.list("币安人生", "USDT");
  const known = { listed: listedAs(["BTC", "USDT"], ["ETH", "USDT"], ["币安人生", "USDT"], ["GONE", "USDT"]) };
  const { wsUrl, restUrl } = venue;
  const limit = { max: 3_000, perMs: minuteMs };
  const gate = new HttpRestGate({ clock, restUrls: [restUrl], limit, takesKey: false });
  const opened = binance.open({ wsUrl, restUrl, apiKey: null, values: {}, gate, listed: () => known.listed });
  return Object.assign(known, { clock, nowMs: clock.now().wallMs, venue, opened });
}

/** The value of an answer that has to be one. */
export function good<T>(outcome: RestOutcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}
