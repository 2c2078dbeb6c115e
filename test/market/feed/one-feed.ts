/** What the tests of connection, gaps and REST share: a harness that ends with its test, its outages and dials. */
import { until } from "../../doubles/until.ts";
import { startFeedHarness as start, type FeedHarness, type FeedHarnessOptions } from "./feed-harness.ts";

export { start };

/** Waits until this many dials were made and the last of them has failed. */
export const waiting = (r: FeedHarness, dials: number): Promise<void> =>
  until(() => r.feed.status().nextDialAt !== null && r.feed.status().counts.dials === dials, `dial ${dials} failed`);

/** Milliseconds until the pending dial. */
export const delay = (r: FeedHarness): number => Date.parse(r.feed.status().nextDialAt ?? "") - r.clock.now().wallMs;

/** Started, and live. */
export const startLive = async (options: FeedHarnessOptions = {}): Promise<FeedHarness> => {
  const r = await start(options);
  await r.live();
  return r;
};

/** Loses the connection and gets it back two seconds later. */
export const outage = async (r: FeedHarness): Promise<void> => {
  const { dials } = r.server;
  r.clock.advance(1_000);
  r.server.drop();
  await until(() => r.feed.status().nextDialAt !== null, "lost");
  r.clock.advance(2_000);
  await r.redialled(dials + 1);
  await r.connected();
};
