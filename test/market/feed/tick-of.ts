/** A tick of BTC-USD at 100 as the feed accepts it, with what a test changes of it. Wall time is that of {@link wallMs}. */
import type { Tick } from "../../../preload/contract/tick.ts";

export const wallMs = Date.parse("2026-01-05T12:00:00.000Z");

export const tickOf = (change: Partial<Tick> = {}): Tick => ({
  instrument: "demo:BTC-USD",
  last: "100",
  lastNumber: Number(change.last ?? 100),
  bid: null,
  ask: null,
  size: null,
  tradeId: null,
  exchangeAt: null,
  receivedWallMs: wallMs,
  receivedMonoMs: 0,
  ...change,
});
