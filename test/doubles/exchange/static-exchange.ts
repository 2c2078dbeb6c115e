/**
 * The demo exchange standing still at prices that tests know. Its own prices depend on the date: a test that moved one of
 * those to a price of its own would some day make a jump of more than 20 percent, which is held back as an absurd print.
 */
import { startExchange } from "./exchange.ts";
import type { Exchange, ExchangeOptions } from "./types.ts";

/** Prices move only as the test says; start the app after this, so that it never sees another. */
export async function startStaticExchange(options: ExchangeOptions): Promise<Exchange> {
  const exchange = await startExchange({ ...options, held: true });
  exchange.setPrice("BTC-USD", "44000.00");
  exchange.setPrice("ETH-USD", "3000.00");
  exchange.setPrice("XRP-USD", "2.50000");
  return exchange;
}
